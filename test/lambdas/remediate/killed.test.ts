import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case } from '../../../core/cases/case.ts';
import { RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { logIn } from '../../../local/simulation/identity-provider.ts';
import { addRequests } from '../../../local/simulation/jira-replies.ts';
import { POLICIES } from '../../../local/simulation/world.ts';
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

/** Runs a case, killing the service after every second checkpoint, or a later one; how many lives it took. */
async function runKilled(one: Case, person: Person, after = 2): Promise<number> {
  const hear = listener(world, one, person);
  const folder = `${world.stores.folder}/executions`;
  const asked = { organization: ORGANIZATION, case: one.id };
  for (let lives = 1; ; lives += 1) {
    const service = await world.service({ folder, onCheckpoint: hear, killAfter: (count) => count >= after });
    if (lives === 1) await service.invoke('remediate:live', asked, { type: 'Event', name: 'one' });
    await service.settled();
    if (service.executions().every(({ status }) => status !== 'RUNNING') || lives > 300) return lives;
  }
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
      // The longest runbook has some 150 checkpoints.
      const after = option === 'relink-through-idp' ? 7 : 2;
      const lives = await runKilled(
        one,
        willing((step) => act(step, world, one)),
        after,
      );
      expect(lives).toBeGreaterThan(2);
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
      expect(await runKilled(one, willing())).toBeGreaterThan(3);
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
    expect(await runKilled(one, person, 11)).toBeGreaterThan(5);
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
    expect(await runKilled(one, person, 11)).toBeGreaterThan(9);
    await expectSameEnd(one);
    const expected = world.ids.flatMap((id) => [`unlink ${id}`, `rename ${id}`, `disable ${id}`]);
    expect([...writes].sort()).toEqual(expected.sort());
    expect(site.writes).toEqual(['bulk 3', 'bulk 3', 'bulk 3']);
    const calls = onceEach(identityProvider.writes).map((write) => write.split(' ')[0]);
    expect(calls).toEqual(['pause', 'provision', 'start', 'pause', 'provision', 'provision', 'start']);
  }, 120_000);
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
