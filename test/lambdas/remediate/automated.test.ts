import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectRemedyWrites } from '../../../lambdas/clients/atlassian/remedy-writes.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../../local/simulation/remedy-replies.ts';
import { SIMULATED_KEY } from '../../../local/simulation/server.ts';
import { POLICIES } from '../../../local/simulation/world.ts';
import { SIRI } from '../../cases.ts';
import { testPatience } from '../../patience.ts';
import { type CaseWorld, ORGANIZATION, openCaseWorld, worldPlan } from './case-world.ts';

const billable = POLICIES.default.id;
const nonBillable = POLICIES.free.id;

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(4);
});
afterEach(() => world.close());

const disabling = (request: object = {}) => worldPlan(world, { automated: ['deactivate'], ...request });
const moving = (request: object = {}) =>
  worldPlan(world, { option: 'non-billable-policy', automated: ['non-billable-policy'], ...request });
const disabled = (ids = world.ids) => ids.map((id) => `disable ${id}`);

async function works(one: Parameters<CaseWorld['folded']>[0]) {
  const { accounts } = await world.folded(one);
  return world.ids.map((id) => accounts.get(id));
}

/** Writes whose answers are lost, or that fail, as `how` says of each. */
function writesThat(how: (call: number) => 'lost' | 'not-sent' | 'fine') {
  let calls = 0;
  return async () => {
    const access = { apiUrl: world.simulation.url, organizationId: ORGANIZATION, key: SIMULATED_REMEDIATION_KEY };
    const writes = connectRemedyWrites(access, testPatience());
    return {
      ...writes,
      disable: async (accountId: string) => {
        calls += 1;
        const fate = how(calls);
        const answer = fate === 'not-sent' ? null : await writes.disable(accountId);
        return fate === 'fine' && answer ? answer : { state: 'unclear' as const, why: 'no answer (ECONNRESET)' };
      },
    };
  };
}

describe('option 4', () => {
  test('disables each account once, proves it, and takes it back', async () => {
    const one = await world.approved(disabling());
    expect(await world.run(one)).toMatchObject({ state: 'proven' });
    expect(world.simulation.writes).toEqual(disabled());
    expect(await works(one)).toEqual(world.ids.map(() => expect.objectContaining({ work: 'done', proof: 'verified' })));
    await world.say(one, { action: 'undo', case: one.id, why: 'wrong list' });
    expect(await world.run(one)).toMatchObject({ state: 'undone' });
    expect(world.simulation.writes).toEqual([...disabled(), ...world.ids.map((id) => `enable ${id}`)]);
    expect(await works(one)).toEqual(world.ids.map(() => expect.objectContaining({ work: 'undone' })));
  });

  test('an account that may not be disabled, or is already, holds up no other, and is not undone', async () => {
    const [synced = '', already = '', admin = '', free = ''] = world.ids;
    world.account(synced).synced = true;
    world.account(already).status = 'inactive';
    Object.assign(world.account(admin), { admin: true });
    const one = await world.approved(disabling());
    await world.run(one);
    expect(world.simulation.writes).toEqual([`disable ${free}`]);
    expect(await works(one)).toMatchObject([
      { work: 'failed', why: 'lifecycle.enablement is not allowed (externalDirectory.scim)' },
      { work: 'skipped', why: 'it was inactive already' },
      { work: 'skipped', why: 'it is protected: an organization admin' },
      { work: 'done' },
    ]);
    await world.say(one, { action: 'undo', case: one.id, why: 'wrong list' });
    await world.run(one);
    expect(world.simulation.writes).toEqual([`disable ${free}`, `enable ${free}`]);
  });

  test('an answer that was lost is read, not repeated', async () => {
    const one = await world.approved(disabling());
    expect(await world.run(one, { change: { writes: writesThat(() => 'lost') } })).toMatchObject({ state: 'proven' });
    expect(world.simulation.writes).toEqual(disabled());
  });

  test('what reading shows not to have arrived is asked for once more, and then given up with its reason', async () => {
    const one = await world.approved(disabling({ accountIds: world.ids.slice(0, 2) }));
    const writes = writesThat((call) => (call === 2 ? 'fine' : 'not-sent'));
    expect(await world.run(one, { change: { writes } })).toMatchObject({ state: 'proven' });
    expect(world.simulation.writes).toEqual(disabled(world.ids.slice(0, 1)));
    expect((await works(one)).slice(0, 2)).toMatchObject([
      { work: 'done' },
      { work: 'failed', why: 'nobody knows whether the call arrived, and it is still active' },
    ]);
  });

  test('a key that loses its scope half-way: the rest fails, each with its reason, and nothing is hidden', async () => {
    const one = await world.approved(disabling());
    let calls = 0;
    const writes = async () => {
      calls += 1;
      const key = calls > 2 ? SIMULATED_KEY : SIMULATED_REMEDIATION_KEY;
      return connectRemedyWrites({ apiUrl: world.simulation.url, organizationId: ORGANIZATION, key }, testPatience());
    };
    await world.run(one, { change: { writes } });
    expect(world.simulation.writes).toEqual(disabled(world.ids.slice(0, 2)));
    expect((await works(one)).slice(2)).toMatchObject([
      {
        work: 'failed',
        why: expect.stringMatching(/refused \(403, forbidden\): the remediation key may lack the scope/),
      },
      { work: 'failed' },
    ]);
  });

  test('cancelled between two accounts: those done stand and are told', async () => {
    const one = await world.approved(disabling());
    let calls = 0;
    const { writes } = world.dependencies();
    const change = {
      writes: async (organization: string) => {
        calls += 1;
        if (calls === 2) await world.say(one, { action: 'cancel', case: one.id, why: 'stop' });
        return writes(organization);
      },
    };
    expect(await world.run(one, { change })).toMatchObject({ state: 'stopped' });
    expect(world.simulation.writes).toEqual(disabled(world.ids.slice(0, 2)));
    const { status } = await world.folded(one);
    const two = world.ids.slice(0, 2).join(', ');
    expect(status).toMatchObject({
      stands: [`"all: disable" is done for ${two}. Back: Activate the account again; its accesses are as before.`],
    });
  });
});

describe('option 2', () => {
  test('moves the accounts in one call, and back to the policy that was read before', async () => {
    const one = await world.approved(moving());
    expect(await world.run(one)).toMatchObject({ state: 'proven' });
    expect(world.simulation.writes).toEqual(world.ids.map((id) => `move ${id} to ${nonBillable}`));
    expect(await works(one)).toEqual(world.ids.map(() => expect.objectContaining({ work: 'done', proof: 'verified' })));
    await world.say(one, { action: 'undo', case: one.id, why: 'security wants it' }, SIRI);
    expect(await world.run(one)).toMatchObject({ state: 'undone' });
    expect(world.simulation.writes.slice(world.ids.length)).toEqual(world.ids.map((id) => `move ${id} to ${billable}`));
  });

  test('who is synced, hidden, or refused by the task is told apart', async () => {
    const [synced = '', hidden = '', refused = '', free = ''] = world.ids;
    world.account(synced).synced = true;
    Object.assign(world.account(hidden), { email: null });
    const one = await world.approved(moving());
    const { writes } = world.dependencies();
    const change = {
      writes: async (organization: string) => {
        const real = await writes(organization);
        return {
          ...real,
          addToPolicy: (policyId: string, emails: readonly string[]) => {
            const own = world.account(refused).email ?? '';
            return real.addToPolicy(
              policyId,
              emails.map((email) => (email === own ? 'nobody@contoso.com' : email)),
            );
          },
          readPolicyTask: async (taskId: string) => {
            const task = await real.readPolicyTask(taskId);
            const failures = new Map([...task.failures].map(([, why]) => [world.account(refused).email ?? '', why]));
            return { ...task, failures };
          },
        };
      },
    };
    await world.run(one, { change });
    expect(await works(one)).toMatchObject([
      { work: 'failed', why: expect.stringMatching(/identity provider syncs it/) },
      { work: 'failed', why: expect.stringMatching(/e-mail is hidden/) },
      { work: 'failed', why: 'Atlassian did not move it: User not found' },
      { work: 'done' },
    ]);
    expect(world.simulation.writes).toEqual([`move ${free} to ${nonBillable}`]);
  });
});
