import type { Instant } from '../core/account.ts';
import type { ChargebackRow } from '../core/billing/chargeback.ts';
import {
  type Counting,
  type Dimension,
  keptRows,
  nearestFirst,
  type SplitRequest,
  startSplit,
} from '../core/billing/split-users.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { isReadable, readAccountParts } from '../lambdas/clients/account-parts.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import { listStepDrifts } from '../lambdas/clients/history/drifts.ts';
import { listSnapshots } from '../lambdas/clients/history/snapshots.ts';
import { openArchive } from '../lambdas/clients/open-archive.ts';
import { UsageError } from './command-context.ts';
import type { Books } from './open-books.ts';

export interface CountedUsers {
  readonly rows: readonly ChargebackRow[];
  /** The snapshot that they are of. */
  readonly asOf: Instant;
}

/** The billable accounts of the newest snapshot that can still be read, by product or department. */
export async function countUsersBy(
  books: Books,
  by: SplitRequest['by'],
  departments: ReadonlyMap<string, string>,
  archiveUrl: string | undefined,
): Promise<CountedUsers> {
  const snapshots = await listSnapshots(books.history, books.settings.id, '0', '~');
  const counted = await countReadable(books, snapshots.toReversed(), { by, departments }, archiveUrl);
  if (counted) return counted;
  throw new Error(`no snapshot of ${books.settings.id} can be read: billable-drift run takes one.`);
}

/**
 * The billable accounts of the snapshot that is nearest to the counting of a bill, by one dimension. The history keeps
 * the counts of domains and exposures; for the others names have to be there still.
 *
 * @throws Error in one sentence where no snapshot of that time is left
 */
export async function countUsersThen(
  books: Books,
  by: Dimension,
  departments: ReadonlyMap<string, string>,
  { counting, archiveUrl }: { readonly counting: Counting; readonly archiveUrl: string | undefined },
): Promise<CountedUsers> {
  const { history, settings } = books;
  if (by === 'domain' || by === 'exposure') {
    const [nearest] = nearestFirst(await listStepDrifts(history, settings.id, '0', '~'), counting, settings.timeZone);
    if (nearest) return { rows: keptRows(by, nearest), asOf: nearest.asOf };
    throw new Error(
      `period: no snapshot was taken from ${counting.from} to ${counting.to}, so nobody knows whose cost it was.`,
    );
  }
  const snapshots = nearestFirst(await listSnapshots(history, settings.id, '0', '~'), counting, settings.timeZone);
  const counted = await countReadable(books, snapshots, { by, departments }, archiveUrl);
  if (counted) return counted;
  throw new Error(
    `period: no accounts from ${counting.from} to ${counting.to} are left, because names are kept for 35 days: that bill can be split by domain or exposure only.`,
  );
}

/** Of the first of some snapshots that can still be read; null: none can. */
async function countReadable(
  books: Books,
  snapshots: readonly Snapshot[],
  request: SplitRequest,
  archiveUrl: string | undefined,
): Promise<CountedUsers | null> {
  const archive = books.archive ?? archiveOf(archiveUrl);
  for (const snapshot of snapshots) {
    if (snapshot.state !== 'complete' || !(await isReadable(archive, snapshot))) continue;
    const split = startSplit(request);
    for await (const accounts of readAccountParts(archive, snapshot)) accounts.forEach(split.see);
    return { rows: split.finish(), asOf: snapshot.asOf };
  }
  return null;
}

function archiveOf(archive: string | undefined): Archive {
  if (archive === undefined) throw new UsageError('with --table, say where the accounts are: --archive s3://BUCKET.');
  if (!URL.canParse(archive)) throw new UsageError(`--archive is not a URL such as s3://BUCKET: ${archive}.`);
  return openArchive(archive);
}
