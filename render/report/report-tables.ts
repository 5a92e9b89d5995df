import type { Report } from '../../core/report.ts';
import { moneySection } from '../digest/money.ts';
import type { Formats } from '../formats.ts';
import { openWords } from '../open-words.ts';
import { safeText } from '../safe-text.ts';
import { BREAKDOWN_KINDS, breakdownTable, daysTable, logTable } from './day-tables.ts';
import { moneyTables } from './money-tables.ts';
import { type ReportTable, text } from './report-table.ts';

/** Everything that the report says, as tables; those without a row are left out. */
export function reportTables(report: Report, formats: Formats): readonly ReportTable[] {
  const breakdowns = BREAKDOWN_KINDS.map((kind) => breakdownTable(report, kind));
  return [
    daysTable(report),
    ...breakdowns.filter(({ columns }) => columns.length > 1),
    ...(report.books ? moneyTables(report.books) : []),
    logTable(report, formats),
    notesTable(report, formats),
  ].filter(({ rows }) => rows.length > 0);
}

/** What has to be known to trust the numbers: money in sentences, gaps, and what was assumed. */
export function notesTable(report: Report, formats: Formats): ReportTable {
  return {
    id: 'notes',
    title: 'Notes',
    columns: [text('Note')],
    rows: [
      ...moneyNotes(report, formats),
      ...openNotes(report, formats),
      ...savingNotes(report),
      ...gapNotes(report, formats),
      ...assumptionNotes(report),
    ].map((note) => [note]),
    currency: null,
  };
}

function moneyNotes({ cost }: Report, formats: Formats): readonly string[] {
  return moneySection(cost, formats).lines.map(({ count, text }) => (count === null ? text : `${count} ${text}`));
}

function openNotes({ books }: Report, formats: Formats): readonly string[] {
  if (!books) return [];
  const money = (amount: string) => formats.money(amount, books.currency);
  return books.month.open.map((open) => capital(openWords(open, money, formats)));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function savingNotes({ books }: Report): readonly string[] {
  return books && books.savings.length === 0
    ? ['No case counts in this time; what was proven since the last run is entered by the next one']
    : [];
}

function gapNotes({ trend }: Report, formats: Formats): readonly string[] {
  return trend.gaps.map(({ after, until, reasons }) => {
    const why = reasons.length > 0 ? `: ${reasons.map(safeText).join('; ')}` : '';
    return `No complete snapshot between ${formats.civilDay(after)} and ${formats.civilDay(until)}${why}`;
  });
}

/** Those of earlier periods; the present one's are said with its money. */
function assumptionNotes({ books, cost }: Report): readonly string[] {
  const said = 'assumptions' in cost ? cost.assumptions : [];
  const others = (books?.assumptions ?? []).filter((assumption) => !said.includes(assumption));
  return others.map((assumption) => `Assumed: ${safeText(assumption)}`);
}
