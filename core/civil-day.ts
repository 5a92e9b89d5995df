import { Temporal } from 'temporal-polyfill';
import type { Instant } from './account.ts';

/** The civil day of an instant in a time zone, `2026-11-23`. */
export function civilDay(instant: Instant, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
