import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readDirectoryUsers } from '../../../lambdas/clients/atlassian/directory-users.ts';
import { readPrivileges } from '../../../lambdas/clients/atlassian/manage-privileges.ts';
import { connectOrganization } from '../../../lambdas/clients/atlassian/organization.ts';
import { readPolicies } from '../../../lambdas/clients/atlassian/policy-info.ts';
import { readScimLinks } from '../../../lambdas/clients/atlassian/scim-links.ts';
import { readWorkspacePage } from '../../../lambdas/clients/atlassian/workspaces.ts';
import { testPatience } from '../../patience.ts';

describe('an account of the directory', () => {
  const read = (user: object) => readDirectoryUsers({ data: [{ accountId: 'a', ...user }] }, 'x')[0];

  test('as it may come', () => {
    const user = {
      managementSource: 'synced',
      platformRoles: ['atlassian/org-admin'],
      addedToOrg: '2024-06-01T00:00:00Z',
      department: 'Sales',
      productAccess: [{ key: 'confluence', id: 'ari', lastActiveTimestamp: '2026-11-17T09:12:33Z' }, { key: 'trello' }],
      somethingNew: 1,
    };
    expect(read(user)).toEqual({
      accountId: 'a',
      managementSource: 'synced',
      platformRoles: ['atlassian/org-admin'],
      addedToOrg: '2024-06-01T00:00:00Z',
      department: 'Sales',
      productsActive: ['2026-11-17T09:12:33Z'],
    });
  });

  test('with everything left out, nothing is told', () => {
    expect(read({})).toEqual({
      accountId: 'a',
      managementSource: undefined,
      platformRoles: undefined,
      addedToOrg: undefined,
      department: undefined,
      productsActive: [],
    });
  });

  test('a source that is null was told', () => {
    expect(read({ managementSource: null })?.managementSource).toBeNull();
  });

  test('roles written as objects', () => {
    expect(
      read({ platformRoles: [{ key: 'atlassian/org-admin', name: 'Organization admin' }] })?.platformRoles,
    ).toContain('atlassian/org-admin');
  });

  test('an answer of another shape names the field', () => {
    expect(() => readDirectoryUsers({ users: [] }, '10 accounts')).toThrow(/^10 accounts: .*\(data: /);
  });
});

test('privileges: allowed, refused with a reason, field by field, or something new', () => {
  const body = {
    'email.set': { allowed: false, reason: { key: 'externalDirectory.scim' } },
    'lifecycle.enablement': { allowed: true },
    'lifecycle.delete': { allowed: false },
    'profile.write': { name: { allowed: true } },
    later: 'yes',
  };
  expect(readPrivileges(body, 'x')).toEqual({
    'email.set': { allowed: false, reason: 'externalDirectory.scim' },
    'lifecycle.enablement': { allowed: true },
    'lifecycle.delete': { allowed: false, reason: null },
  });
});

test('links keep what they are cut by, and nothing else', () => {
  const link = { orgId: 'o', directoryId: 'd', scimUserId: 's', atlassianAccountId: 'a' };
  expect(readScimLinks({ scimLinks: [link] }, 'x')).toEqual([{ directoryId: 'd', scimUserId: 's' }]);
  expect(() => readScimLinks({}, 'the SCIM links of a')).toThrow(/scimLinks/);
});

describe('workspaces', () => {
  const page = (attributes: object, next: string | null = null) =>
    readWorkspacePage({ data: [{ attributes }], links: { next } }, 'x');

  test.each([
    ['a site', { hostUrl: 'https://Contoso.atlassian.net' }, [{ host: 'contoso.atlassian.net', sandbox: false }]],
    [
      'a sandbox',
      { hostUrl: 'https://c-sb.atlassian.net/', sandbox: true },
      [{ host: 'c-sb.atlassian.net', sandbox: true }],
    ],
    ['no host, as of Trello', { name: 'board', hostUrl: null }, []],
    [
      'a sandbox in words is none',
      { hostUrl: 'https://c.atlassian.net', sandbox: 'no' },
      [{ host: 'c.atlassian.net', sandbox: false }],
    ],
  ])('%s', (_, attributes, sites) => {
    expect(page(attributes).sites).toEqual(sites);
  });

  test.each([
    ['https://api.atlassian.com/admin/v2/orgs/o/workspaces?cursor=a%2Fb', 'a/b'],
    ['opaque', 'opaque'],
    ['https://api.atlassian.com/admin/v2/orgs/o/workspaces', null],
    [null, null],
  ])('the cursor of %s', (next, cursor) => {
    expect(page({}, next).cursor).toBe(cursor);
  });
});

describe('policies, of whose answer only the e-mail is documented', () => {
  const holders = [
    { accountId: 'a', email: 'Ada@contoso.com' },
    { accountId: 'b', email: null },
  ];
  const read = (...infos: readonly object[]) => Object.fromEntries(readPolicies(infos, holders, 'x'));
  const free = { id: 'p', name: 'Free', type: 'non-billable' };

  test.each<[string, object, object]>([
    ['a policy in an object', { authPolicy: { id: 'p', name: 'Free', type: 'NON_BILLABLE' } }, free],
    ['a policy in fields', { policyId: 'p', policyName: 'Free', policyType: 'non-billable' }, free],
    ['a type in other words', { policyId: 'p', policyType: 'cheap' }, { id: 'p', name: null, type: 'unknown' }],
  ])('%s', (_, fields, policy) => {
    expect(read({ email: 'ada@contoso.com', ...fields })).toEqual({ a: policy });
  });

  test('no field that says policy tells nothing, and neither does an address of nobody', () => {
    expect(read({ email: 'ada@contoso.com', id: 'p', name: 'Ada' }, { email: 'x@contoso.com', policyId: 'p' })).toEqual(
      {},
    );
  });

  test('an account id is as good as an address', () => {
    expect(read({ accountId: 'b', policyId: 'p' })).toMatchObject({ b: { id: 'p' } });
  });
});

describe('how they are asked', () => {
  let server: Server;
  const calls: { method: string | undefined; path: string | undefined; type: string | undefined; body: unknown }[] = [];
  const statuses: number[] = [];
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    calls.length = 0;
  });

  async function inspector(body: object) {
    server = createServer(async (request, response) => {
      const sent = await text(request);
      const { method, url: path, headers } = request;
      calls.push({ method, path, type: headers['content-type'], body: sent === '' ? null : JSON.parse(sent) });
      response.writeHead(statuses.shift() ?? 200).end(JSON.stringify(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    return connectOrganization({ apiUrl, organizationId: 'o/1', key: 'key' }, testPatience()).inspector;
  }

  test('a search is a POST of JSON, and is asked again like a GET', async () => {
    statuses.push(503);
    await (await inspector({ data: [] })).searchUsers(['557058:x']);
    const call = {
      method: 'POST',
      path: '/admin/v2/orgs/o%2F1/directories/-/users/search',
      type: 'application/json',
      body: { accountIds: ['557058:x'], limit: 10, expand: ['platformRoles', 'productAccess'] },
    };
    expect(calls).toEqual([call, call]);
  });

  test('ids are escaped in paths', async () => {
    await (await inspector({ scimLinks: [] })).readScimLinks('557058:x');
    expect(calls).toMatchObject([
      { method: 'GET', path: '/admin/user-provisioning/v1/org/o%2F1/user/557058%3Ax/get-scim-links', body: null },
    ]);
  });

  test('a refusal names the call and is not asked again', async () => {
    statuses.push(403);
    const asking = (await inspector({})).readManage('a');
    await expect(asking).rejects.toMatchObject({ problem: 'scope-missing' });
    expect(calls).toHaveLength(1);
  });
});
