import type { ChargebackRow } from '../core/billing/chargeback.ts';
import { type Dimension, startSplit } from '../core/billing/split-users.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { isReadable, readAccountParts } from '../lambdas/clients/account-parts.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import { listSnapshots } from '../lambdas/clients/history/snapshots.ts';
import { openArchive } from '../lambdas/clients/open-archive.ts';
import { findRules } from '../lambdas/find-rules.ts';
import { UsageError } from './command-context.ts';
import type { Books } from './open-books.ts';

/** The billable accounts of the newest snapshot that can still be read, by one dimension. */
export async function countUsersBy(
  books: Books,
  by: Dimension,
  departments: ReadonlyMap<string, string>,
  archiveUrl: string | undefined,
): Promise<{ readonly rows: readonly ChargebackRow[]; readonly asOf: string }> {
  const archive = books.archive ?? archiveOf(archiveUrl);
  const snapshot = await newestReadable(books, archive);
  const rules = await findRules(archive, snapshot, books.settings);
  const split = startSplit({ by, rules, asOf: snapshot.asOf, departments });
  for await (const accounts of readAccountParts(archive, snapshot)) accounts.forEach(split.see);
  return { rows: split.finish(), asOf: snapshot.asOf };
}

function archiveOf(archive: string | undefined): Archive {
  if (archive === undefined) throw new UsageError('with --table, say where the accounts are: --archive s3://BUCKET.');
  if (!URL.canParse(archive)) throw new UsageError(`--archive is not a URL such as s3://BUCKET: ${archive}.`);
  return openArchive(archive);
}

async function newestReadable({ history, settings }: Books, archive: Archive): Promise<CompleteSnapshot> {
  const snapshots = await listSnapshots(history, settings.id, '0', '~');
  for (const snapshot of snapshots.toReversed()) {
    if (snapshot.state === 'complete' && (await isReadable(archive, snapshot))) return snapshot;
  }
  throw new Error(`no snapshot of ${settings.id} can be read: billable-drift run takes one.`);
}
