import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Provisioning } from '../../../lambdas/clients/graph/provisioning.ts';
import { rememberPerson, syncEverybody } from '../../../local/simulation/identity-provider.ts';
import { POLICIES, SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { SIRI } from '../../cases.ts';
import { type CaseWorld, ENTRA, openCaseWorld, type Person, willing, worldPlan } from './case-world.ts';

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(3);
  for (const id of world.ids) world.account(id).synced = true;
});
afterEach(() => world.close());

const narrowing = () =>
  world.approved(worldPlan(world, { option: 'narrow-sync', automated: ['narrow-sync'], directories: ENTRA }));

const people = () => [...world.simulation.identityProvider.people.values()];
const outOfScope: Person = willing((step) => {
  if (step.endsWith('out-of-scope')) for (const person of people()) person.inScope = false;
});

test('unlinked, out of the scope, shown by a sync to have held, then moved: the first one before the others', async () => {
  const one = await narrowing();
  const [canary = '', ...rest] = one.plan.accountIds;
  const asked: string[] = [];
  const person: Person = async (step, ...more) => {
    asked.push(step);
    await outOfScope(step, ...more);
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(asked).toEqual(['canary: out-of-scope', 'rest: out-of-scope']);
  const move = (id: string) => `move ${id} to ${POLICIES.free.id}`;
  expect(world.simulation.writes.slice(0, 2)).toEqual([`unlink ${canary}`, move(canary)]);
  expect(world.simulation.writes.slice(2, 4).sort()).toEqual(rest.map((id) => `unlink ${id}`).sort());
  expect(world.simulation.writes.slice(4)).toEqual(rest.map(move));
  expect(world.simulation.identityProvider.writes).toHaveLength(3);
  for (const id of world.ids) expect(world.account(id)).toMatchObject({ synced: false, status: 'active' });
  const { accounts } = await world.folded(one);
  expect([...accounts.values()]).toEqual(
    world.ids.map(() => expect.objectContaining({ work: 'done', proof: 'verified' })),
  );
});

test('a sync that comes before the person is out of the scope: the first one fails, nobody follows, and it is as it was', async () => {
  const one = await narrowing();
  const { canary } = one.plan;
  const before = { ...world.account(canary ?? '') };
  const tooLate: Person = async (step, ...more) => {
    syncEverybody(world.simulation.identityProvider);
    await willing()(step, ...more);
  };
  expect(await world.run(one, { person: tooLate })).toMatchObject({ state: 'stopped' });
  expect(world.account(canary ?? '')).toEqual(before);
  expect(world.simulation.writes).toEqual([`unlink ${canary}`]);
  const { accounts } = await world.folded(one);
  expect(accounts.get(canary ?? '')).toMatchObject({ work: 'failed', why: expect.stringMatching(/still holds it/) });
});

test('a person who is said to be out of the scope and is not: the sync shows it on the first account alone', async () => {
  const one = await narrowing();
  expect(await world.run(one, { person: willing() })).toMatchObject({ state: 'stopped' });
  const { status, accounts } = await world.folded(one);
  const why = expect.stringMatching(/after a sync: the directory \S+ still holds it/);
  expect(accounts.get(one.plan.canary ?? '')).toMatchObject({ work: 'failed', why });
  // The scope is a person's to change back, and what lies before it is told with it.
  expect(status).toMatchObject({ stands: [expect.stringMatching(/out-of-scope/), expect.stringMatching(/unlink/)] });
});

test('whoever a sync deactivates all the same is activated again, and goes no further', async () => {
  const one = await narrowing();
  const { canary } = one.plan;
  const relinkedThenLeft: Person = willing((step) => {
    if (!step.endsWith('out-of-scope')) return;
    for (const person of people()) person.inScope = false;
  });
  const { provisioning } = world.dependencies();
  const change = {
    // A sync that was under way links the account again, just before the person's own comes.
    provisioning: async (organization: string, directoryId: string) => {
      const real = await provisioning(organization, directoryId);
      if (!real) return null;
      const provision: typeof real.provision = (...asked) => {
        world.account(canary ?? '').synced = true;
        return real.provision(...asked);
      };
      return { ...real, provision };
    },
  };
  expect(await world.run(one, { person: relinkedThenLeft, change })).toMatchObject({ state: 'stopped' });
  expect(world.account(canary ?? '')).toMatchObject({ status: 'active', synced: false });
  expect((await world.folded(one)).accounts.get(canary ?? '')).toMatchObject({
    why: expect.stringMatching(/was activated again/),
  });
});

test('undone: moved back, put back into the scope by a person, and linked again by the program', async () => {
  const one = await narrowing();
  await world.run(one, { person: outOfScope });
  await world.say(one, { action: 'undo', case: one.id, why: 'security wants it' }, SIRI);
  const person = willing(() => {
    for (const each of people()) each.inScope = true;
  });
  expect(await world.run(one, { person })).toMatchObject({ state: 'undone' });
  for (const id of world.ids) {
    expect(world.account(id)).toMatchObject({ synced: true, status: 'active', nonBillablePolicy: false });
  }
});

describe('a write of the first account that fails: nobody follows, and what stands is told', () => {
  const refused = async () => ({ state: 'refused' as const, why: 'refused (400)' });
  const lost = async () => ({ state: 'unclear' as const, why: 'the server answered 503' });
  const writesThat = (change: object) => ({
    writes: async (organization: string) => ({ ...(await world.dependencies().writes(organization)), ...change }),
  });
  const provisioningThat = (provision: Provisioning['provision']) => ({
    provisioning: async (organization: string, directoryId: string) => {
      const real = await world.dependencies().provisioning(organization, directoryId);
      return real && { ...real, provision };
    },
  });
  const CUT = [/out-of-scope/, /unlink/];

  test.each<[string, () => object, RegExp, readonly RegExp[]]>([
    ['unlink', () => writesThat({ unlink: refused }), /^refused \(400\)$/, []],
    ['unlink, without an answer', () => writesThat({ unlink: lost }), /a directory still holds it/, []],
    ['sync', () => provisioningThat(refused), /refused \(400\)/, CUT],
    ['move-to-policy', () => writesThat({ addToPolicy: refused }), /^refused \(400\)$/, [/sync/, ...CUT]],
    [
      'move-to-policy, without an answer',
      () => writesThat({ addToPolicy: lost }),
      /still in another policy/,
      [/sync/, ...CUT],
    ],
  ])('%s', async (_, change, why, stands) => {
    const one = await narrowing();
    const [canary = '', ...rest] = one.plan.accountIds;
    expect(await world.run(one, { person: outOfScope, change: change() })).toMatchObject({ state: 'stopped' });
    const { status, accounts } = await world.folded(one);
    expect(accounts.get(canary)).toMatchObject({ work: 'failed', why: expect.stringMatching(why) });
    // What a person has done is theirs to take back, with all before it.
    expect(status).toMatchObject({ stands: stands.map((pattern) => expect.stringMatching(pattern)) });
    expect(world.account(canary)).toMatchObject({ synced: stands.length === 0, status: 'active' });
    for (const id of rest) expect(world.account(id)).toMatchObject({ synced: true, nonBillablePolicy: false });
  });

  test('a sync without an answer: what the account shows counts', async () => {
    const one = await narrowing();
    expect(await world.run(one, { person: outOfScope, change: provisioningThat(lost) })).toMatchObject({
      state: 'proven',
    });
  });
});

test('an identity provider without an API: the program cuts and moves, a person does the rest, and is read', async () => {
  const okta = [{ id: SIMULATED_DIRECTORY, idp: 'okta' as const }];
  const one = await world.approved(
    worldPlan(world, { option: 'narrow-sync', automated: ['narrow-sync'], directories: okta }),
  );
  const { identityProvider, writes } = world.simulation;
  for (const id of world.ids) rememberPerson(identityProvider, world.account(id).email ?? '');
  const asked: string[] = [];
  const person = willing((step) => {
    asked.push(step);
    const cut = world.ids.filter((id) => !world.account(id).synced).map((id) => world.account(id).email);
    for (const each of people()) if (cut.includes(each.email)) each.inScope = false;
    syncEverybody(identityProvider);
  });
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(asked).toEqual(['canary: out-of-scope', 'rest: out-of-scope']);
  expect([...writes].sort()).toEqual(
    world.ids.flatMap((id) => [`unlink ${id}`, `move ${id} to ${POLICIES.free.id}`]).sort(),
  );
  expect(identityProvider.writes).toEqual([]);
  for (const id of world.ids) expect(world.account(id)).toMatchObject({ synced: false, status: 'active' });
});
