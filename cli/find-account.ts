import type { Account } from '../core/account.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { readAccountParts } from '../lambdas/clients/account-parts.ts';
import type { Archive } from '../lambdas/clients/archive.ts';

/** The account of a snapshot that has this id, or this e-mail in any letter case. */
export async function findAccount(
  archive: Archive,
  snapshot: CompleteSnapshot,
  asked: string,
): Promise<Account | undefined> {
  const email = asked.toLowerCase();
  for await (const accounts of readAccountParts(archive, snapshot)) {
    const found = accounts.find((account) => account.accountId === asked || account.email?.toLowerCase() === email);
    if (found) return found;
  }
  return undefined;
}
