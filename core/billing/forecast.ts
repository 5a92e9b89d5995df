import { addDays, daysBetween } from './billing-period.ts';
import type { Observation } from './history.ts';

/** Users on a day to come, as a range; or why there is none. */
export type Forecast =
  | {
      readonly kind: 'range';
      readonly day: string;
      readonly low: number;
      readonly high: number;
      readonly points: number;
    }
  | { readonly kind: 'too-few'; readonly day: string; readonly points: number };

/** Fewer days of history than this say nothing of the days to come. */
export const FORECAST_POINTS = 4;

const HISTORY_DAYS = 180;

/**
 * Users on `day` as far as history tells: from the last count on, as slowly and as fast as it has changed in the middle
 * half of all stretches between two observed days of the last 180. No season, no cause: a plain range.
 */
export function forecastUsers(history: readonly Observation[], day: string): Forecast {
  const recent = lastOfEachDay(history);
  const last = recent.at(-1);
  if (!last || recent.length < FORECAST_POINTS) return { kind: 'too-few', day, points: recent.length };
  const rates = ratesOf(recent);
  const ahead = Math.max(0, daysBetween(last.date, day));
  const low = Math.max(0, Math.floor(last.users + ahead * quantile(rates, 0.25)));
  const high = Math.max(0, Math.ceil(last.users + ahead * quantile(rates, 0.75)));
  return { kind: 'range', day, low, high, points: recent.length };
}

/** The most users of any day since `start`, the count it began with included; the first such day. Null: none seen. */
export function peakSince(history: readonly Observation[], start: string): Observation | null {
  const inherited = history.findLast(({ date }) => date < start);
  const seen = history.filter(({ date }) => date >= start);
  const all = inherited ? [{ date: start, users: inherited.users }, ...seen] : seen;
  return all.reduce<Observation | null>((peak, one) => (peak && peak.users >= one.users ? peak : one), null);
}

function lastOfEachDay(history: readonly Observation[]): readonly Observation[] {
  const byDay = new Map(history.map((observation) => [observation.date, observation]));
  const newest = history.at(-1)?.date;
  const from = newest === undefined ? '' : addDays(newest, -HISTORY_DAYS);
  return [...byDay.values()].filter(({ date }) => date >= from);
}

/** Users a day between each two observed days, the slowest first. */
function ratesOf(observed: readonly Observation[]): readonly number[] {
  const days = observed.map(({ date }) => daysBetween(observed[0]?.date ?? date, date));
  const rates = observed.flatMap(({ users }, index) =>
    observed.slice(index + 1).map((later, offset) => {
      const ahead = (days[index + 1 + offset] ?? 0) - (days[index] ?? 0);
      return (later.users - users) / ahead;
    }),
  );
  return rates.sort((one, other) => one - other);
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}
