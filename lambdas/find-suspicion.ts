import { type MovedCounts, type Suspicion, suspectLast, suspectMove } from '../core/alerts/suspicion.ts';
import { thresholdsOf } from '../core/alerts/thresholds.ts';
import { plannedEntries, wavesSince } from '../core/expectations.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { listStepDrifts } from './clients/history/drifts.ts';
import { listExpectations } from './clients/history/expectations.ts';
import type { History } from './clients/history/history.ts';
import { getSnapshot } from './clients/history/snapshots.ts';

/** So many snapshots back the last sound one is looked for. */
const MOST_BACK = 7;

/**
 * Whether a complete snapshot moved suspiciously far from those before it; null if not, or if it is the first. Who came as
 * planned is told by the step drifts: before that of this snapshot is stored, they count as not planned.
 */
export async function findSuspicion(
  history: History,
  snapshot: CompleteSnapshot,
  settings: Pick<OrganizationSettings, 'mail' | 'timeZone'>,
): Promise<Suspicion | null> {
  const allowance = thresholdsOf(settings);
  const previous = await before(history, snapshot);
  const moved = (one: CompleteSnapshot): MovedCounts => ({ ...one, planned: 0 });
  if (!previous || !suspectMove(moved(previous), moved(snapshot), allowance)) return null;
  const series = [previous, snapshot];
  for (let back = 1; back < MOST_BACK; back += 1) {
    const earlier = await before(history, series[0] ?? snapshot);
    if (!earlier) break;
    series.unshift(earlier);
  }
  return suspectLast(await withPlanned(history, series, settings.timeZone), allowance);
}

async function withPlanned(
  history: History,
  series: readonly CompleteSnapshot[],
  timeZone: string,
): Promise<readonly MovedCounts[]> {
  const [first] = series;
  const last = series.at(-1);
  if (!first || !last) return [];
  const { organization } = first;
  const expectations = await listExpectations(history, organization);
  const since = wavesSince(expectations);
  const steps = since === null ? [] : await listStepDrifts(history, organization, since, last.asOf);
  return series.map(({ accounts, billable, asOf }) => ({
    accounts,
    billable,
    planned: plannedEntries(expectations, steps, { after: first.asOf, upTo: asOf, timeZone }),
  }));
}

/** The complete snapshot before one, told apart in the same way; undefined if there is none. */
async function before(
  history: History,
  { organization, previous, source }: CompleteSnapshot,
): Promise<CompleteSnapshot | undefined> {
  const earlier = previous === null ? undefined : await getSnapshot(history, organization, previous);
  return earlier?.state === 'complete' && earlier.source.key === source.key ? earlier : undefined;
}
