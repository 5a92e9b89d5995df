import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { organizationSchema } from '../../../../core/settings.ts';
import { targetOf } from '../../../../lambdas/clients/keys/key-trial.ts';
import { tryKey } from '../../../../lambdas/clients/keys/try-key.ts';
import { type ApiAnswer, type ApiCall, type FakeApi, startFakeApi } from '../../../fake-api.ts';
import { testPatience } from '../../../patience.ts';

const ORG_KEY = 'ATCTT3-organization-key';
const SCIM_KEY = 'scim-directory-key';
const settings = organizationSchema.parse({
  id: 'acme',
  name: 'Acme',
  sites: [{ host: 'acme-sandbox.atlassian.net', sandbox: true }, 'acme.atlassian.net'],
  directories: [{ id: 'd-1', idp: 'entra', appId: 'sp-1' }],
});

/** What the API does: everything well, unless a test breaks one thing. */
let broken: Record<string, ApiAnswer>;
let listed: object[] | null;
let api: FakeApi;
beforeEach(async () => {
  broken = {};
  listed = null;
  api = await startFakeApi(answer);
});
afterEach(() => api.close());

function answer(call: ApiCall): ApiAnswer {
  return broken[call.path] ?? otherApi(call) ?? organizationApi(call);
}

function otherApi({ path, headers }: ApiCall): ApiAnswer | undefined {
  if (path === '/tenant/oauth2/v2.0/token') return { status: 200, body: { access_token: 'graph-token' } };
  if (path.startsWith('/v1.0/')) return { status: headers.authorization === 'Bearer graph-token' ? 200 : 401 };
  if (path === '/rest/api/3/myself') return { status: headers.authorization?.startsWith('Basic ') ? 200 : 401 };
  if (path.startsWith('/scim/')) return { status: headers.authorization === `Bearer ${SCIM_KEY}` ? 200 : 401 };
  return undefined;
}

function organizationApi({ path, headers }: ApiCall): ApiAnswer {
  if (headers.authorization !== `Bearer ${ORG_KEY}`) return { status: 401 };
  if (path.endsWith('/api-keys')) return listed ? { status: 200, body: { data: listed } } : { status: 403 };
  if (path.endsWith('/users')) return { status: 200, body: { data: [], meta: { total: 0 }, links: {} } };
  return { status: 200, body: { data: { attributes: { name: 'Acme Inc' } } } };
}

function attempt(kind: 'org' | 'remediation' | 'scim' | 'jira' | 'idp', key: string, directory: string | null = null) {
  const addresses = {
    ATLASSIAN_API_URL: api.url,
    JIRA_SITE_URL: api.url,
    GRAPH_API_URL: api.url,
    GRAPH_LOGIN_URL: api.url,
  };
  return tryKey({ kind, directory }, key, targetOf(settings, addresses), testPatience());
}

describe('an organization key', () => {
  test('works: the organization names itself, the first page is read, nothing is written', async () => {
    expect(await attempt('org', ORG_KEY)).toEqual({ state: 'works', says: 'Acme Inc', expires: null, remark: null });
    expect(api.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /admin/v1/orgs/acme',
      'GET /admin/v1/orgs/acme/users',
      'GET /admin/api-access/v1/orgs/acme/api-keys',
    ]);
  });

  test.each([
    ['wrong', {}, 'another-key', 'refused', /the organization key was refused \(401\)/],
    ['of another organization', { '/admin/v1/orgs/acme': { status: 403 } }, ORG_KEY, 'refused', /belongs to another/],
    ['without its scope', { '/admin/v1/orgs/acme/users': { status: 403 } }, ORG_KEY, 'refused', /lacks the scope/],
    ['of an unknown organization', { '/admin/v1/orgs/acme': { status: 404 } }, ORG_KEY, 'refused', /no such organ/],
    ['while Atlassian is down', { '/admin/v1/orgs/acme': { status: 503 } }, ORG_KEY, 'unreachable', /answered 503/],
  ] as const)('%s', async (_, change, key, state, why) => {
    broken = change;
    const trial = await attempt('org', key);
    expect(trial).toEqual({ state, why: expect.stringMatching(why) });
    expect(JSON.stringify(trial)).not.toContain(key);
  });

  test('that is a SCIM key is named as one', async () => {
    expect(await attempt('org', SCIM_KEY)).toEqual({
      state: 'refused',
      why: 'this is the SCIM key of the directory d-1, not an organization key: put it as "scim".',
    });
  });

  test('a remediation key needs not read accounts', async () => {
    broken = { '/admin/v1/orgs/acme/users': { status: 403 } };
    expect(await attempt('remediation', ORG_KEY)).toMatchObject({ state: 'works' });
  });
});

describe('what the list of API keys tells', () => {
  const READ = { expiresAt: '2027-03-01T00:00:00.000Z', scopes: ['read:accounts:admin', 'read:tokens:admin'] };
  const WRITE = { expiresAt: '2027-03-01T00:00:00.000Z', scopes: ['read:accounts:admin', 'write:policies:admin'] };

  test.each([
    ['a reading key', 'org', [READ], '2027-03-01', null],
    [
      'a key that can write',
      'org',
      [WRITE],
      '2027-03-01',
      /^this key can write \(.*write:policies:admin\): keep it as/,
    ],
    ['a key without scopes', 'org', [{ ...READ, scopes: [] }], '2027-03-01', /made without scopes/],
    ['a remediation key that can write', 'remediation', [WRITE], '2027-03-01', null],
    ['a remediation key that cannot', 'remediation', [READ], '2027-03-01', /^this key can only read/],
    ['one of several: it does not say which', 'org', [READ, WRITE], null, null],
    [
      'one of several that have ended',
      'org',
      [READ, { ...WRITE, expiresAt: '2020-01-01T00:00:00Z' }],
      '2027-03-01',
      null,
    ],
    ['a day that cannot be read', 'org', [{ ...READ, expiresAt: 'soon' }], null, null],
    ['another shape', 'org', [{ scopes: 'all' }], null, null],
  ] as const)('%s', async (_, kind, keys, expires, remark) => {
    listed = [...keys];
    const trial = await attempt(kind, ORG_KEY);
    expect(trial).toMatchObject({ state: 'works', expires });
    if (remark === null) expect(trial).toMatchObject({ remark: null });
    else expect(trial).toMatchObject({ remark: expect.stringMatching(remark) });
  });

  test('the scopes of this key, and of no other', async () => {
    listed = [READ];
    expect(await attempt('org', ORG_KEY)).toMatchObject({ scopes: READ.scopes });
    listed = [READ, WRITE];
    expect(await attempt('org', ORG_KEY)).not.toHaveProperty('scopes');
  });
});

describe('a SCIM key', () => {
  test('works on its directory', async () => {
    expect(await attempt('scim', SCIM_KEY, 'd-1')).toMatchObject({ state: 'works', says: 'directory d-1' });
    expect(api.calls.map(({ path }) => path)).toEqual(['/scim/directory/d-1/ServiceProviderConfig']);
  });

  test.each([
    ['wrong', 'd-1', {}, 'other', /directory d-1: the SCIM key was refused \(401\)/],
    [
      'of a directory that Atlassian does not know',
      'd-1',
      { status: 404 },
      SCIM_KEY,
      /knows no such directory \(404\)/,
    ],
    ['of a directory that the settings do not name', 'd-2', {}, SCIM_KEY, /name no directory d-2; they name d-1/],
  ] as const)('%s', async (_, directory, change, key, why) => {
    if ('status' in change) broken = { '/scim/directory/d-1/ServiceProviderConfig': change };
    expect(await attempt('scim', key, directory)).toEqual({ state: 'refused', why: expect.stringMatching(why) });
  });
});

describe('a site token', () => {
  test('works', async () => {
    expect(await attempt('jira', 'bot@acme.com:token')).toMatchObject({ state: 'works' });
    const expected = `Basic ${Buffer.from('bot@acme.com:token').toString('base64')}`;
    expect(api.calls[0]?.headers.authorization).toBe(expected);
  });

  test.each([
    ['the token alone', 'token', {}, /is given as E-MAIL:TOKEN/],
    ['refused', 'bot@acme.com:token', { '/rest/api/3/myself': { status: 401 } }, /the site token was refused \(401\)/],
  ] as const)('%s', async (_, key, change, why) => {
    broken = change;
    expect(await attempt('jira', key)).toEqual({ state: 'refused', why: expect.stringMatching(why) });
  });

  test('for the first site that is no sandbox', () => {
    const none = { ATLASSIAN_API_URL: '', GRAPH_API_URL: '', GRAPH_LOGIN_URL: '' };
    expect(targetOf(settings, none)).toMatchObject({ site: 'https://acme.atlassian.net' });
  });
});

describe('an identity provider key', () => {
  const KEY = 'tenant:client:se:cret';

  test('works: a token, then the status of the provisioning jobs', async () => {
    expect(await attempt('idp', KEY, 'd-1')).toMatchObject({ state: 'works', says: 'service principal sp-1' });
    const [token, jobs] = api.calls;
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      client_id: 'client',
      client_secret: 'se:cret',
      scope: 'https://graph.microsoft.com/.default',
      grant_type: 'client_credentials',
    });
    expect(jobs?.path).toBe('/v1.0/servicePrincipals/sp-1/synchronization/jobs');
  });

  test.each([
    ['two parts', 'client:secret', 'd-1', {}, 'refused', /is given as TENANT:CLIENT:SECRET/],
    ['a directory without appId', KEY, 'd-2', {}, 'refused', /name no appId .* for the directory d-2/],
    ['no token', KEY, 'd-1', { '/tenant/oauth2/v2.0/token': { status: 401 } }, 'refused', /gave no token \(401\)/],
    ['no answer', KEY, 'd-1', { '/tenant/oauth2/v2.0/token': { status: 500 } }, 'unreachable', /answered 500/],
    [
      'no right',
      KEY,
      'd-1',
      { '/v1.0/servicePrincipals/sp-1/synchronization/jobs': { status: 403 } },
      'refused',
      /403/,
    ],
  ] as const)('%s', async (_, key, directory, change, state, why) => {
    broken = change;
    const trial = await attempt('idp', key, directory);
    expect(trial).toEqual({ state, why: expect.stringMatching(why) });
    expect(JSON.stringify(trial)).not.toMatch(/se:cret|:secret/);
  });
});
