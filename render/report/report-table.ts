import type { Formats } from '../formats.ts';

/** `day`: a civil day such as `2026-11-27`; `money`: decimal text in the report's currency; `count`: a number. */
export type ColumnKind = 'day' | 'count' | 'money' | 'text';

export interface Column {
  readonly label: string;
  readonly kind: ColumnKind;
}

/** Null: not known, or does not apply. */
export type Cell = string | number | null;

/** A table of the report. Page, workbook and CSV show the same one, so that they cannot disagree. */
export interface ReportTable {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of its `money` columns. */
  readonly currency: string | null;
}

/** A cell as an organization writes it; empty where nothing is known. */
export function cellText(cell: Cell, kind: ColumnKind, currency: string | null, formats: Formats): string {
  if (cell === null) return '';
  if (kind === 'day') return formats.civilDay(String(cell));
  if (kind === 'money' && currency !== null) return formats.money(String(cell), currency);
  return typeof cell === 'number' ? formats.number(cell) : cell;
}

export const day = (label: string): Column => ({ label, kind: 'day' });
export const count = (label: string): Column => ({ label, kind: 'count' });
export const money = (label: string): Column => ({ label, kind: 'money' });
export const text = (label: string): Column => ({ label, kind: 'text' });
