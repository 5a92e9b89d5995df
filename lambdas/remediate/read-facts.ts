import { toInstant } from '../../core/account.ts';
import type { Kept } from '../../core/cases/events.ts';
import type { TargetFacts } from '../../core/cases/target-facts.ts';
import { civilDay } from '../../core/civil-day.ts';
import { unknown } from '../../core/inspection.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import { sha256 } from '../clients/archive-rows.ts';
import type { RemedyReads } from '../clients/atlassian/remedy-reads.ts';
import { readExclusion } from '../clients/history/exclusions.ts';
import { getHead } from '../clients/history/head.ts';
import { getSettings } from '../clients/history/organizations.ts';
import { requireSnapshot } from '../clients/history/snapshots.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

export type BillableStates = ReadonlyMap<string, 'billable' | 'not-billable' | 'unknown'>;

/** The state of some accounts in the newest complete snapshot. */
export async function readBillable(
  { archive, history }: Pick<RemediateDependencies, 'archive' | 'history'>,
  organization: string,
  accountIds: readonly string[],
): Promise<BillableStates> {
  const { snapshot: asOf } = await getHead(history, organization);
  const states = new Map<string, 'billable' | 'not-billable' | 'unknown'>();
  if (asOf === undefined) return states;
  const wanted = new Set(accountIds);
  for await (const accounts of readAccountParts(archive, await requireSnapshot(history, organization, asOf))) {
    for (const { accountId, billable } of accounts) if (wanted.has(accountId)) states.set(accountId, billable);
  }
  return states;
}

/** What is known of one account now; its e-mail is handed on to whoever writes in the same step, and kept nowhere. */
export interface ReadTarget {
  readonly facts: TargetFacts;
  readonly email: string | null;
}

/** Reads one account anew. What the key may not read is not known; whoever cannot be reached fails the step. */
export async function readTarget(
  { history, now }: Pick<RemediateDependencies, 'history' | 'now'>,
  reads: RemedyReads,
  { organization }: CaseName,
  accountId: string,
  billable: BillableStates,
): Promise<ReadTarget> {
  const profile = await reads.readProfile(accountId);
  const settings = await getSettings(history, organization);
  const today = civilDay(toInstant(now()), settings?.timeZone ?? 'UTC');
  const excluded = await readExclusion(history, organization, accountId, today);
  const common = { accountId, excluded, billable: billable.get(accountId) ?? null };
  if (!profile) return { facts: { ...common, ...GONE }, email: null };
  const { type, status, email } = profile;
  return {
    facts: {
      ...{ ...common, gone: false, type, status },
      emailHash: email === null ? null : hashOf(email),
      organizationAdmin: await reads.readOrganizationAdmin(accountId),
      manage: await reads.readManage(accountId),
      links: await reads.readLinks(accountId),
      policy: await reads.readPolicy(accountId, email),
    },
    email,
  };
}

const NOTHING = unknown('not-asked');
const GONE = {
  ...{ gone: true, type: null, status: null, emailHash: null },
  ...{ organizationAdmin: NOTHING, manage: NOTHING, links: NOTHING, policy: NOTHING },
};

/** How an address is kept: it shows that it was changed, and not what it was. */
export function hashOf(email: string): string {
  return sha256(email.toLowerCase());
}

/** What is kept of an account as it was: the way back. */
export function keptOf({ accountId, status, billable, emailHash, links, policy }: TargetFacts): Kept {
  return {
    ...{ accountId, status, billable, emailHash },
    policyId: policy.known ? policy.value.id : null,
    links: links.known ? links.value : null,
  };
}
