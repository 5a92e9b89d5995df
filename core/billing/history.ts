import * as z from 'zod';
import type { Instant } from '../account.ts';
import { addDays, dayOf } from './billing-period.ts';
import { type ExternalUsers, externalOn } from './invoices.ts';

/** Billed users as they were seen on a civil day of the organization's zone; external users included. */
export interface Observation {
  readonly date: string;
  readonly users: number;
}

/** What a snapshot counted, on the civil day of the organization's zone. */
export interface DayCount {
  readonly date: string;
  /** Billable accounts. */
  readonly counted: number;
  readonly external: number;
  /** Accounts whose flag was left out. */
  readonly unknown: number;
}

interface SnapshotCount {
  readonly asOf: Instant;
  readonly billable: number;
  readonly unknown: number;
}

/** Snapshots day by day, the oldest first, with the external users of their day. */
export function countDays(
  snapshots: readonly SnapshotCount[],
  external: readonly ExternalUsers[],
  timeZone: string,
): readonly DayCount[] {
  return [...snapshots]
    .sort((one, other) => (one.asOf < other.asOf ? -1 : 1))
    .map(({ asOf, billable, unknown }) => {
      const date = dayOf(asOf, timeZone);
      return { date, counted: billable, external: externalUsersOn(external, date), unknown };
    });
}

/**
 * External users known on a day; before the first number of them that one: they were there, and only we did not know of
 * them. 0 if nobody has ever given one.
 */
export function externalUsersOn(external: readonly ExternalUsers[], day: string): number {
  const [first] = [...external].sort((one, other) => (one.date < other.date ? -1 : 1));
  return (externalOn(external, day) ?? first)?.users ?? 0;
}

/** Days as observations of billed users. */
export function observe(days: readonly DayCount[]): readonly Observation[] {
  return days.map(({ date, counted, external }) => ({ date, users: counted + external }));
}

const rowSchema = z.object({ date: z.string(), users: z.union([z.string(), z.number()]) });

export type HistoryReading =
  | { readonly valid: true; readonly history: readonly Observation[] }
  | { readonly valid: false; readonly problems: readonly string[] };

/**
 * Reads the rows of a history file, date and users, one for each day. A problem names row, field and value; rows count
 * from 1, the heading left out.
 */
export function readHistory(rows: readonly unknown[]): HistoryReading {
  if (rows.length === 0)
    return { valid: false, problems: ['history: it has no row; give one for each day: date,users'] };
  const history: Observation[] = [];
  for (const [index, row] of rows.entries()) {
    const reading = readRow(row, history.at(-1));
    if (typeof reading === 'string') return { valid: false, problems: [`history row ${index + 1}: ${reading}`] };
    history.push(reading);
  }
  return { valid: true, history };
}

function readRow(row: unknown, before: Observation | undefined): Observation | string {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return 'it needs the fields date and users';
  const date = parsed.data.date.trim();
  const text = String(parsed.data.users).trim();
  if (!z.iso.date().safeParse(date).success) return `date ${JSON.stringify(date)} is no date such as 2026-11-24`;
  if (!/^-?\d+$/.test(text)) return `users ${JSON.stringify(text)} is no whole number`;
  const users = Number(text);
  if (users < 0) return `users ${users} is below zero`;
  return orderProblem(date, before) ?? { date, users };
}

function orderProblem(date: string, before: Observation | undefined): string | null {
  if (!before) return null;
  if (date === before.date) return `date ${date} is there twice`;
  if (date < before.date) return `date ${date} comes after ${before.date}: the oldest row comes first`;
  const expected = addDays(before.date, 1);
  return date === expected ? null : `date ${date} leaves a gap: ${expected} is missing, give one row for each day`;
}
