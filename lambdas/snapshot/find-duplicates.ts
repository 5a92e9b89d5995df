import type { Account } from '../../core/account.ts';
import type { Part } from '../../core/snapshot.ts';
import { getPart, putPart } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';

/** The parts of a walk with each account once, and what is in them. */
export interface DistinctAccounts {
  readonly parts: readonly Part[];
  readonly duplicates: number;
  readonly states: Readonly<Record<Account['billable'], number>>;
  readonly has: (accountId: string) => boolean;
}

/**
 * Collapses rows of the same account, the last one wins: an account that moved between pages while they were read is
 * told twice. Only parts that hold an outdated row are written again.
 */
export async function findDuplicates(
  archive: Archive,
  folder: string,
  walked: readonly Part[],
): Promise<DistinctAccounts> {
  const lastRow = new Map<string, number>();
  const outdated = new Set<number>();
  const states = { billable: 0, 'not-billable': 0, unknown: 0 };
  let row = 0;
  for (const part of walked) {
    for (const { accountId, billable } of await getPart(archive, folder, part)) {
      const earlier = lastRow.get(accountId);
      if (earlier !== undefined) outdated.add(earlier);
      lastRow.set(accountId, row);
      states[billable] += 1;
      row += 1;
    }
  }
  const parts = await dropRows(archive, folder, walked, outdated, (account) => {
    states[account.billable] -= 1;
  });
  return { parts, duplicates: outdated.size, states, has: (accountId) => lastRow.has(accountId) };
}

async function dropRows(
  archive: Archive,
  folder: string,
  walked: readonly Part[],
  outdated: ReadonlySet<number>,
  onDropped: (account: Account) => void,
): Promise<readonly Part[]> {
  if (outdated.size === 0) return walked;
  const parts: Part[] = [];
  let firstRow = 0;
  for (const part of walked) {
    const isOutdated = (index: number) => outdated.has(firstRow + index);
    if (Array.from({ length: part.rows }, (_, index) => index).some(isOutdated)) {
      const accounts = await getPart(archive, folder, part);
      accounts.filter((_, index) => isOutdated(index)).forEach(onDropped);
      const kept = accounts.filter((_, index) => !isOutdated(index));
      parts.push(await putPart(archive, folder, part.name.replace('part-', 'distinct-'), kept));
      await archive.remove(folder + part.name);
    } else parts.push(part);
    firstRow += part.rows;
  }
  return parts.filter((part) => part.rows > 0);
}
