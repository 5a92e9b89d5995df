import * as z from 'zod';
import { productName } from '../../core/products.ts';
import type { InspectionRead, Reply } from './faults.ts';
import { scimUserOf } from './remedy-replies.ts';
import {
  dayTime,
  OWN_SANDBOX,
  OWN_SITE,
  POLICIES,
  SIMULATED_DIRECTORY,
  type SimulatedAccount,
  type World,
} from './world.ts';

/** A call as far as it matters here. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly sent: string;
}

type Answer = (world: World, organization: string, asked: Asked, accountId: string) => Reply;

interface Route {
  readonly read: InspectionRead;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly answer: Answer;
}

/**
 * Answers a read behind an inspection from what the simulated organization is today; null for any other call. Shapes are
 * those of public client libraries; that of the policies is ours, because nobody has published it.
 */
export function replyToInspection(
  world: World,
  organization: string,
  asked: Asked,
  forbidden: readonly InspectionRead[],
): Reply | null {
  for (const { read, method, path, answer } of ROUTES) {
    const match = path.exec(asked.path);
    if (!match || method !== asked.method) continue;
    const { org, account = '' } = match.groups ?? {};
    if (org !== undefined && org !== organization) return null;
    if (forbidden.includes(read)) return { status: 403, code: 'ADMIN-403-3', title: 'Not allowed' };
    return answer(world, organization, asked, decodeURIComponent(account));
  }
  return null;
}

const listSchema = z.object({ accountIds: z.array(z.string()) });
const searchSchema = z.union([
  z.object({ accountIds: z.array(z.string()).max(10) }),
  z.object({ emails: z.array(z.string()).max(10) }),
]);

const searchUsers: Answer = (world, _, { sent }) => {
  const asked = searchSchema.safeParse(JSON.parse(sent));
  if (!asked.success) return { status: 400, code: 'ADMIN-UAM-400-1', title: 'Invalid request' };
  const { data } = asked;
  const found =
    'emails' in data
      ? [...world.accounts.values()].filter(({ email }) => email !== null && data.emails.includes(email))
      : data.accountIds.flatMap((id) => world.accounts.get(id) ?? []);
  return ok({ data: found.map(directoryUser), links: { self: 'OPAQUE', prev: null, next: null } });
};

function directoryUser(account: SimulatedAccount): object {
  return {
    accountId: account.id,
    accountType: 'atlassian',
    status: account.status === 'active' ? 'active' : 'deactivated',
    accountStatus: account.status,
    membershipStatus: account.status === 'active' ? 'active' : 'no_membership',
    addedToOrg: dayTime(account.joined).toISOString(),
    name: account.name,
    nickname: account.name.split(' ')[0],
    ...(account.email !== null && { email: account.email }),
    emailVerified: true,
    claimStatus: 'managed',
    platformRoles: account.admin ? ['atlassian/org-admin'] : [],
    managementSource: account.synced ? 'synced' : 'invited',
    mfaEnabled: true,
    productAccess: account.access.map(({ key, url, lastActive }) => ({
      key,
      id: url === null ? `ari:cloud:${key}::workspace/1` : `ari:cloud:${key}::site/${url}`,
      ...(lastActive !== null && { lastActiveTimestamp: lastActive }),
    })),
    groups: [],
    counts: { resources: account.access.length },
    deactivatedOn: null,
    forDeletion: false,
  };
}

/** Two pages, so that whoever reads the first one only misses the sandbox. */
const listWorkspaces: Answer = (_world, organization, { sent }) => {
  const { cursor } = z.object({ cursor: z.string().optional() }).parse(JSON.parse(sent));
  if (cursor === 'sandboxes') return ok(workspacePage(organization, [[OWN_SANDBOX, 'jira-software', true]], null));
  const sites = [
    [OWN_SITE, 'jira-service-desk', false],
    [OWN_SITE, 'confluence', false],
  ] as const;
  return ok(workspacePage(organization, sites, 'sandboxes'));
};

function workspacePage(
  organization: string,
  sites: readonly (readonly [string, string, boolean])[],
  next: string | null,
): object {
  const path = `https://api.atlassian.com/admin/v2/orgs/${organization}/workspaces`;
  return {
    data: sites.map(([host, key, sandbox]) => ({
      id: `ari:cloud:${key}::site/${host}`,
      type: 'workspaces',
      attributes: {
        name: productName(key),
        typeKey: key,
        type: productName(key),
        owner: null,
        status: 'online',
        statusDetails: [],
        labels: [],
        sandbox,
        usage: null,
        capacity: null,
        hostUrl: `https://${host}`,
        realm: null,
        regions: [],
      },
      links: {},
      relationships: {},
    })),
    meta: { total: 3 },
    links: { self: path, prev: null, next: next === null ? null : `${path}?cursor=${next}` },
  };
}

const readManage: Answer = (world, _organization, _asked, accountId) => {
  const account = world.accounts.get(accountId);
  if (!account) return { status: 404, code: 'ADMIN-404-10', title: 'Account not found' };
  const rule = account.synced ? { allowed: false, reason: { key: 'externalDirectory.scim' } } : { allowed: true };
  return ok({
    'profile.write': { name: rule, nickname: rule },
    'profile.read': { allowed: true },
    'email.set': rule,
    'lifecycle.enablement': rule,
  });
};

const readLastActive: Answer = (world, _organization, _asked, accountId) => {
  const account = world.accounts.get(accountId);
  if (!account) return { status: 404, code: 'ADMIN-404-10', title: 'Account not found' };
  // Whether a visit to the portal counts as activity is not known: here it does.
  const visits = account.access.length > 0 ? account.access : [{ key: 'jira-service-desk', ...account }];
  const product_access = visits.flatMap(({ key, lastActive }) =>
    lastActive === null
      ? []
      : [
          {
            id: `ari:cloud:${key}::site/1`,
            key,
            last_active: lastActive.slice(0, 10),
            last_active_timestamp: `${lastActive.slice(0, 19)}Z`,
          },
        ],
  );
  return ok({ data: { product_access }, links: { next: null } });
};

const readLinks: Answer = (world, organization, _asked, accountId) => {
  const account = world.accounts.get(accountId);
  if (!account) return { status: 404, code: 'ADMIN-404-10', title: 'Account not found' };
  const link = {
    orgId: organization,
    directoryId: SIMULATED_DIRECTORY,
    scimUserId: scimUserOf(account.id),
    atlassianAccountId: account.id,
  };
  return ok({ scimLinks: account.synced ? [link] : [] });
};

const readPolicies: Answer = (world, _, { sent }) => {
  const found = listSchema.parse(JSON.parse(sent)).accountIds.flatMap((id) => world.accounts.get(id) ?? []);
  return ok(
    found.map((account) => ({
      email: account.email,
      accountId: account.id,
      authPolicy: account.nonBillablePolicy ? POLICIES.free : POLICIES.default,
    })),
  );
};

const ROUTES: readonly Route[] = [
  {
    read: 'users-search',
    method: 'POST',
    path: /^\/admin\/v2\/orgs\/(?<org>[^/]+)\/directories\/-\/users\/search$/,
    answer: searchUsers,
  },
  {
    read: 'workspaces',
    method: 'POST',
    path: /^\/admin\/v2\/orgs\/(?<org>[^/]+)\/workspaces$/,
    answer: listWorkspaces,
  },
  { read: 'manage', method: 'GET', path: /^\/users\/(?<account>[^/]+)\/manage$/, answer: readManage },
  {
    read: 'scim-links',
    method: 'GET',
    path: /^\/admin\/user-provisioning\/v1\/org\/(?<org>[^/]+)\/user\/(?<account>[^/]+)\/get-scim-links$/,
    answer: readLinks,
  },
  {
    read: 'users-search',
    method: 'GET',
    path: /^\/admin\/v1\/orgs\/(?<org>[^/]+)\/directory\/users\/(?<account>[^/]+)\/last-active-dates$/,
    answer: readLastActive,
  },
  {
    read: 'policies',
    method: 'POST',
    path: /^\/admin\/control\/v1\/orgs\/(?<org>[^/]+)\/users\/auth-policies\/bulk-fetch$/,
    answer: readPolicies,
  },
];

function ok(body: object): Reply {
  return { status: 200, body };
}
