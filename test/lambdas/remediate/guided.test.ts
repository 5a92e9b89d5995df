import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { toInstant } from '../../../core/account.ts';
import type { Case } from '../../../core/cases/case.ts';
import { type OptionId, RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { claimAccounts } from '../../../lambdas/clients/history/open-cases.ts';
import { dropOrganization } from '../../../lambdas/clients/history/organizations.ts';
import type { RemediateDependencies } from '../../../lambdas/remediate/dependencies.ts';
import { ANNA, BEN, SIRI } from '../../cases.ts';
import { act, type CaseWorld, openCaseWorld, type Person, willing, worldPlan } from './case-world.ts';

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(3);
});
afterEach(() => world.close());

/** Nothing that the simulated organization knows changes: the snapshot says that they are still billable. */
const UNCHANGED: ReadonlySet<OptionId> = new Set(['remove-access', 'leave-or-delete-workspace', 'external-policy']);

function sync() {
  for (const id of world.ids) world.account(id).synced = true;
}

describe.each(RECOMMENDATION_ORDER)('%s', (option) => {
  test('each step stated, done by a person, read; in the end each account is held against a later snapshot', async () => {
    if (option === 'narrow-sync' || option === 'relink-through-idp') sync();
    const one = await world.approved(worldPlan(world, { option }));
    const steps: string[] = [];
    const person = willing((step) => {
      steps.push(step);
      act(step, world, one);
    });
    expect(await world.run(one, { person })).toMatchObject({ state: 'proven', why: null });
    const { accounts, events } = await world.folded(one);
    const proof = UNCHANGED.has(option) ? 'still-billable' : 'verified';
    expect([...accounts.values()]).toEqual(world.ids.map(() => expect.objectContaining({ work: 'done', proof })));
    const stated = events.flatMap((event) => (event.kind === 'asked' ? [event.step] : []));
    expect(stated).toEqual(steps);
    expect(new Set(stated).size).toBe(stated.length);
    expect(world.simulation.writes).toEqual([]);
  });
});

describe('a person', () => {
  test('who says done too early is asked again, with what was read; the account that never gets there is told apart', async () => {
    const [first = '', ...others] = world.ids;
    const one = await world.approved(worldPlan(world));
    const person = willing(() => {
      for (const id of others) world.account(id).status = 'inactive';
    });
    expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
    const { accounts, events } = await world.folded(one);
    const asked = events.flatMap((event) => (event.kind === 'asked' ? [event.again] : []));
    const again = `${first}: it is still active`;
    expect(asked).toEqual([null, again, again]);
    expect(accounts.get(first)).toMatchObject({
      work: 'failed',
      why: 'after "all: disable": it is still active',
      proof: null,
    });
    expect(accounts.get(others[0] ?? '')).toMatchObject({ work: 'done', proof: 'verified' });
  });

  test('who never answers is overdue after a week, and the case stops after two, saying what stands', async () => {
    const counted: string[] = [];
    const one = await world.approved(worldPlan(world));
    const change = { count: (metric: string) => counted.push(metric) };
    expect(await world.run(one, { change })).toMatchObject({
      state: 'stopped',
      why: 'nobody said that "all: disable" was done',
    });
    const { events, status } = await world.folded(one);
    expect(events.filter(({ kind }) => kind === 'overdue')).toHaveLength(1);
    expect(status).toMatchObject({
      stands: ['"all: disable" was asked for and not said to be done: it may have been.'],
    });
    expect(new Set(counted)).toEqual(new Set(['CasesStuck', 'CasesStopped']));
  });

  test('who leaves provisioning paused for over an hour alarms, until it is resumed', async () => {
    sync();
    const counted: string[] = [];
    const one = await world.approved(worldPlan(world, { option: 'relink-through-idp' }));
    const person = willing((step) => act(step, world, one));
    let late = 0;
    const slow: Person = async (step, ...rest) => {
      if (step === 'canary: resume') late += 1;
      else await person(step, ...rest);
    };
    const change = {
      count: (metric: string) => {
        counted.push(metric);
        if (metric === 'ProvisioningPaused' && counted.length === 3) late += 1;
      },
    };
    const running = world.run(one, { person: slow, change });
    const resumed = async () => {
      while (late < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      await world.say(one, { action: 'done', case: one.id, step: 'canary: resume', failed: null });
    };
    await Promise.all([running, resumed()]);
    expect(counted.filter((metric) => metric === 'ProvisioningPaused').length).toBeGreaterThanOrEqual(3);
    expect((await world.folded(one)).status.state).toBe('proven');
  }, 60_000);
});

test('accounts whose e-mails are hidden are each proven by themselves', async () => {
  for (const id of world.ids) Object.assign(world.account(id), { email: null });
  await world.snapshot('2026-11-23T07:00:00Z');
  const one = await world.approved(worldPlan(world, { snapshot: '2026-11-23T07:00:00Z' }));
  const person = willing((step) => act(step, world, one));
  const { reads } = world.dependencies();
  const change = {
    // Each is seen as disabled, and is active again by the time of the proof.
    reads: async (organization: string) => {
      const real = await reads(organization);
      const readProfile: typeof real.readProfile = async (id) => {
        const profile = await real.readProfile(id);
        if (profile?.status === 'inactive') world.account(id).status = 'active';
        return profile;
      };
      return { ...real, readProfile };
    },
  };
  expect(await world.run(one, { person, change })).toMatchObject({ state: 'proven' });
  const { accounts } = await world.folded(one);
  expect(world.ids.map((id) => accounts.get(id)?.proof)).toEqual(world.ids.map(() => 'still-billable'));
});

describe('option 1, and an account that is claimed again', () => {
  /** The first account is claimed again as soon as the last one has been read. */
  function claimingAgain(always: boolean): { readonly change: Partial<RemediateDependencies> } {
    const { accounts } = world.simulation.world;
    const [first = ''] = world.ids;
    const claimed = accounts.get(first);
    const reads = async (organization: string) => {
      const real = await world.dependencies().reads(organization);
      const readProfile: typeof real.readProfile = async (id) => {
        if (always && claimed) accounts.set(first, claimed);
        const profile = await real.readProfile(id);
        if (claimed && profile === null && id === world.ids.at(-1)) accounts.set(first, claimed);
        return profile;
      };
      return { ...real, readProfile };
    };
    return { change: { reads } };
  }

  test('before anybody has looked: it is asked for again, and told as not done', async () => {
    const one = await world.approved(worldPlan(world, { option: 'leave-unclaimed' }));
    const person = willing((step) => act(step, world, one));
    expect(await world.run(one, { person, ...claimingAgain(true) })).toMatchObject({ state: 'proven' });
    const { accounts, events } = await world.folded(one);
    const [first = '', second = ''] = world.ids;
    const again = events.flatMap((event) => (event.kind === 'asked' ? [event.again] : []));
    expect(again).toEqual([null, expect.stringContaining(first), expect.stringContaining(first)]);
    expect(accounts.get(first)).toMatchObject({ work: 'failed', proof: null });
    expect(accounts.get(second)).toMatchObject({ work: 'done', proof: 'verified' });
  });

  test('between the work and its proof: it is told as still billable', async () => {
    const one = await world.approved(worldPlan(world, { option: 'leave-unclaimed' }));
    const person = willing((step) => act(step, world, one));
    expect(await world.run(one, { person, ...claimingAgain(false) })).toMatchObject({ state: 'proven' });
    const { accounts } = await world.folded(one);
    const proofs = world.ids.map((id) => accounts.get(id)?.proof);
    expect(proofs).toEqual(['still-billable', ...world.ids.slice(1).map(() => 'verified')]);
  });
});

test('the canary stops it: the person who would be locked out is the only one who was touched', async () => {
  sync();
  const one = await world.approved(worldPlan(world, { option: 'relink-through-idp' }));
  const { canary } = one.plan;
  const person: Person = async (step) => {
    act(step, world, one);
    const failed =
      step === 'canary: which-account' ? 'the login moved the old account: single sign-on matches by id' : null;
    await world.say(one, { action: 'done', case: one.id, step, failed });
  };
  expect(await world.run(one, { person })).toMatchObject({
    state: 'stopped',
    why: '"canary: which-account" could not be done: the login moved the old account: single sign-on matches by id',
  });
  const { status, accounts } = await world.folded(one);
  expect(status).toMatchObject({ state: 'stopped' });
  const stands = status.state === 'stopped' ? status.stands : [];
  expect(stands).toContainEqual(
    expect.stringMatching(`^"canary: change-email" is done for ${canary}. Back: Give the old`),
  );
  expect(stands.join(' ')).not.toContain('rest:');
  for (const id of world.ids.filter((id) => id !== canary)) {
    expect(world.account(id)).toMatchObject({ synced: true, status: 'active' });
    expect(accounts.get(id)).toMatchObject({ work: 'planned', kept: null });
  }
});

describe('an account that is not touched', () => {
  test.each([
    ['is gone', () => world.simulation.world.accounts.delete(world.ids[0] ?? ''), /gone/],
    [
      'is an organization admin',
      () => Object.assign(world.account(world.ids[0] ?? ''), { admin: true }),
      /organization admin/,
    ],
  ])('one that %s: it is skipped, the others go on', async (_, change, why) => {
    change();
    const one = await world.approved(worldPlan(world));
    expect(await world.run(one, { person: willing((step) => actOnRest(step, one)) })).toMatchObject({
      state: 'proven',
    });
    const { accounts } = await world.folded(one);
    expect(accounts.get(world.ids[0] ?? '')).toMatchObject({ work: 'skipped', why: expect.stringMatching(why) });
  });

  function actOnRest(_: string, one: Case) {
    for (const id of one.plan.accountIds.slice(1)) world.account(id).status = 'inactive';
  }
});

describe('what begins a case is the table, never the event', () => {
  test.each<[string, (one: Case) => Promise<unknown>, RegExp]>([
    ['a case that nobody knows', async (one) => Object.assign(one, { id: 'ffffffffff' }), /has no case ffffffffff/],
    [
      'one that was cancelled meanwhile',
      (one) => world.say(one, { action: 'cancel', case: one.id, why: 'no' }),
      /is cancelled/,
    ],
    ['the switch is off', () => world.apply({ switch: 'off' }), /switched off/],
    ['the approver is none any more', () => world.apply({ approvers: [ANNA] }), new RegExp(`${BEN} may not approve`)],
    [
      'the day is full',
      () => world.apply({ limits: { perCase: { percent: 100 }, perDay: { accounts: 2, percent: 100 } } }),
      /more than the rest of the day/,
    ],
    [
      'an approval that is a day old',
      async () => {
        const sleep = 25 * 3_600_000;
        const { now } = world;
        const later = new Date(now().getTime() + sleep);
        Object.assign(world, { now: () => later });
      },
      /is expired/,
    ],
  ])('%s', async (_, change, why) => {
    const one = await world.approved(worldPlan(world));
    await change(one);
    const clock = world.now;
    expect(await world.run(one, { change: { now: () => clock() } })).toMatchObject({
      state: 'refused',
      why: expect.stringMatching(why),
    });
  });

  test('two events for one case: one execution carries it out', async () => {
    const one = await world.approved(worldPlan(world));
    await world.run(one, { person: willing((step) => act(step, world, one)) });
    expect(await world.run(one)).toMatchObject({ state: 'refused', why: expect.stringMatching(/is done and checked/) });
  });
});

test.each([
  [
    'cancelled',
    (one: Case) => world.say(one, { action: 'cancel', case: one.id, why: 'they came back' }, ANNA),
    /cancelled it: they came back/,
  ],
  ['switched off', () => world.apply({ switch: 'off' }), /remediation is switched off/],
  ['dropped', (one: Case) => dropOrganization(world.stores.history, one.organization), /is not taken care of any more/],
])('%s under way: it goes no further', async (_, halt, why) => {
  const one = await world.approved(worldPlan(world, { option: 'narrow-sync' }));
  const person: Person = async (step) => {
    if (step === 'rest: unlink') return halt(one);
    act(step, world, one);
    return world.say(one, { action: 'done', case: one.id, step, failed: null });
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'stopped', why: expect.stringMatching(why) });
  const { status } = await world.folded(one);
  expect(status).toMatchObject({
    stands: expect.arrayContaining([expect.stringMatching(/"canary: move-to-policy" is done/)]),
  });
});

test('undone by people, the newest step first', async () => {
  const one = await world.approved(worldPlan(world, { option: 'narrow-sync' }));
  await world.run(one, { person: willing((step) => act(step, world, one)) });
  const undo = async () => {
    const steps: string[] = [];
    await world.say(one, { action: 'undo', case: one.id, why: 'wrong list' }, SIRI);
    const end = await world.run(one, { person: willing((step) => steps.push(step)) });
    return { steps, end };
  };
  const first = await undo();
  expect(first.end).toMatchObject({ state: 'undone' });
  expect(first.steps).toEqual([
    ...['rest: move-to-policy', 'rest: out-of-scope', 'rest: unlink'].map((step) => `undo 1 ${step}`),
    ...['canary: move-to-policy', 'canary: out-of-scope', 'canary: unlink'].map((step) => `undo 1 ${step}`),
  ]);
  const { status, accounts } = await world.folded(one);
  expect(status.state).toBe('undone');
  expect([...accounts.values()].map(({ work }) => work)).toEqual(['undone', 'undone', 'undone']);
});

test.each([
  ['remediation was switched off meanwhile', () => world.apply({ switch: 'off' }), /switched off/],
  [
    'another case has claimed its accounts',
    async () => {
      const other = await world.approved(worldPlan(world, { option: 'external-policy' }));
      await claimAccounts(world.stores.history, other, toInstant(world.now()));
    },
    /is in the open case/,
  ],
])('an undo that may not begin leaves said what stands: %s', async (_, meanwhile, why) => {
  const one = await world.approved(worldPlan(world, { option: 'narrow-sync' }));
  await world.run(one, { person: willing((step) => act(step, world, one)) });
  await meanwhile();
  await world.say(one, { action: 'undo', case: one.id, why: 'wrong list' }, SIRI);
  expect(await world.run(one)).toMatchObject({ state: 'refused' });
  const { status } = await world.folded(one);
  expect(status).toMatchObject({ state: 'stopped', why: expect.stringMatching(why) });
  expect(status.state === 'stopped' && status.stands.length).toBeGreaterThan(0);
});
