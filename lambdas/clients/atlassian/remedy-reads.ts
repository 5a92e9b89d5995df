import * as z from 'zod';
import { type Fact, known, type PolicyFact, type Privilege, type ScimLink, unknown } from '../../../core/inspection.ts';
import { judgeOrganizationAdmin } from '../../../core/judge-inspection.ts';
import { AtlassianError } from './atlassian-error.ts';
import { connectOrganization, type OrganizationAccess } from './organization.ts';
import { readShape } from './read-shape.ts';
import type { FoundAccount } from './relink-reads.ts';
import { type Patience, requestJson } from './request-json.ts';

const profileSchema = z.object({
  account: z.object({
    account_type: z.string().nullish(),
    account_status: z.string().nullish(),
    email: z.string().nullish(),
  }),
});

export interface Profile {
  readonly type: string | null;
  readonly status: string | null;
  readonly email: string | null;
}

/**
 * What is read of single accounts before and after something is done to them, with the organization key: what an
 * inspection reads, each as a fact, and the profile (user management API).
 */
export type RemedyReads = ReturnType<typeof connectRemedyReads>;

export function connectRemedyReads(access: OrganizationAccess, patience: Patience) {
  const { inspector, relink } = connectOrganization(access, patience);
  return {
    findByEmail: (email: string): Promise<Fact<readonly FoundAccount[]>> => asFact(() => relink.findByEmail(email)),
    /** Null: no activity is told. */
    readLastActive: (accountId: string): Promise<Fact<string | null>> => asFact(() => relink.readLastActive(accountId)),
    /** The account's own record; null if there is no such account, or it is not claimed any more. */
    async readProfile(accountId: string): Promise<Profile | null> {
      const what = `the profile of ${accountId}`;
      const url = new URL(`/users/${encodeURIComponent(accountId)}/manage/profile`, access.apiUrl);
      const request = { url, authorization: `Bearer ${access.key}`, what };
      const body = await requestJson(request, patience).catch(nullIfGone);
      if (body === null) return null;
      const { account_type, account_status, email } = readShape(profileSchema, body, what).account;
      return { type: account_type ?? null, status: account_status ?? null, email: email || null };
    },
    readManage: (accountId: string): Promise<Fact<Readonly<Record<string, Privilege>>>> =>
      asFact(() => inspector.readManage(accountId)),
    readLinks: (accountId: string): Promise<Fact<readonly ScimLink[]>> =>
      asFact(() => inspector.readScimLinks(accountId)),
    async readPolicy(accountId: string, email: string | null): Promise<Fact<PolicyFact>> {
      const policies = await asFact(() => inspector.readPolicies([{ accountId, email }]));
      if (!policies.known) return policies;
      const policy = policies.value.get(accountId);
      return policy ? known(policy) : unknown('not-told');
    },
    async readOrganizationAdmin(accountId: string): Promise<Fact<boolean>> {
      const users = await asFact(() => inspector.searchUsers([accountId]));
      if (!users.known) return users;
      const roles = users.value.find((user) => user.accountId === accountId)?.platformRoles;
      return judgeOrganizationAdmin(roles ? known(roles) : unknown('not-told'));
    },
  };
}

function nullIfGone(error: unknown): null {
  if (error instanceof AtlassianError && error.problem === 'organization-unknown') return null;
  throw error;
}

/** What could not be read is not known, and says why; who cannot be reached at all is asked again later. */
async function asFact<Value>(read: () => Promise<Value>): Promise<Fact<Value>> {
  try {
    return known(await read());
  } catch (error) {
    if (!(error instanceof AtlassianError) || error.problem === 'unavailable') throw error;
    return unknown(error.problem === 'scope-missing' ? 'forbidden' : 'failed');
  }
}
