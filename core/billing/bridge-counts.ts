import { addDays, type BillingPeriod, periodOn } from './billing-period.ts';
import type { BridgeCounts } from './bridge.ts';
import { countDay } from './charge-history.ts';
import type { Contract } from './contract.ts';
import type { DayCount } from './history.ts';

/** A snapshot so many days after a period began still says something of the count it began with. */
export const NEAR_DAYS = 7;

/**
 * What an invoice's quantity can be made of: the last snapshot up to the day its period was counted on, and the external
 * users known then. A higher count of the period before, or of the first week, and accounts without a flag are taken
 * in only as far as they were billed: nobody knows that they were. Null: no snapshot since the period before began.
 */
export function bridgeCounts(
  contract: Contract,
  period: BillingPeriod,
  days: readonly DayCount[],
  billed: number,
): BridgeCounts | null {
  const since = periodOn(contract, addDays(period.start, -1)).start;
  const day = countDay(period);
  const at = days.findLast(({ date }) => date <= day && date >= since);
  if (!at) return null;
  const near = days.find(({ date }) => date > day && date <= addDays(period.start, NEAR_DAYS));
  const around = days.filter(({ date }) => date >= since && date <= day);
  const highest = Math.max(...[...around, ...(near ? [near] : [])].map((one) => one.counted + one.external));
  const known = at.counted + at.external;
  const peak = upTo(highest - known, billed - known);
  return {
    counted: at.counted,
    external: at.external,
    peak,
    unknown: upTo(at.unknown, billed - known - peak),
  };
}

function upTo(possible: number, left: number): number {
  return Math.max(0, Math.min(possible, left));
}
