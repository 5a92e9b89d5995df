import { stringify } from 'csv-stringify/sync';
import { FOCUS_COLUMNS, type FocusRow } from '../core/billing/focus-row.ts';
import { SAFE_CSV } from './safe-csv.ts';

/** Rows of FOCUS 1.2 as a CSV file with its heading; null is an empty field. */
export function focusCsv(rows: readonly FocusRow[]): string {
  const cells = rows.map((row) => FOCUS_COLUMNS.map((column) => row[column]));
  return stringify([[...FOCUS_COLUMNS], ...cells], SAFE_CSV);
}
