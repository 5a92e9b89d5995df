import type { Instant } from '../../core/account.ts';
import { type Change, changeSchema } from '../../core/drift.ts';
import type { Archive } from '../clients/archive.ts';
import { changesKey } from '../clients/archive-keys.ts';
import { getRows, putRows } from '../clients/archive-rows.ts';

type ListKind = Exclude<Parameters<typeof changesKey>[2], 'backlog'>;

/** Keeps a list of changes (ids and causes, no names) where no lifecycle deletes it; returns its key. */
export async function putChanges(
  archive: Archive,
  organization: string,
  asOf: Instant,
  kind: ListKind,
  changes: readonly Change[],
): Promise<string> {
  const key = changesKey(organization, asOf, kind);
  await putRows(
    archive,
    key,
    changes.map((change) => JSON.stringify(change)),
  );
  return key;
}

export function getChanges(archive: Archive, organization: string, asOf: Instant, kind: ListKind): Promise<Change[]> {
  return getRows(archive, changesKey(organization, asOf, kind), changeSchema);
}
