import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectRequests } from '../../../lambdas/clients/jira/requests.ts';
import { rememberPerson, syncEverybody } from '../../../local/simulation/identity-provider.ts';
import { addRequests, SIMULATED_SITE_TOKEN } from '../../../local/simulation/jira-replies.ts';
import { testPatience } from '../../patience.ts';
import { type CaseWorld, ENTRA, openCaseWorld, type Person, willing, worldPlan } from './case-world.ts';
import { exchanging, loggingIn, syncAll } from './exchanges.ts';

let world: CaseWorld;
let emails: ReadonlyMap<string, string>;
beforeEach(async () => {
  world = await openCaseWorld(3);
  emails = syncAll(world);
});
afterEach(() => world.close());

const site = () => world.simulation.site;
const relinking = () => exchanging(world);

const everybody: Person = (...asked) => loggingIn(emails)(...asked);

function successorOf(id: string) {
  return [...world.simulation.world.accounts.values()].find((one) => one.email === emails.get(id))?.id ?? '';
}

const reportedBy = (accountId: string) =>
  [...site().requests.values()].filter(({ reporter }) => reporter === accountId);

const moved = async (one: Parameters<CaseWorld['events']>[0]) =>
  (await world.events(one)).flatMap((event) =>
    event.kind === 'moved' ? [[event.accountId, event.requests, event.stayed.length]] : [],
  );

describe("the guide's way by oneself: three accounts and 300 requests", () => {
  test("all requests are the new accounts' own, in bulk where that may be, else one by one; what stays is said", async () => {
    const [first = '', second = '', third = ''] = world.ids;
    addRequests(site(), first, 150);
    addRequests(site(), second, 100, 'one-by-one');
    addRequests(site(), third, 47);
    addRequests(site(), third, 3, 'none');
    const one = await relinking();
    expect(await world.run(one, { person: everybody })).toMatchObject({ state: 'proven' });
    expect(reportedBy(successorOf(first))).toHaveLength(150);
    expect(reportedBy(successorOf(second))).toHaveLength(100);
    expect(reportedBy(successorOf(third))).toHaveLength(47);
    expect([first, second, third].flatMap(reportedBy).map(({ key }) => key)).toEqual([
      'HELP-298',
      'HELP-299',
      'HELP-300',
    ]);
    const { writes } = site();
    expect(writes.filter((write) => write.startsWith('bulk')).sort()).toEqual(['bulk 100', 'bulk 50']);
    expect(new Set(writes.filter((write) => write.startsWith('edit'))).size).toBe(147);
    expect(writes).toHaveLength(149);
    expect((await moved(one)).sort()).toEqual(
      [
        [first, 150, 0],
        [second, 100, 0],
        [third, 47, 3],
      ].sort(),
    );
    const { accounts } = await world.folded(one);
    expect(accounts.get(third)).toMatchObject({
      work: 'done',
      why: '3 requests could not be moved and stay with the old account: HELP-298, HELP-299, HELP-300 (moving HELP-298: refused (400))',
    });
    for (const id of world.ids) expect(world.account(id).status).toBe('inactive');

    await world.say(one, { action: 'undo', case: one.id, why: 'boards are missed' });
    expect(await world.run(one, { person: willing() })).toMatchObject({ state: 'undone' });
    expect([first, second, third].map((id) => reportedBy(id).length)).toEqual([150, 100, 50]);
  }, 60_000);

  test('one who uses single sign-on would be locked out: the first login stops it, and no request was moved', async () => {
    for (const id of world.ids) addRequests(site(), id, 100);
    const one = await relinking();
    const canary = one.plan.canary ?? '';
    rememberPerson(world.simulation.identityProvider, emails.get(canary) ?? '').matchedBy = canary;
    expect(await world.run(one, { person: everybody })).toMatchObject({ state: 'stopped' });
    for (const id of world.ids) {
      expect(world.account(id)).toMatchObject({ email: emails.get(id), synced: true, status: 'active' });
      expect(reportedBy(id)).toHaveLength(100);
    }
    expect(site().writes).toEqual([]);
    expect(world.simulation.writes.filter((write) => write.endsWith(world.ids[1] ?? ''))).toEqual([]);
  });
});

test('a site token that is refused: nothing is begun, for what stays behind would not be known', async () => {
  const one = await relinking();
  const token = 'watch@contoso.com:an-old-token';
  const requests = async () => connectRequests({ siteUrl: world.simulation.url, token }, testPatience());
  expect(await world.run(one, { person: everybody, change: { requests } })).toMatchObject({ state: 'stopped' });
  expect(world.simulation.writes).toEqual([]);
  expect((await world.folded(one)).accounts.get(one.plan.canary ?? '')?.why).toMatch(/site token was refused \(401\)/);
});

test('a bulk edit whose answer was lost is not asked for again: the requests tell', async () => {
  const one = await relinking();
  for (const id of world.ids) addRequests(site(), id, 10);
  const change = {
    requests: async () => {
      const real = connectRequests({ siteUrl: world.simulation.url, token: SIMULATED_SITE_TOKEN }, testPatience());
      const moving = real.moveInBulk;
      const moveInBulk: typeof real.moveInBulk = async (...asked) => {
        await moving(...asked);
        return { state: 'unclear', why: 'moving 10 requests: no answer (ECONNRESET)' };
      };
      return Object.assign(real, { moveInBulk });
    },
  };
  expect(await world.run(one, { person: everybody, change })).toMatchObject({ state: 'proven' });
  expect(site().writes).toEqual(['bulk 10', 'bulk 10', 'bulk 10']);
});

test('cancelled in the middle: a few more are edited at most, it is told, and an undo moves them back', async () => {
  const [canary = ''] = world.ids;
  addRequests(site(), canary, 40, 'one-by-one');
  const one = await relinking();
  let edits = 0;
  const change = {
    requests: async () => {
      const real = connectRequests({ siteUrl: world.simulation.url, token: SIMULATED_SITE_TOKEN }, testPatience());
      const moving = real.move;
      const move: typeof real.move = async (...asked) => {
        edits += 1;
        if (edits === 5) await world.say(one, { action: 'cancel', case: one.id, why: 'boards are missed' });
        return moving(...asked);
      };
      return Object.assign(real, { move });
    },
  };
  expect(await world.run(one, { person: everybody, change })).toMatchObject({ state: 'stopped' });
  expect(reportedBy(successorOf(canary))).toHaveLength(10);
  const { status } = await world.folded(one);
  expect(status).toMatchObject({
    stands: expect.arrayContaining([expect.stringMatching(/"end: move-requests" was being written for .* may have/)]),
  });
  await world.say(one, { action: 'undo', case: one.id, why: 'boards are missed' });
  expect(await world.run(one, { person: willing() })).toMatchObject({ state: 'undone' });
  expect(reportedBy(canary)).toHaveLength(40);
}, 30_000);

test('what is reported between the list and the move is moved, and an undo moves it back, too', async () => {
  const [canary = ''] = world.ids;
  addRequests(site(), canary, 5);
  const one = await relinking();
  const person: Person = async (step, ...more) => {
    if (step === 'canary: first-login') addRequests(site(), canary, 3);
    await everybody(step, ...more);
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(reportedBy(successorOf(canary))).toHaveLength(8);
  await world.say(one, { action: 'undo', case: one.id, why: 'boards are missed' });
  expect(await world.run(one, { person: willing() })).toMatchObject({ state: 'undone' });
  expect(reportedBy(canary)).toHaveLength(8);
}, 30_000);

test('option 5: listed before Atlassian deletes the accounts, moved to those that the sync has created', async () => {
  const [first = '', second = ''] = world.ids;
  addRequests(site(), first, 60);
  addRequests(site(), second, 5, 'one-by-one');
  const one = await world.approved(
    worldPlan(world, { option: 'atlassian-support', automated: ['request-history'], directories: ENTRA }),
  );
  const person = willing((step) => {
    if (step !== 'all: carry-out') return;
    const { identityProvider } = world.simulation;
    for (const id of world.ids) {
      rememberPerson(identityProvider, emails.get(id) ?? '');
      world.simulation.world.accounts.delete(id);
    }
    syncEverybody(identityProvider);
  });
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(reportedBy(successorOf(first))).toHaveLength(60);
  expect(reportedBy(successorOf(second))).toHaveLength(5);
  expect(world.simulation.writes).toEqual([]);
  const listed = (await world.events(one)).flatMap((event) => (event.kind === 'listed' ? [event.requests] : []));
  expect(listed).toEqual(world.ids.map((id) => (id === first ? 60 : id === second ? 5 : 0)));
});
