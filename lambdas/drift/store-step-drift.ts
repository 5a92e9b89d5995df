import type { Instant } from '../../core/account.ts';
import { ourMoves } from '../../core/cases/our-moves.ts';
import { changesOf, type Entry, NO_DRIFT } from '../../core/drift.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import { groupChanges } from '../../core/group-changes.ts';
import { departmentsOf } from '../../core/people.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { isReadable } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import { putAccountMoments } from '../clients/history/account-history.ts';
import { loadCases } from '../clients/history/cases.ts';
import { getStepDrift, listStepDrifts, putStepDrift } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { listSnapshots, requireSnapshot } from '../clients/history/snapshots.ts';
import { getPeople } from '../clients/people-file.ts';
import { getChanges, putChanges } from './change-lists.ts';
import { type Comparison, compareSnapshots } from './compare-snapshots.ts';
import { noteReEntries } from './follow-cases.ts';

/** Groups of changes that a step drift keeps: enough to say why in a log, little enough for a year of daily rows. */
const LARGEST_GROUPS = 5;

/**
 * Stores what changed since the complete snapshot before this one, once. The lists and the accounts' own histories
 * are written first: the row in the table says that all of it is there. Returns the comparison it made, or null if the
 * step drift was stored already.
 */
export async function storeStepDrift(
  archive: Archive,
  history: History,
  snapshot: CompleteSnapshot,
  rules: ExposureRules,
): Promise<Comparison | null> {
  const { organization, asOf } = snapshot;
  if (await getStepDrift(history, organization, asOf)) return null;
  const previous = snapshot.previous ? await requireSnapshot(history, organization, snapshot.previous) : null;
  // After a long pause the parts of a snapshot that no digest told are past their lifecycle.
  const readable = previous !== null && (await isReadable(archive, previous));
  const comparable = readable && previous.source.key === snapshot.source.key ? previous : null;
  const cases = await loadCases(history, organization, asOf);
  const ours = ourMoves(cases, snapshot.finishedAt);
  const departments = departmentsOf(await getPeople(archive, organization));
  const comparison = await compareSnapshots(archive, comparable, snapshot, { rules, ours, departments });
  const { counts, premiumUsers, byDomain, byDepartment, drift } = comparison;
  const { entries, exits, unclear, claimedDomains } = drift ?? NO_DRIFT;
  const changes = await putChanges(archive, organization, asOf, 'step', changesOf(drift ?? NO_DRIFT));
  await putAccountMoments(history, organization, asOf, [...entries, ...exits, ...unclear]);
  await noteReEntries(history, cases, snapshot, entries);
  await putStepDrift(history, {
    organization,
    asOf,
    baseline: comparable?.asOf ?? null,
    counts,
    premiumUsers,
    entries: entries.length,
    exits: exits.length,
    unclear: unclear.length,
    byDomain,
    byDepartment,
    came: groupChanges(entries, claimedDomains, LARGEST_GROUPS),
    went: groupChanges(exits, [], LARGEST_GROUPS),
    claimedDomains: [...claimedDomains],
    changes,
  });
  return comparison;
}

/**
 * Stores the step drifts that earlier runs left out after they had sealed their snapshots: those of complete snapshots
 * after `since` and before this one, in order.
 */
export async function storeMissingSteps(
  archive: Archive,
  history: History,
  snapshot: CompleteSnapshot,
  since: Instant,
  rules: ExposureRules,
): Promise<void> {
  for (const earlier of await listSnapshots(history, snapshot.organization, since, snapshot.asOf)) {
    const between = earlier.asOf > since && earlier.asOf < snapshot.asOf;
    if (!between || earlier.state !== 'complete' || !(await isReadable(archive, earlier))) continue;
    await storeStepDrift(archive, history, earlier, rules);
  }
}

/** The entries of every step drift after one snapshot up to another. */
export async function readStepEntries(
  archive: Archive,
  history: History,
  baseline: CompleteSnapshot,
  upTo: CompleteSnapshot,
): Promise<readonly { readonly entries: readonly Entry[] }[]> {
  const steps = await listStepDrifts(history, upTo.organization, baseline.asOf, upTo.asOf);
  return Promise.all(
    steps.map(async ({ organization, asOf }) => {
      const changes = await getChanges(archive, organization, asOf, 'step');
      return { entries: changes.filter((change) => change.kind === 'entry') };
    }),
  );
}
