import type { FoldedCase } from '../../core/cases/case-state.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { hashOf } from './read-facts.ts';

/**
 * The address that an account had before anything was done to it, out of the snapshot that the plan was drawn from: it is
 * kept nowhere else. Null if it cannot be read there any more, or was another one when the account was kept.
 */
export async function readOldAddress(
  { archive, history }: Pick<RemediateDependencies, 'archive' | 'history'>,
  { organization }: CaseName,
  folded: FoldedCase,
  accountId: string,
): Promise<string | null> {
  const snapshot = await getSnapshot(history, organization, folded.case.plan.snapshot);
  const emailHash = folded.accounts.get(accountId)?.kept?.emailHash ?? null;
  if (snapshot?.state !== 'complete' || emailHash === null) return null;
  for await (const accounts of readAccountParts(archive, snapshot)) {
    const email = accounts.find((one) => one.accountId === accountId)?.email ?? null;
    if (email !== null) return hashOf(email) === emailHash ? email : null;
  }
  return null;
}

/** An address nobody uses, in the same domain, always the same for one account of one case. */
export function retiredAddress({ id }: CaseName, accountId: string, email: string): string {
  return `${retiredMailbox(id, accountId)}@${email.slice(email.lastIndexOf('@') + 1)}`;
}

export function isRetired({ id }: CaseName, accountId: string, email: string | null): boolean {
  return email?.startsWith(`${retiredMailbox(id, accountId)}@`) ?? false;
}

function retiredMailbox(caseId: string, accountId: string): string {
  return `replaced-${sha256(`${caseId} ${accountId}`).slice(0, 16)}`;
}
