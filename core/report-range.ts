import * as z from 'zod';
import { addDays, daysBetween, periodOn } from './billing/billing-period.ts';
import { countDay } from './billing/charge-history.ts';
import type { Contract } from './billing/contract.ts';
import type { DayRange } from './trend.ts';

/** A report reads at most so many days: two years of daily points. */
export const MOST_DAYS = 731;

const USUAL_DAYS = 364;

export type RangeReading =
  | { readonly valid: true; readonly range: DayRange }
  | { readonly valid: false; readonly problem: string };

/** The days a report is asked for; left out: a year up to today. */
export function readRange(from: string | undefined, to: string | undefined, today: string): RangeReading {
  const wrong = [from, to].find((day) => day !== undefined && !z.iso.date().safeParse(day).success);
  if (wrong !== undefined) return { valid: false, problem: `${JSON.stringify(wrong)} is no day such as 2026-11-24` };
  const last = to ?? (from !== undefined && from > today ? from : today);
  const first = from ?? addDays(last, -USUAL_DAYS);
  if (first > last) return { valid: false, problem: `from ${first} is after to ${last}` };
  const days = daysBetween(first, last) + 1;
  if (days > MOST_DAYS) {
    return { valid: false, problem: `from ${first} to ${last} is ${days} days: ask for at most ${MOST_DAYS}` };
  }
  return { valid: true, range: { from: first, to: last } };
}

/**
 * The first day whose counts the money of a range depends on: the day that the period of its first day was counted on,
 * and some days more, for not every day has a snapshot.
 */
export function historyFrom(range: DayRange, contract: Contract | null): string {
  if (!contract) return range.from;
  return addDays(countDay(periodOn(contract, range.from)), -SPARE_DAYS);
}

const SPARE_DAYS = 31;
