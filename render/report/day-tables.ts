import type { CostPoint } from '../../core/billing/cost-trend.ts';
import { decimalOf } from '../../core/billing/money.ts';
import type { Report } from '../../core/report.ts';
import type { TrendSeries } from '../../core/trend.ts';
import type { Formats } from '../formats.ts';
import { type Cell, count, day, money, type ReportTable, text } from './report-table.ts';
import { LABELS, logWords, seriesLabel } from './report-words.ts';

/** Counts, and where it is known what they cost, day by day. */
export function daysTable({ trend, books }: Report): ReportTable {
  const { billable, avoidable, billed, aboveCount, cost, avoidableCost } = LABELS;
  const counts = [count(billable), count(avoidable), count('Claimed accounts'), count('Flag unknown')];
  const moves = [count('Came'), count('Went'), count('Unclear')];
  const costs = books ? [count(billed), count(aboveCount), money(cost), money(avoidableCost)] : [];
  return {
    id: 'days',
    title: 'Day by day',
    columns: [day('Day'), ...counts, ...moves, ...costs],
    rows: trend.points.map((point, index) => [
      ...[point.day, point.billable, point.avoidable, point.accounts, point.unknown],
      ...[point.came, point.went, point.unclear],
      ...(books ? costCells(books.trend.points[index]) : []),
    ]),
    currency: books?.currency ?? null,
  };
}

function costCells(point: CostPoint | undefined): readonly Cell[] {
  if (!point) return [null, null, null, null];
  const { billed, aboveCount, cost, avoidable } = point;
  return [billed, aboveCount, cost && decimalOf(cost), avoidable && decimalOf(avoidable)];
}

const BREAKDOWNS = {
  exposures: 'By exposure',
  products: 'By product (who has two counts for both)',
  domains: 'By domain',
  departments: 'By department (of the people file then)',
} as const;

export type Breakdown = keyof typeof BREAKDOWNS;

/** In the order in which they are shown. */
export const BREAKDOWN_KINDS = [
  'exposures',
  'products',
  'domains',
  'departments',
] as const satisfies readonly Breakdown[];

/** What the billable accounts are made of, day by day. */
export function breakdownTable({ trend }: Report, kind: Breakdown): ReportTable {
  const series: readonly TrendSeries<string, number | null>[] = trend[kind];
  return {
    id: kind,
    title: BREAKDOWNS[kind],
    columns: [day('Day'), ...series.map(({ name }) => count(seriesLabel(kind, name)))],
    rows: trend.points.map((point, index) => [point.day, ...series.map(({ values }) => values[index] ?? null)]),
    currency: null,
  };
}

/** What changed, the newest first. */
export function logTable({ trend }: Report, formats: Formats): ReportTable {
  return {
    id: 'log',
    title: 'Drift log',
    columns: [day('Day'), text('What'), count('Came'), count('Went'), count('Billable'), day('Since')],
    rows: trend.log
      .map((step): readonly Cell[] => [
        ...[step.day, logWords(step, formats)],
        ...[step.entries, step.exits, step.billable, step.since],
      ])
      .reverse(),
    currency: null,
  };
}
