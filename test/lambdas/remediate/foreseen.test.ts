import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { beginCase } from '../../../lambdas/remediate/begin-case.ts';
import { readLogin } from '../../../lambdas/remediate/read-login.ts';
import { addRequests } from '../../../local/simulation/jira-replies.ts';
import { type CaseWorld, openCaseWorld, type Person, worldPlan } from './case-world.ts';
import { exchanging, loggingIn, syncAll } from './exchanges.ts';

let world: CaseWorld;
let emails: ReadonlyMap<string, string>;
beforeEach(async () => {
  world = await openCaseWorld(2);
  emails = syncAll(world);
});
afterEach(() => world.close());

const relinking = () => exchanging(world);

const everybody: Person = (...asked) => loggingIn(emails)(...asked);

test('the site that the requests are moved on is taken out of the settings under way: it is said, and nothing breaks off', async () => {
  for (const id of world.ids) addRequests(world.simulation.site, id, 2);
  const one = await relinking();
  const real = world.dependencies().requests;
  let gone = false;
  const person: Person = async (step, ...rest) => {
    if (step.endsWith('first-login')) gone = true;
    await everybody(step, ...rest);
  };
  const requests: typeof real = async (organization) => (gone ? null : real(organization));
  const end = await world.run(one, { person, change: { requests } });
  expect(end).toMatchObject({ state: 'stopped' });
  const { accounts } = await world.folded(one);
  expect(accounts.get(one.plan.canary ?? '')?.why).toBe('the settings name no site, or only sandboxes');
}, 60_000);

test('the address cannot be read any more when it is to go back: that account says so, and the rest is undone', async () => {
  const one = await relinking();
  await world.run(one, { person: everybody });
  const { client, table } = world.stores.history;
  const Key = { pk: `ORG#${one.organization}`, sk: `SNAPSHOT#${one.plan.snapshot}` };
  await client.send(new DeleteCommand({ TableName: table, Key }));
  await world.say(one, { action: 'undo', case: one.id, why: 'boards are missed' });
  expect(await world.run(one, { person: everybody })).toMatchObject({ state: 'undone' });
  const { accounts } = await world.folded(one);
  for (const id of world.ids) expect(accounts.get(id)?.why).toMatch(/^the address that it had cannot be read any more/);
}, 60_000);

test('which account a login moved cannot be told where the new one is not known', async () => {
  const one = await relinking();
  await beginCase(world.dependencies(), one, 'an execution');
  expect(await readLogin({ round: 0, dependencies: world.dependencies(), name: one }, world.ids[0] ?? '')).toBe(
    'no-successor',
  );
});

test('approved in time, of a plan whose snapshot is stale by then: nothing begins, and the case says so', async () => {
  await world.sleep(8 * 86_400_000);
  const one = await world.approved(worldPlan(world, { option: 'deactivate', automated: ['deactivate'] }));
  expect(await world.run(one)).toMatchObject({ state: 'refused', why: expect.stringMatching(/older than 7 days/) });
  expect((await world.folded(one)).status).toMatchObject({ state: 'stopped', stands: [] });
  expect(world.simulation.writes).toEqual([]);
});
