import type { Instant, LastActive } from './account.ts';
import { daysBefore, isDated } from './exposure.ts';
import {
  type AccountActivity,
  type AccountInspection,
  type Fact,
  known,
  type OrganizationFindings,
  type Privilege,
  type ScimLink,
  unknown,
  type WhyUnknown,
} from './inspection.ts';
import type { OwnSite } from './settings.ts';
import { tally } from './tally.ts';

/** Without activity for this many days an account is inactive. */
export const INACTIVE_DAYS = 90;

/** An account younger than this is never judged inactive or never used. */
export const YOUNG_DAYS = 30;

/**
 * Whether an account is used. Inactive: last active 90 days before `asOf` or earlier, that day included. Never: the
 * source says so, and the account has been here for 30 days. Without a date, or younger, nothing is concluded.
 */
export function judgeActivity(lastActive: LastActive, addedOn: Fact<string>, asOf: Instant): AccountActivity {
  const dated = isDated(lastActive);
  if (dated && lastActive.slice(0, 10) > daysBefore(asOf, INACTIVE_DAYS)) return { state: 'active', lastActive };
  if (lastActive === 'unknown') return { state: 'unknown', why: 'no-date' };
  if (addedOn.known && addedOn.value.slice(0, 10) > daysBefore(asOf, YOUNG_DAYS)) {
    return { state: 'unknown', why: 'too-young' };
  }
  if (dated) return { state: 'inactive', lastActive };
  return addedOn.known ? { state: 'never' } : { state: 'unknown', why: 'age-unknown' };
}

/** The answers that tell who manages an account. */
export interface ManagementAnswers {
  /** v2 `managementSource`: `synced`, `invited` or nothing. */
  readonly managementSource: Fact<string | null>;
  readonly scimLinks: Fact<readonly ScimLink[]>;
  readonly manage: Fact<Readonly<Record<string, Privilege>>>;
}

/**
 * Who manages an account. One sign of an identity provider is enough: the source `synced`, a SCIM link, or a privilege
 * refused for an external directory. Local only if a source says `invited` or the links were read and there are none.
 * Source: organization API v2 and user management API, as far as public client libraries show them.
 */
export function judgeManagement({ managementSource, scimLinks, manage }: ManagementAnswers): Fact<'idp' | 'local'> {
  const refusedByDirectory = manage.known && Object.values(manage.value).some(isExternalDirectory);
  const linked = scimLinks.known && scimLinks.value.length > 0;
  const synced = managementSource.known && managementSource.value === 'synced';
  if (refusedByDirectory || linked || synced) return known('idp');
  if (managementSource.known && managementSource.value === 'invited') return known('local');
  if (scimLinks.known && manage.known) return known('local');
  return unknown(firstReason(managementSource, scimLinks, manage));
}

function isExternalDirectory(privilege: Privilege): boolean {
  return !privilege.allowed && (privilege.reason?.startsWith('externalDirectory.') ?? false);
}

function firstReason(...facts: readonly Fact<unknown>[]): WhyUnknown {
  for (const each of facts) if (!each.known) return each.why;
  return 'not-told';
}

/** Whether a directory of Google Workspace, which has no SCIM link to cut, manages the account. */
export function isGoogleSynced(inspection: AccountInspection): boolean {
  const { manage } = inspection;
  return (
    manage.known &&
    Object.values(manage.value).some((each) => !each.allowed && each.reason === 'externalDirectory.google')
  );
}

/** Whether v2 `platformRoles` make an organization admin. Source: the role's key in public client libraries. */
export function judgeOrganizationAdmin(platformRoles: Fact<readonly string[]>): Fact<boolean> {
  return platformRoles.known ? known(platformRoles.value.includes('atlassian/org-admin')) : platformRoles;
}

/** The organization's own sites as Atlassian tells them; null if it did not. */
export function ownSitesOf({ workspaces }: OrganizationFindings): readonly OwnSite[] | null {
  return workspaces.known ? workspaces.value.map(({ host, sandbox }) => ({ host, sandbox })) : null;
}

/** A fact that could not be learnt, and of how many accounts. */
export interface InspectionGap {
  readonly fact: string;
  readonly why: WhyUnknown;
  readonly accounts: number;
}

/**
 * All that inspections could not learn, the most frequent first: said, because it lowers what can be promised. Requests
 * are asked of accounts that an identity provider syncs, and missed of nobody else.
 */
export function inspectionGaps(inspections: Iterable<AccountInspection>): readonly InspectionGap[] {
  const counts = new Map<string, number>();
  for (const inspection of inspections) {
    for (const [name, fact] of Object.entries(factsOf(inspection))) {
      if (!fact.known && isMissed(name, inspection)) tally(counts, `${name} ${fact.why}`);
    }
  }
  const gaps = FACT_NAMES.flatMap((name) =>
    WHYS.map((why) => ({ fact: name, why, accounts: counts.get(`${name} ${why}`) ?? 0 })),
  );
  return gaps.filter(({ accounts }) => accounts > 0).sort((one, other) => other.accounts - one.accounts);
}

function isMissed(name: string, { management }: AccountInspection): boolean {
  return name !== 'requestsReported' || (management.known && management.value === 'idp');
}

function factsOf(inspection: AccountInspection) {
  const { management, scimLinks, manage, organizationAdmin, addedOn, policy, requestsReported, department } =
    inspection;
  return { management, scimLinks, manage, organizationAdmin, addedOn, policy, requestsReported, department };
}

const FACT_NAMES = [
  'management',
  'scimLinks',
  'manage',
  'organizationAdmin',
  'addedOn',
  'policy',
  'requestsReported',
  'department',
] as const;

const WHYS: readonly WhyUnknown[] = ['forbidden', 'not-offered', 'not-told', 'failed', 'not-asked'];
