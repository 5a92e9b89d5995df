import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../account.ts';
import { type AnnualTerm, type Contract, endOfTerm, type Term, termOn } from './contract.ts';

/** What one charge covers: a month or a year, in civil days of the organization's zone (`2026-11-01`). */
export interface BillingPeriod {
  readonly term: Term;
  readonly start: string;
  /** The day after the last one: the start of the next period. */
  readonly end: string;
  readonly days: number;
  /** Days of the period if no term had cut it short. */
  readonly fullDays: number;
}

/** The civil day of an instant in the organization's zone. */
export function dayOf(instant: Instant, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Days from one civil day to another; daylight saving does not matter. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days;
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/**
 * The period that a day lies in. Months begin on the billing day, or on the last day of a month that has no such day;
 * years on the day of renewal (29 February: on the 28th in other years). A period ends early where the next term
 * begins, and begins late where one that is not the first began.
 */
export function periodOn(contract: Contract, day: string): BillingPeriod {
  const term = termOn(contract, day);
  const full = term.kind === 'annual' ? yearOf(term, day) : monthOf(term.kind === 'monthly' ? term.billingDay : 1, day);
  const end = endOfTerm(contract, term);
  const cutStart = term === contract.terms[0] || term.from < full.start ? full.start : term.from;
  const cutEnd = end !== null && end < full.end ? end : full.end;
  return {
    term,
    start: cutStart,
    end: cutEnd,
    days: daysBetween(cutStart, cutEnd),
    fullDays: daysBetween(full.start, full.end),
  };
}

/** The periods from the one that holds `from` to the one that holds `to`. */
export function periodsBetween(contract: Contract, from: string, to: string): readonly BillingPeriod[] {
  const periods = [periodOn(contract, from)];
  for (let last = periods[0]; last && last.end <= to; last = periods.at(-1)) periods.push(periodOn(contract, last.end));
  return periods;
}

interface Span {
  readonly start: string;
  readonly end: string;
}

function monthOf(billingDay: number, day: string): Span {
  const date = Temporal.PlainDate.from(day);
  const starts = [-1, 0, 1].map((months) => date.with({ day: 1 }).add({ months }).with({ day: billingDay }).toString());
  return spanOf(starts, day);
}

function yearOf(term: AnnualTerm, day: string): Span {
  const anchor = Temporal.PlainDate.from(term.renewal ?? term.from);
  const years = Temporal.PlainDate.from(day).year - anchor.year;
  const starts = [years - 1, years, years + 1].map((count) => anchor.add({ years: count }).toString());
  return spanOf(starts, day);
}

function spanOf(starts: readonly string[], day: string): Span {
  const index = starts.findLastIndex((start) => start <= day);
  const [start, end] = [starts[index], starts[index + 1]];
  if (start === undefined || end === undefined) throw new RangeError(`day: ${day} lies in no period`);
  return { start, end };
}
