import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectOrganization } from '../../../lambdas/clients/atlassian/organization.ts';
import { connectRemedyWrites } from '../../../lambdas/clients/atlassian/remedy-writes.ts';
import { connectProvisioning } from '../../../lambdas/clients/graph/provisioning.ts';
import { SIMULATED_IDP_KEY, SIMULATED_SERVICE_PRINCIPAL } from '../../../local/simulation/identity-provider.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../../local/simulation/remedy-replies.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { testPatience } from '../../patience.ts';
import { describeContract, readContract } from '../../specs.ts';

let simulation: Simulation;
beforeEach(async () => {
  simulation = await startSimulation({ accounts: 40, agents: 8, signUps: 6, day: 7, synced: 1 });
});
afterEach(() => simulation.close());

const somebody = () => {
  const found = [...simulation.world.accounts.values()].find(({ email }) => email !== null);
  if (!found) throw new Error('nobody has an address');
  return found;
};
const access = (key: string) => ({ apiUrl: simulation.url, organizationId: SIMULATED_ORGANIZATION, key });
const writes = () => connectRemedyWrites(access(SIMULATED_REMEDIATION_KEY), testPatience());
const reads = () => connectOrganization(access(SIMULATED_KEY), testPatience());
const provisioning = (key = SIMULATED_IDP_KEY) =>
  connectProvisioning(
    { graphUrl: simulation.url, loginUrl: simulation.url, key, servicePrincipal: SIMULATED_SERVICE_PRINCIPAL },
    testPatience(),
  );

describe('an account and its directory', () => {
  test('its address may be set once its link is cut, and the search finds whoever has one', async () => {
    const { id, email } = somebody();
    expect(await writes().setEmail(id, 'unused@contoso.com')).toMatchObject({
      state: 'refused',
      why: expect.stringMatching(/403, forbidden.action, externalDirectory.scim/),
    });
    const [link] = await reads().inspector.readScimLinks(id);
    expect(link?.directoryId).toBe(SIMULATED_DIRECTORY);
    expect(await writes().unlink(id, link ?? { directoryId: '', scimUserId: '' })).toMatchObject({ state: 'done' });
    expect(await reads().inspector.readScimLinks(id)).toEqual([]);
    expect(await writes().setEmail(id, 'unused@contoso.com')).toMatchObject({ state: 'done' });
    expect(await reads().relink.findByEmail(email ?? '')).toEqual([]);
    expect(await reads().relink.findByEmail('unused@contoso.com')).toMatchObject([{ accountId: id }]);
  });

  test('the key that only reads may neither unlink nor rename', async () => {
    const { id } = somebody();
    const reading = connectRemedyWrites(access(SIMULATED_KEY), testPatience());
    const [link] = await reads().inspector.readScimLinks(id);
    const asked = [
      reading.unlink(id, link ?? { directoryId: '', scimUserId: '' }),
      reading.setEmail(id, 'x@contoso.com'),
    ];
    for (const answer of await Promise.all(asked)) expect(answer.state).toBe('refused');
    expect(simulation.writes).toEqual([]);
  });
});

describe('Microsoft Graph', () => {
  test('the one job, its rule and a person; paused, provisioned, started', async () => {
    const idp = await provisioning();
    const { id, code } = await idp.readJob();
    expect(code).toBe('Active');
    const person = await idp.findPerson(somebody().email ?? '');
    expect(await idp.findPerson("o'neil@contoso.com")).toBeNull();
    await idp.pause(id);
    expect(await idp.readJob()).toEqual({ id, code: 'Paused' });
    expect(await idp.provision(id, await idp.readRule(id), person ?? '')).toMatchObject({ state: 'done' });
    await idp.start(id);
    expect((await idp.readJob()).code).toBe('Active');
  });

  test.each([
    ['tenant:client:wrong', /gave no token \(401\): tenant, client or secret is wrong/],
    ['not-a-secret', /is not TENANT:CLIENT:SECRET/],
  ])('a key that is none: %s', async (key, why) => {
    await expect(provisioning(key)).rejects.toThrow(why);
  });
});

describeContract('the user management specification', () => {
  const contract = readContract;

  test.each([
    ['/users/a/manage/email', 'put'],
    ['/users/a/manage/profile', 'get'],
    ['/users/a/manage/lifecycle/disable', 'post'],
    ['/users/a/manage/lifecycle/enable', 'post'],
  ])('has %s with %s', (path, method) => {
    expect(contract('user-management').methodsOf(path)).toContain(method);
  });
});
