import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readDirectoryUsers } from '../../../lambdas/clients/atlassian/directory-users.ts';
import { readPrivileges } from '../../../lambdas/clients/atlassian/manage-privileges.ts';
import { connectOrganization } from '../../../lambdas/clients/atlassian/organization.ts';
import { readScimLinks } from '../../../lambdas/clients/atlassian/scim-links.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { POLICIES, SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { testPatience } from '../../patience.ts';
import { describeContract, hasSamples, readContract, readSample } from '../../specs.ts';

let simulation: Simulation;
beforeEach(async () => {
  simulation = await startSimulation({ accounts: 40, agents: 8, signUps: 6, day: 7, synced: 0.5 });
});
afterEach(() => simulation.close());

const accounts = () => [...simulation.world.accounts.values()];
const account = (synced: boolean) => accounts().find((each) => each.synced === synced && each.email !== null);
const inspector = () =>
  connectOrganization(
    { apiUrl: simulation.url, organizationId: SIMULATED_ORGANIZATION, key: SIMULATED_KEY },
    testPatience(),
  ).inspector;

async function answer(path: string, body?: object) {
  const response = await fetch(simulation.url + path, {
    headers: { authorization: `Bearer ${SIMULATED_KEY}` },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

describe('the clients and the simulated organization understand each other', () => {
  test('who is synced, and who administers the organization', async () => {
    const asked = accounts().slice(0, 10);
    const users = await inspector().searchUsers(asked.map(({ id }) => id));
    expect(users.map(({ accountId, managementSource }) => [accountId, managementSource])).toEqual(
      asked.map(({ id, synced }) => [id, synced ? 'synced' : 'invited']),
    );
    expect(users.filter(({ platformRoles }) => platformRoles?.includes('atlassian/org-admin'))).toHaveLength(1);
  });

  test('more than ten accounts at once are refused', async () => {
    await expect(inspector().searchUsers(accounts().map(({ id }) => id))).rejects.toMatchObject({ problem: 'refused' });
  });

  test('the own sites, from both pages', async () => {
    expect(await inspector().listWorkspaces()).toEqual([
      { host: 'contoso-sandbox-215.atlassian.net', sandbox: true },
      { host: 'contoso.atlassian.net', sandbox: false },
    ]);
  });

  test.each([true, false])('links and privileges of an account that is synced: %s', async (synced) => {
    const id = account(synced)?.id ?? '';
    const links = await inspector().readScimLinks(id);
    expect(links.map(({ directoryId }) => directoryId)).toEqual(synced ? [SIMULATED_DIRECTORY] : []);
    expect((await inspector().readManage(id))['email.set']).toEqual(
      synced ? { allowed: false, reason: 'externalDirectory.scim' } : { allowed: true },
    );
  });

  test('policies are those of today', async () => {
    const [one, other] = accounts();
    if (!one || !other) throw new Error('there are no accounts');
    one.nonBillablePolicy = true;
    const holders = [one, other].map(({ id, email }) => ({ accountId: id, email }));
    expect([...(await inspector().readPolicies(holders)).values()]).toEqual([POLICIES.free, POLICIES.default]);
  });

  test('an account that is gone is not there', async () => {
    await expect(inspector().readManage('nobody')).rejects.toMatchObject({ problem: 'organization-unknown' });
  });

  test('another organization is not there', async () => {
    const path = `/admin/user-provisioning/v1/org/other/user/${account(true)?.id}/get-scim-links`;
    expect((await answer(path)).status).toBe(404);
  });
});

describeContract("Atlassian's specification of user management", () => {
  test.each([true, false])('what may be changed of an account that is synced: %s', async (synced) => {
    const contract = readContract('user-management');
    const path = `/users/${account(synced)?.id}/manage`;
    expect(contract.methodsOf(path)).toContain('get');
    const { status, body } = await answer(path);
    expect(contract.answerOf(path, 'get', status).safeParse(body)).toMatchObject({ success: true });
  });

  test('the schema refuses what it should', () => {
    const schema = readContract('user-management').answerOf('/users/a/manage', 'get', 200);
    expect(schema.safeParse({ 'email.set': { allowed: 'perhaps' } }).success).toBe(false);
  });

  test('has no SCIM links in its provisioning part yet: those are held against the sample', () => {
    expect(
      readContract('user-provisioning').methodsOf('/admin/user-provisioning/v1/org/o/user/a/get-scim-links'),
    ).toEqual([]);
  });
});

const describeSamples = hasSamples ? describeContract : describe.skip;

describeSamples('the samples beside the specifications', () => {
  /** A shape: names and types, of lists the first element's. */
  function shapeOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
  }

  test('the client reads the users search', () => {
    expect(readDirectoryUsers(readSample('org_v2_users_search.shape.json'), 'x')).toMatchObject([
      { managementSource: 'synced', platformRoles: [], addedToOrg: '2024-06-01T00:00:00Z' },
    ]);
  });

  test('the client reads the SCIM links, and the simulated organization tells the same', async () => {
    const sample = readSample('scim_links.shape.json');
    expect(readScimLinks(sample, 'x')).toHaveLength(1);
    const path = `/admin/user-provisioning/v1/org/${SIMULATED_ORGANIZATION}/user/${account(true)?.id}/get-scim-links`;
    expect(shapeOf((await answer(path)).body)).toEqual(shapeOf(sample));
  });

  test('the simulated organization tells no field of a user that the sample does not have', async () => {
    const id = accounts()[0]?.id;
    const { body } = await answer(`/admin/v2/orgs/${SIMULATED_ORGANIZATION}/directories/-/users/search`, {
      accountIds: [id],
    });
    const [told, sample] = [shapeOf(body), shapeOf(readSample('org_v2_users_search.shape.json'))];
    const names = (shape: unknown) => Object.keys(JSON.parse(JSON.stringify(shape)).data[0]);
    expect(names(sample)).toEqual(expect.arrayContaining(names(told)));
  });

  test('the client reads privileges', () => {
    const { user_mgmt_permissions_200: permissions } = JSON.parse(
      JSON.stringify(readSample('admin_errors.shape.json')),
    );
    expect(readPrivileges(permissions, 'x')).toEqual({
      'email.set': { allowed: true },
      'lifecycle.enablement': { allowed: false, reason: 'externalDirectory.scim' },
      'lifecycle.delete': { allowed: true },
    });
  });
});
