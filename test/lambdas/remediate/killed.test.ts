import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case } from '../../../core/cases/case.ts';
import type { RemediationSettings } from '../../../core/cases/remediation-settings.ts';
import { type OptionId, RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { logIn } from '../../../local/simulation/identity-provider.ts';
import { addRequests } from '../../../local/simulation/jira-replies.ts';
import { POLICIES } from '../../../local/simulation/world.ts';
import { BEN, SIRI } from '../../cases.ts';
import {
  act,
  type CaseWorld,
  ENTRA,
  listener,
  ORGANIZATION,
  openCaseWorld,
  type Person,
  willing,
  worldPlan,
} from './case-world.ts';

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(3);
});
afterEach(() => world.close());

type Automated = RemediationSettings['automated'][number];

const BY_SECURITY: ReadonlySet<OptionId> = new Set(['non-billable-policy', 'narrow-sync']);

/**
 * Runs a case, killing the service once at each checkpoint that it comes to: all is kept, and nobody has been told. Looks
 * and waits, which are counted in their names, are killed once for all numbers. At how many checkpoints it died.
 */
async function runKilled(one: Case, person: Person, name = 'one'): Promise<number> {
  const hear = listener(world, one, person);
  const folder = `${world.stores.folder}/executions`;
  const died = new Set<string>();
  for (let life = 1; life < 1000; life += 1) {
    let deadly = false;
    const onCheckpoint: typeof hear = (checkpoint) => {
      const whose = checkpoint.execution.name === name ? '' : 'account: ';
      const labels = checkpoint.updates.map(
        ({ Name = '', Action = '' }) => `${whose}${Name.replaceAll(/\d+$/g, '#')} ${Action}`,
      );
      deadly = labels.some((label) => !died.has(label));
      for (const label of labels) died.add(label);
      return hear(checkpoint);
    };
    const service = await world.service({ folder, onCheckpoint, killAfter: () => deadly });
    const asked = { organization: ORGANIZATION, case: one.id };
    if (life === 1) await service.invoke('remediate:live', asked, { type: 'Event', name });
    await service.settled();
    await service.close();
    if (service.executions().every(({ status }) => status !== 'RUNNING')) return died.size;
  }
  throw new Error(`no end after a thousand lives: ${[...died].slice(-5).join(', ')}`);
}

async function expectSameEnd(one: Case) {
  const { accounts, status, events } = await world.folded(one);
  expect(status.state).toBe('proven');
  expect([...accounts.values()].map(({ work }) => work)).toEqual(['done', 'done', 'done']);
  const keys = events.flatMap((event) => ('key' in event ? [`${event.kind} ${event.key}`] : []));
  expect(new Set(keys).size).toBe(keys.length);
  // Every step was stated once, and nobody had to say anything twice.
  expect(events.filter(({ kind }) => kind === 'asked').length).toBe(
    events.filter(({ kind }) => kind === 'said').length,
  );
}

describe('killed after every step and resumed: nothing is stated or written twice, and the end is the same', () => {
  test.each(RECOMMENDATION_ORDER)(
    '%s, by people',
    async (option) => {
      if (option === 'narrow-sync' || option === 'relink-through-idp') {
        for (const id of world.ids) world.account(id).synced = true;
      }
      const one = await world.approved(worldPlan(world, { option }));
      const person = willing((step) => act(step, world, one));
      expect(await runKilled(one, person)).toBeGreaterThan(15);
      await expectSameEnd(one);
      expect(world.simulation.writes).toEqual([]);
    },
    120_000,
  );

  test.each([
    ['deactivate', (id: string) => `disable ${id}`],
    ['non-billable-policy', (id: string) => `move ${id} to ${POLICIES.free.id}`],
  ] as const)(
    '%s, by the program',
    async (option, written) => {
      const one = await world.approved(worldPlan(world, { option, automated: [option] }));
      // Killed as a move begins, it may have been made: then it is read as done, and its task is not waited for.
      expect(await runKilled(one, willing())).toBeGreaterThanOrEqual(13);
      await expectSameEnd(one);
      expect(world.simulation.writes).toEqual(world.ids.map(written));
    },
    120_000,
  );
});

/**
 * A sync of one person that is asked for again changes nothing, and so it is asked for again where a kill lost the answer:
 * of several executions at once, any may be between its call and its checkpoint.
 */
function onceEach(writes: readonly string[]): readonly string[] {
  return writes.filter((write, index) => !write.startsWith('provision') || writes.indexOf(write) === index);
}

describe('with an identity provider that has an API', () => {
  const byProgram = (option: 'narrow-sync' | 'relink-through-idp') =>
    world.approved(worldPlan(world, { option, automated: [option, 'request-history'], directories: ENTRA }));

  beforeEach(() => {
    for (const id of world.ids) world.account(id).synced = true;
  });

  test('narrow-sync, by the program', async () => {
    const { identityProvider, writes } = world.simulation;
    const one = await byProgram('narrow-sync');
    const person = willing((step) => {
      if (!step.endsWith('out-of-scope')) return;
      for (const each of identityProvider.people.values()) each.inScope = false;
    });
    expect(await runKilled(one, person)).toBeGreaterThan(60);
    await expectSameEnd(one);
    const expected = world.ids.flatMap((id) => [`unlink ${id}`, `move ${id} to ${POLICIES.free.id}`]);
    expect([...writes].sort()).toEqual(expected.sort());
    expect(onceEach(identityProvider.writes)).toHaveLength(3);
  }, 120_000);

  test('relink-through-idp, by the program', async () => {
    const { identityProvider, site, writes } = world.simulation;
    for (const id of world.ids) addRequests(site, id, 3);
    const one = await byProgram('relink-through-idp');
    const email = world.account(one.plan.canary ?? '').email ?? '';
    const person = willing((step) => {
      const later = new Date(world.now().getTime() + 600_000);
      if (step.endsWith('first-login')) logIn(identityProvider, email, later);
    });
    expect(await runKilled(one, person)).toBeGreaterThan(120);
    await expectSameEnd(one);
    const expected = world.ids.flatMap((id) => [`unlink ${id}`, `rename ${id}`, `disable ${id}`]);
    expect([...writes].sort()).toEqual(expected.sort());
    expect(site.writes).toEqual(['bulk 3', 'bulk 3', 'bulk 3']);
    const calls = onceEach(identityProvider.writes).map((write) => write.split(' ')[0]);
    expect(calls).toEqual(['pause', 'provision', 'start', 'pause', 'provision', 'provision', 'start']);
  }, 120_000);
});

describe('taken back, and killed after every step of that: nothing is written twice, and all is as it was', () => {
  beforeEach(() => {
    addRequests(world.simulation.site, world.ids[0] ?? '', 3);
  });

  const BY_PROGRAM: readonly (readonly [
    Exclude<Automated, 'request-history'>,
    number,
    (id: string, email: string) => readonly string[],
  ])[] = [
    ['deactivate', 10, (id) => [`enable ${id}`]],
    ['non-billable-policy', 10, (id) => [`move ${id} to ${POLICIES.default.id}`]],
    ['narrow-sync', 20, (id) => [`move ${id} to ${POLICIES.default.id}`]],
    ['relink-through-idp', 40, (id) => [`enable ${id}`, `rename ${id}`]],
  ];

  test.each(BY_PROGRAM)(
    '%s',
    async (option, fewest, back) => {
      const { simulation, ids } = world;
      const { identityProvider: idp } = simulation;
      const cut = option === 'narrow-sync' || option === 'relink-through-idp';
      for (const id of ids) world.account(id).synced = cut;
      const before = ids.map((id) => ({ ...world.account(id) }));
      const automated: Automated[] = option === 'relink-through-idp' ? [option, 'request-history'] : [option];
      const one = await world.approved(worldPlan(world, { option, automated, directories: ENTRA }));
      const inScope = (is: boolean) => {
        for (const person of idp.people.values()) person.inScope = is;
      };
      await world.run(one, { person: willing((step) => step.endsWith('out-of-scope') && inScope(false)) });
      const successors = [...(await world.folded(one)).accounts.values()].flatMap(({ successor }) => successor ?? []);
      const [written, asked] = [simulation.writes.length, simulation.site.writes.length];
      await world.say(
        one,
        { action: 'undo', case: one.id, why: 'boards are missed' },
        BY_SECURITY.has(option) ? SIRI : BEN,
      );
      expect(
        await runKilled(
          one,
          willing(() => inScope(true)),
          'two',
        ),
      ).toBeGreaterThanOrEqual(fewest);
      expect((await world.folded(one)).status).toEqual({ state: 'undone' });
      expect(ids.map((id) => ({ ...world.account(id), lastActive: null }))).toEqual(
        before.map((account) => ({ ...account, lastActive: null })),
      );
      const retired = successors.flatMap((id) => [`unlink ${id}`, `rename ${id}`, `disable ${id}`]);
      const expected = [...before.flatMap(({ id, email }) => back(id, email ?? '')), ...retired];
      expect(simulation.writes.slice(written).sort()).toEqual([...expected].sort());
      expect(simulation.site.writes.slice(asked)).toEqual(option === 'relink-through-idp' ? ['bulk 3'] : []);
    },
    120_000,
  );
});

describe('a step that fails for good ends the case, with what stands', () => {
  test.each(['reads', 'writes'] as const)('%s cannot be had', async (what) => {
    const one = await world.approved(worldPlan(world, { automated: ['deactivate'] }));
    const change = { [what]: () => Promise.reject(new Error('there is no key of acme: the secret is missing.')) };
    expect(await world.run(one, { change })).toMatchObject({ state: 'failed' });
    expect((await world.folded(one)).status).toMatchObject({
      state: 'stopped',
      why: expect.stringMatching(/the secret is missing/),
      stands: [],
    });
    expect(world.simulation.writes).toEqual([]);
  });

  const RELINK = [
    'preflight',
    'unlink',
    'manage-again',
    'change-email',
    'pause',
    'resume',
    'find-new',
    'move-requests',
    'disable-old',
  ];

  // Requests and old accounts come once all are exchanged.
  const stageOf = (step: string) => (step === 'move-requests' || step === 'disable-old' ? 'end' : 'canary');

  const STEPS = [...RELINK.slice(0, 7), 'first-login', 'which-account', ...RELINK.slice(7)];

  test.each(STEPS)(
    'at the step "%s" of the longest runbook: what was done before it is told, the newest first',
    async (failing) => {
      for (const id of world.ids) world.account(id).synced = true;
      const one = await world.approved(
        worldPlan(world, { option: 'relink-through-idp', accountIds: world.ids.slice(0, 1) }),
      );
      const person: Person = async (step) => {
        act(step, world, one);
        const failed = step === `${stageOf(failing)}: ${failing}` ? 'it does not work' : null;
        await world.say(one, { action: 'done', case: one.id, step, failed });
      };
      expect(await world.run(one, { person })).toMatchObject({ state: 'stopped' });
      const { status } = await world.folded(one);
      const stands =
        status.state === 'stopped' ? status.stands.map((text) => /^"(?:canary|end): ([a-z-]+)"/.exec(text)?.[1]) : [];
      expect(stands).toEqual(STEPS.slice(0, STEPS.indexOf(failing)).reverse());
    },
  );
});
