import { type Instant, toInstant } from '../../core/account.ts';
import { addDays, dayOf } from '../../core/billing/billing-period.ts';
import { composeReport, type ReportAnswer } from '../../core/report.ts';
import { historyFrom } from '../../core/report-range.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { DayRange } from '../../core/trend.ts';
import { listStepDrifts } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { listSnapshots } from '../clients/history/snapshots.ts';
import { loadRates } from './load-rates.ts';

/** The report of some days, from two bounded reads of the history: its step drifts and its snapshots. */
export async function loadReport(
  history: History,
  settings: OrganizationSettings,
  range: DayRange,
  now: Date,
): Promise<ReportAnswer> {
  const today = dayOf(toInstant(now), settings.timeZone);
  if (range.from > today) return { kind: 'none', why: 'not-begun' };
  const known = await loadRates(history, settings, today);
  const since = historyFrom(range, known.rates?.contract ?? null);
  const until = midnightAfter(range.to);
  const [steps, snapshots] = await Promise.all([
    listStepDrifts(history, settings.id, midnightBefore(since), until),
    listSnapshots(history, settings.id, midnightBefore(range.from), until),
  ]);
  const partial = snapshots.filter((snapshot) => snapshot.state === 'partial');
  return composeReport({ settings, steps, partial, range, today, known });
}

/** Whatever the zone, a civil day lies between the UTC midnights around its neighbours. */
function midnightBefore(day: string): Instant {
  return `${addDays(day, -1)}T00:00:00Z`;
}

function midnightAfter(day: string): Instant {
  return `${addDays(day, 2)}T00:00:00Z`;
}
