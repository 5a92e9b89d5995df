import type { Account } from '../core/account.ts';
import { isReadable, readAccountParts } from '../lambdas/clients/account-parts.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import { getSnapshot } from '../lambdas/clients/history/snapshots.ts';
import type { Stores } from './open-stores.ts';

export type Names = ReadonlyMap<string, Pick<Account, 'name' | 'email'>>;

/** Who accounts are, by their id, as far as the newest snapshot has them and the archive still holds it. */
export async function findNames(
  { archive, history }: Stores,
  organization: string,
  accountIds: readonly string[],
): Promise<Names> {
  const names = new Map<string, Pick<Account, 'name' | 'email'>>();
  const { snapshot: asOf } = await getHead(history, organization);
  const snapshot = asOf === undefined ? undefined : await getSnapshot(history, organization, asOf);
  if (snapshot?.state !== 'complete' || !(await isReadable(archive, snapshot))) return names;
  const asked = new Set(accountIds);
  for await (const accounts of readAccountParts(archive, snapshot)) {
    for (const { accountId, name, email } of accounts) if (asked.has(accountId)) names.set(accountId, { name, email });
  }
  return names;
}
