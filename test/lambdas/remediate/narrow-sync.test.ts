import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { syncEverybody } from '../../../local/simulation/identity-provider.ts';
import { POLICIES } from '../../../local/simulation/world.ts';
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
