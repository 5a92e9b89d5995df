import type { Instant } from './account.ts';

/** How far back a weekly trend looks: half a year. */
export const TREND_WEEKS = 26;

const WEEK_MS = 7 * 86_400_000;
const LEAST_WEEKS = 4;
const LEAST_ACCOUNTS = 5;
const LEAST_SHARE = 0.02;

/** What was counted at the end of a week: by its last complete snapshot. */
export interface TrendWeek {
  readonly asOf: Instant;
  readonly billable: number;
  readonly avoidable: number;
}

/**
 * The weeks up to a snapshot, the oldest first, if they say something: at least four of them have a complete snapshot, and
 * between the lowest and the highest count of billable accounts lie at least five accounts and 2 % of the highest. Else
 * null: a line that does not move is no news. Weeks without a snapshot are left out.
 */
export function weeklyTrend(counts: readonly TrendWeek[], asOf: Instant): readonly TrendWeek[] | null {
  const end = Date.parse(asOf);
  const weeks = Array.from({ length: TREND_WEEKS }, (_, index) => {
    const [from, to] = [end - (TREND_WEEKS - index) * WEEK_MS, end - (TREND_WEEKS - 1 - index) * WEEK_MS];
    return counts.findLast((count) => Date.parse(count.asOf) > from && Date.parse(count.asOf) <= to) ?? [];
  }).flat();
  const billable = weeks.map((week) => week.billable);
  const highest = Math.max(0, ...billable);
  const moved = highest - Math.min(highest, ...billable);
  return weeks.length >= LEAST_WEEKS && moved >= Math.max(LEAST_ACCOUNTS, LEAST_SHARE * highest) ? weeks : null;
}
