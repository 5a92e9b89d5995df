import type { Instant } from './account.ts';

/**
 * The civil day of an instant in a time zone, `2026-11-23`. By Intl, so that a function that asks nothing else of a
 * calendar carries no library for it.
 */
export function civilDay(instant: Instant, timeZone: string): string {
  // Swedish dates are ISO dates.
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(Date.parse(instant));
}
