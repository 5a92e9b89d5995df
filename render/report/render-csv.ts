import { stringify } from 'csv-stringify/sync';
import { SAFE_CSV } from '../safe-csv.ts';
import { safeLine } from '../safe-text.ts';
import type { Cell, ReportTable } from './report-table.ts';

/**
 * Tables of the same days side by side, as a CSV file that spreadsheets open without running anything in it: days as
 * `2026-11-27`, numbers and amounts plain, the currency in a column of its own.
 */
export function daysCsv(tables: readonly ReportTable[]): string {
  const [days] = tables;
  if (!days) return '';
  const header = tables.flatMap(({ columns }, index) => columns.slice(index === 0 ? 0 : 1).map(({ label }) => label));
  const currency = days.currency === null ? [] : [days.currency];
  const rows = days.rows.map((first, row): Cell[] => [
    ...first,
    ...tables.slice(1).flatMap((table) => table.rows[row]?.slice(1) ?? []),
    ...currency,
  ]);
  return csvOf([...header, ...currency.map(() => 'Currency')], rows);
}

/** One table as such a file. */
export function tableCsv({ columns, rows, currency }: ReportTable): string {
  const extra = currency === null ? [] : [currency];
  const header = [...columns.map(({ label }) => label), ...extra.map(() => 'Currency')];
  return csvOf(
    header,
    rows.map((row) => [...row, ...extra]),
  );
}

/** Rows below a header, formulas disarmed. */
export function csvOf(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? safeLine(cell) : cell)));
  return stringify([header.map(safeLine), ...cells], {
    bom: true,
    ...SAFE_CSV,
    record_delimiter: 'windows',
  });
}
