import type { Instant } from '../../core/account.ts';
import type { BacklogRow } from '../../core/backlog.ts';
import { cameAndWent } from '../../core/came-and-went.ts';
import { ourMoves, reEntriesSince } from '../../core/cases/our-moves.ts';
import { composeDigest } from '../../core/compose-digest.ts';
import type { Digest, DigestWave, Recipient } from '../../core/digest.ts';
import { changesOf, type Drift, driftOf, type Entry, NO_DRIFT } from '../../core/drift.ts';
import { isOpenWave } from '../../core/expectations.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import { type EarlierSnapshot, noteQuality } from '../../core/note-quality.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { isReadable } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import { loadCases } from '../clients/history/cases.ts';
import { getDigest, lastDigest, putDigest } from '../clients/history/digests.ts';
import type { History } from '../clients/history/history.ts';
import { listKeys } from '../clients/history/keys.ts';
import { listMails } from '../clients/history/outbox.ts';
import { requireSnapshot } from '../clients/history/snapshots.ts';
import { findSuspicion } from '../find-suspicion.ts';
import { loadWaves } from '../load-waves.ts';
import { advise } from './advise.ts';
import { getBacklog, putBacklog } from './backlog-list.ts';
import { getChanges, putChanges } from './change-lists.ts';
import { type Comparison, compareSnapshots } from './compare-snapshots.ts';
import { loadCost } from './load-cost.ts';
import { findCrossings } from './read-growth.ts';
import { readStepEntries } from './store-step-drift.ts';

/** A digest as recorded, with the lists that its record only counts. */
export interface RecordedDigest {
  readonly digest: Digest;
  readonly drift: Drift;
  readonly cameAndWent: readonly Entry[];
  /** Every avoidable account with where it stands. */
  readonly backlog: readonly BacklogRow[];
}

export interface DigestRequest {
  readonly snapshot: CompleteSnapshot;
  readonly rules: ExposureRules;
  readonly settings: OrganizationSettings;
  readonly recipients: readonly Recipient[];
  /** The comparison with the snapshot before, if it was just made: most weeks the digest starts there too. */
  readonly step: Comparison | null;
}

/**
 * Records the digest of a snapshot once, before any mail: what changed since the snapshot of the last recorded digest.
 * If it is recorded already, that record is returned, whatever the settings say today.
 */
export async function recordDigest(
  archive: Archive,
  history: History,
  request: DigestRequest,
): Promise<RecordedDigest> {
  const { organization, asOf } = request.snapshot;
  return (await readRecorded(archive, history, organization, asOf)) ?? recordNew(archive, history, request);
}

/** The digest recorded for an instant, with its lists; null if there is none. */
export async function readRecorded(
  archive: Archive,
  history: History,
  organization: string,
  asOf: Instant,
): Promise<RecordedDigest | null> {
  const digest = await getDigest(history, organization, asOf);
  if (!digest) return null;
  const changes = await getChanges(archive, organization, asOf, 'digest');
  const passing = await getChanges(archive, organization, asOf, 'came-and-went');
  return {
    digest,
    drift: driftOf(changes, digest.claimedDomains),
    cameAndWent: passing.filter((change) => change.kind === 'entry'),
    backlog: digest.backlog ? await getBacklog(archive, organization, asOf) : [],
  };
}

async function readEarlier(
  archive: Archive,
  history: History,
  organization: string,
  asOf: Instant,
): Promise<EarlierSnapshot> {
  const snapshot = await requireSnapshot(history, organization, asOf);
  const mails = await listMails(history, organization, 'digest', asOf);
  const bounced = mails.flatMap(({ state, audience }) =>
    state === 'bounced' && audience !== 'holder' ? [audience] : [],
  );
  return { snapshot, readable: await isReadable(archive, snapshot), bounced };
}

async function recordNew(
  archive: Archive,
  history: History,
  { snapshot, rules, settings, recipients, step }: DigestRequest,
): Promise<RecordedDigest> {
  const { organization, asOf } = snapshot;
  const last = await lastDigest(history, organization);
  const earlier = last ? await readEarlier(archive, history, organization, last.asOf) : null;
  const comparable = earlier?.readable && earlier.snapshot.source.key === snapshot.source.key;
  const baseline = comparable ? earlier.snapshot : null;
  const oneStep = step !== null && step.before !== null && baseline?.asOf === snapshot.previous;
  const steps = baseline && !oneStep ? await readStepEntries(archive, history, baseline, snapshot) : [];
  const cases = await loadCases(history, organization, asOf);
  const watched = new Set(steps.flatMap(({ entries }) => entries.map((entry) => entry.accountId)));
  const { counts, inventory, premiumUsers, before, drift } = oneStep
    ? step
    : await compareSnapshots(archive, baseline, snapshot, {
        rules,
        watched,
        ours: ourMoves(cases, snapshot.finishedAt),
      });
  const passing = before && drift ? cameAndWent(steps, before.wasBillable, drift) : [];
  await putChanges(archive, organization, asOf, 'digest', changesOf(drift ?? NO_DRIFT));
  await putChanges(archive, organization, asOf, 'came-and-went', passing);
  const { rows, kept, ...advice } = await advise(
    { archive, history },
    { snapshot, settings, rules, baseline, cases, last },
  );
  await putBacklog(archive, organization, asOf, rows);
  const digest = composeDigest({
    organization,
    asOf,
    baseline: baseline?.asOf ?? null,
    counts,
    before: before?.counts ?? null,
    drift,
    cameAndWent: passing,
    inventory,
    keys: await listKeys(history, organization),
    cost: await loadCost(history, settings, { asOf, avoidable: counts.avoidable - kept, premiumUsers }),
    ...advice,
    waves: await tellWaves(history, settings, last?.asOf ?? asOf, asOf),
    reEntered: reEntriesSince(cases, last?.asOf ?? asOf, asOf),
    crossings: await findCrossings(history, settings, baseline, { asOf, before: before?.counts, now: counts }),
    quality: noteQuality(snapshot, earlier, rules, await findSuspicion(history, snapshot, settings)),
    recipients,
  });
  await putDigest(history, digest);
  const recorded = await readRecorded(archive, history, organization, asOf);
  if (recorded) return recorded;
  throw new Error(`the digest of ${organization} as of ${asOf} was put and is not there.`);
}

/** The planned waves that were open at the digest before or are now. */
async function tellWaves(
  history: History,
  { id, timeZone }: OrganizationSettings,
  after: Instant,
  upTo: Instant,
): Promise<DigestWave[]> {
  const waves = await loadWaves(history, id, { after, upTo, timeZone });
  return waves
    .filter(({ expectation }) => isOpenWave(expectation, after, timeZone))
    .map(({ expectation, came, now }) => ({
      ...expectation,
      came,
      now,
      open: isOpenWave(expectation, upTo, timeZone),
    }));
}
