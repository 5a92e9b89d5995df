import { type CellValue, type ColumnDef, type SheetChart, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import type { Instant } from '../../core/account.ts';
import { decimalOf, zeroMoney } from '../../core/billing/money.ts';
import { safeLine, safeText } from '../safe-text.ts';
import { BREAKDOWN_KINDS } from './day-tables.ts';
import type { Cell, Column, ColumnKind, ReportTable } from './report-table.ts';
import { LABELS } from './report-words.ts';

/**
 * The tables as an Excel workbook, a sheet each: numbers and days as such, amounts in their currency's format, headers
 * frozen, charts beside the days. Text from outside cannot become a formula. The same tables give the same bytes.
 */
export function renderWorkbook(
  { title, asOf }: { readonly title: string; readonly asOf: Instant },
  tables: readonly ReportTable[],
): Promise<Uint8Array> {
  const made = new Date(asOf);
  return writeXlsx({
    sheets: tables.map(sheetOf),
    properties: {
      title: safeText(title),
      creator: 'billable-drift',
      created: made,
      modified: made,
    },
  });
}

const WIDTHS: Readonly<Record<ColumnKind, number>> = { day: 12, count: 14, money: 18, text: 24 };
const WIDEST = 80;

function sheetOf(table: ReportTable): WriteSheet {
  const { columns, rows, currency } = table;
  const header = { font: { bold: true }, alignment: { wrapText: true, vertical: 'top' as const } };
  const labels = columns.map(({ label }) => safeCell(label));
  return {
    name: sheetName(table),
    columns: columns.map((column, index) => columnOf(column, index, table, currency)),
    rows: [labels, ...rows.map((row) => row.map((cell, index) => cellValue(cell, columns[index]?.kind ?? 'text')))],
    cells: new Map(
      labels.map((label, index) => [`0,${index}`, { value: label, type: 'string' as const, style: header }]),
    ),
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${columnName(columns.length - 1)}${rows.length + 1}` },
    charts: [...chartsOf(table)],
  };
}

function columnOf({ kind }: Column, index: number, { rows }: ReportTable, currency: string | null): ColumnDef {
  const longest = Math.max(0, ...rows.map((row) => String(row[index] ?? '').length));
  const width = kind === 'text' ? Math.min(WIDEST, Math.max(WIDTHS.text, longest)) : WIDTHS[kind];
  switch (kind) {
    case 'day':
      return { width, numFmt: 'yyyy-mm-dd' };
    case 'count':
      return { width, numFmt: '#,##0' };
    case 'money':
      return { width, numFmt: moneyFormat(currency) };
    case 'text':
      return { width, style: { alignment: { wrapText: true, vertical: 'top' } } };
  }
}

/** With the code and not the sign, which several currencies share; as many places as the currency has. */
function moneyFormat(currency: string | null): string {
  if (currency === null) return '#,##0.00';
  const format = `[$${currency}] #,##${decimalOf(zeroMoney(currency))}`;
  return `${format};-${format}`;
}

function cellValue(cell: Cell, kind: ColumnKind): CellValue {
  if (cell === null) return null;
  if (kind === 'day') return new Date(`${cell}T00:00:00Z`);
  return kind === 'text' ? safeCell(String(cell)) : Number(cell);
}

/** A cell of text is no formula; the mark keeps it from becoming one where it is typed again or saved as CSV. */
function safeCell(text: string): string {
  // In a workbook _x000D_ stands for a character: what only looks like it has its own underscore written so.
  const line = safeLine(text).replaceAll(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_');
  return /^[=+\-@|]/.test(line) ? `'${line}` : line;
}

function chartsOf(table: ReportTable): readonly SheetChart[] {
  if (table.id === 'days') {
    return [
      lineChart(table, 'Accounts', [LABELS.billable, LABELS.avoidable, LABELS.billed], 1),
      lineChart(table, `Cost, ${table.currency ?? ''}`, [LABELS.cost, LABELS.avoidableCost], 22),
    ].filter(({ series }) => series.length > 0);
  }
  const isBreakdown = BREAKDOWN_KINDS.some((kind) => kind === table.id);
  return isBreakdown
    ? [
        lineChart(
          table,
          table.title,
          table.columns.slice(1).map(({ label }) => label),
          1,
        ),
      ]
    : [];
}

function lineChart(table: ReportTable, title: string, labels: readonly string[], row: number): SheetChart {
  const { columns, rows } = table;
  const sheet = `'${sheetName(table).replaceAll("'", "''")}'`;
  const range = (index: number) =>
    `${sheet}!$${columnName(index)}$2:$${columnName(index)}$${Math.max(2, rows.length + 1)}`;
  const series = columns.flatMap(({ label }, index) =>
    index > 0 && labels.includes(label) ? [{ name: safeText(label), values: range(index), categories: range(0) }] : [],
  );
  const column = columns.length + 1;
  return {
    type: 'line',
    title,
    series,
    anchor: { from: { row, col: column }, to: { row: row + 20, col: column + 10 } },
  };
}

/** `A` to `Z`, then `AA`. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** The title without what it says in brackets: at most 31 characters, and none that a reference would have to escape. */
function sheetName({ title }: ReportTable): string {
  return title
    .replace(/ \(.*\)$/, '')
    .replaceAll(/[[\]:*?/\\()]/g, '')
    .slice(0, 31)
    .trim();
}
