import type { Instant } from '../../core/account.ts';
import { type BacklogRow, backlogRowSchema } from '../../core/backlog.ts';
import type { Archive } from '../clients/archive.ts';
import { changesKey } from '../clients/archive-keys.ts';
import { getRows, putRows } from '../clients/archive-rows.ts';

/** Keeps the backlog as a digest leaves it (ids and days, no names) where no lifecycle deletes it. */
export async function putBacklog(
  archive: Archive,
  organization: string,
  asOf: Instant,
  rows: readonly BacklogRow[],
): Promise<void> {
  const lines = rows.map((row) => JSON.stringify(row));
  await putRows(archive, changesKey(organization, asOf, 'backlog'), lines);
}

/** The backlog as a digest left it. */
export function getBacklog(archive: Archive, organization: string, asOf: Instant): Promise<BacklogRow[]> {
  return getRows(archive, changesKey(organization, asOf, 'backlog'), backlogRowSchema);
}
