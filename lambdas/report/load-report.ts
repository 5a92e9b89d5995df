import { type Instant, toInstant } from '../../core/account.ts';
import { addDays, dayOf, periodOn } from '../../core/billing/billing-period.ts';
import type { ChargebackRow } from '../../core/billing/chargeback.ts';
import type { Contract } from '../../core/billing/contract.ts';
import { composeReport, type ReportAnswer } from '../../core/report.ts';
import { historyFrom } from '../../core/report-range.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { DayRange } from '../../core/trend.ts';
import { lastDigest } from '../clients/history/digests.ts';
import { listStepDrifts } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { listSavings } from '../clients/history/savings.ts';
import { listSnapshots } from '../clients/history/snapshots.ts';
import { loadRates } from './load-rates.ts';

/** The report of some days, from bounded reads of the history: its step drifts, its snapshots, what cases saved. */
export async function loadReport(
  history: History,
  settings: OrganizationSettings,
  range: DayRange,
  now: Date,
  departments?: readonly ChargebackRow[],
): Promise<ReportAnswer> {
  const today = dayOf(toInstant(now), settings.timeZone);
  if (range.from > today) return { kind: 'none', why: 'not-begun' };
  const known = await loadRates(history, settings, today);
  const since = historyFrom(range, known.rates?.contract ?? null);
  const until = midnightAfter(range.to);
  const [steps, snapshots, savings, digest] = await Promise.all([
    listStepDrifts(history, settings.id, midnightBefore(since), until),
    listSnapshots(history, settings.id, midnightBefore(range.from), until),
    listSavings(history, settings.id, firstPeriod(known.rates?.contract ?? null, range.from), range.to),
    lastDigest(history, settings.id),
  ]);
  const partial = snapshots.filter((snapshot) => snapshot.state === 'partial');
  const kept = digest?.backlog?.states.kept ?? 0;
  return composeReport({ settings, steps, partial, range, today, known, savings, departments, kept });
}

function firstPeriod(contract: Contract | null, day: string): string {
  return contract ? periodOn(contract, day).start : day;
}

/** Whatever the zone, a civil day lies between the UTC midnights around its neighbours. */
function midnightBefore(day: string): Instant {
  return `${addDays(day, -1)}T00:00:00Z`;
}

function midnightAfter(day: string): Instant {
  return `${addDays(day, 2)}T00:00:00Z`;
}
