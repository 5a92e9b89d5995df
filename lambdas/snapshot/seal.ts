import type { Account, Instant } from '../../core/account.ts';
import { type Completeness, type Evidence, judgeCompleteness, judgeFile } from '../../core/judge-completeness.ts';
import type { CompleteSnapshot, Part, Snapshot, Source } from '../../core/snapshot.ts';
import { isReadable, putManifest, putPart, readAccountParts, readCarriedIds } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import { AtlassianError } from '../clients/atlassian/atlassian-error.ts';
import { advanceHead, getHead } from '../clients/history/head.ts';
import type { History } from '../clients/history/history.ts';
import { getSnapshot, putSnapshot, requireSnapshot } from '../clients/history/snapshots.ts';
import { type DistinctAccounts, findDuplicates } from './find-duplicates.ts';

/** A walk that came to its end. */
export interface Walked {
  readonly organization: string;
  readonly asOf: Instant;
  readonly attempt: number;
  readonly folder: string;
  readonly source: Source;
  readonly settings: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly parts: readonly Part[];
  readonly evidence: Evidence;
}

/**
 * Makes a snapshot of a finished walk: each account once, counted, held against its evidence, with a manifest and its
 * hash; then recorded, and the head moved on. Order: archive, history, head; a crash in between leaves a walk that is
 * simply done again. Returns `null` if another run sealed a snapshot of the same instant first.
 *
 * @throws AtlassianError `flag-missing` if not one account tells whether it is billable
 */
export async function seal(archive: Archive, history: History, walked: Walked): Promise<Snapshot | null> {
  const distinct = await findDuplicates(archive, walked.folder, walked.parts);
  const counts = countsOf(distinct);
  refuseMissingFlag(walked, counts);
  const previous = await previousSnapshot(history, walked.organization, walked.asOf);
  const completeness = judge(walked, counts.accounts, previous);
  const { organization, asOf, attempt, source, settings, startedAt, finishedAt } = walked;
  const told = { organization, asOf, attempt, source, settings, startedAt, finishedAt, ...counts };
  if (completeness.state === 'partial') {
    const partial = { state: 'partial' as const, reason: completeness.reason, ...told };
    return (await putSnapshot(history, partial)) ? partial : null;
  }
  const absences = completeness.gap > 0 ? await findAbsences(archive, previous, source, distinct) : [];
  const manifest = await sealParts(archive, walked, distinct, absences);
  const snapshot: CompleteSnapshot = {
    state: 'complete',
    ...told,
    gap: completeness.gap,
    unconfirmedAbsences: absences.length,
    previous: previous?.asOf ?? null,
    folder: walked.folder,
    manifestSha256: manifest,
  };
  if (!(await putSnapshot(history, snapshot)) && !(await isRecorded(history, snapshot))) return null;
  await advanceHead(history, organization, asOf);
  return snapshot;
}

/** A write whose answer was lost is repeated by the SDK, and the repetition finds the row that the first one made. */
async function isRecorded(history: History, { organization, asOf, folder, manifestSha256 }: CompleteSnapshot) {
  const known = await getSnapshot(history, organization, asOf);
  return known?.state === 'complete' && known.folder === folder && known.manifestSha256 === manifestSha256;
}

function countsOf({ states, duplicates }: DistinctAccounts) {
  const accounts = states.billable + states['not-billable'] + states.unknown;
  return {
    accounts,
    billable: states.billable,
    notBillable: states['not-billable'],
    unknown: states.unknown,
    duplicates,
  };
}

function judge({ source, evidence }: Walked, accounts: number, previous: CompleteSnapshot | undefined): Completeness {
  if (evidence.kind === 'totals') return judgeCompleteness({ accounts, ...evidence });
  const { file, unreadableRows, unreadableLines } =
    source.kind === 'csv' ? source : { file: 'the source', unreadableRows: 0, unreadableLines: [] };
  const before = previous?.source.key === source.key ? previous.accounts : null;
  return judgeFile({ file, accounts, unreadableRows, unreadableLines, before, fewer: evidence.fewer });
}

function refuseMissingFlag({ source }: Walked, { accounts, unknown }: { accounts: number; unknown: number }): void {
  if (accounts === 0 || unknown < accounts) return;
  const where =
    source.kind === 'csv'
      ? `the column Billable of ${source.file} says neither yes nor no for any of ${accounts} accounts.`
      : `access_billable is missing on all ${accounts} accounts: Atlassian has changed the API, or the key may not see it.`;
  throw new AtlassianError('flag-missing', `${where} Nothing was recorded, because unknown is not zero.`);
}

async function previousSnapshot(
  history: History,
  organization: string,
  asOf: Instant,
): Promise<CompleteSnapshot | undefined> {
  const { snapshot } = await getHead(history, organization);
  return snapshot !== undefined && snapshot < asOf ? requireSnapshot(history, organization, snapshot) : undefined;
}

/** Accounts of the snapshot before that this walk did not find, except those that it already was the second to miss. */
async function findAbsences(
  archive: Archive,
  previous: CompleteSnapshot | undefined,
  source: Source,
  distinct: DistinctAccounts,
): Promise<readonly Account[]> {
  if (previous?.source.key !== source.key || !(await isReadable(archive, previous))) return [];
  const missedBefore = await readCarriedIds(archive, previous);
  const absences: Account[] = [];
  for await (const accounts of readAccountParts(archive, previous)) {
    absences.push(...accounts.filter(({ accountId }) => !distinct.has(accountId) && !missedBefore.has(accountId)));
  }
  return absences;
}

async function sealParts(
  archive: Archive,
  walked: Walked,
  distinct: DistinctAccounts,
  absences: readonly Account[],
): Promise<string> {
  const { organization, asOf, attempt, source, startedAt, finishedAt, folder } = walked;
  const carried = absences.length > 0 ? await putPart(archive, folder, 'carried.ndjson.zst', absences) : null;
  const parts = [...distinct.parts];
  return putManifest(archive, folder, { organization, asOf, attempt, source, startedAt, finishedAt, parts, carried });
}
