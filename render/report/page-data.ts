import { decimalOf, type Money } from '../../core/billing/money.ts';
import type { Report } from '../../core/report.ts';
import type { TrendSeries } from '../../core/trend.ts';
import type { Formats } from '../formats.ts';
import { BREAKDOWN_KINDS, type Breakdown } from './day-tables.ts';
import { type ChartMark, markTiers } from './mark-tiers.ts';
import { cellText } from './report-table.ts';
import { LABELS, seriesLabel } from './report-words.ts';

/** One line of a chart; `texts` are its values as the tables write them, and are what hovering shows. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly texts: readonly string[];
  /** `step`: holds until the next day; `limit`: so does what is paid for; `band`: drawn upon `base`. */
  readonly shape: 'line' | 'step' | 'limit' | 'band';
  readonly base?: readonly (number | null)[];
}

export interface Chart {
  readonly id: 'accounts' | 'cost' | Breakdown;
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly marks: readonly ChartMark[];
  /** How far up the axis goes so that every mark has room for its label; null: without marks, to a round number. */
  readonly top: number | null;
}

/** What the page's script draws from. Days are UTC midnights in milliseconds. */
export interface PageData {
  readonly locale: string;
  readonly days: readonly number[];
  readonly dayTexts: readonly string[];
  readonly gaps: readonly (readonly [number, number])[];
  readonly charts: readonly Chart[];
}

export function pageData(report: Report, formats: Formats): PageData {
  const { trend, locale } = report;
  return {
    locale,
    days: trend.points.map(({ day }) => midnight(day)),
    dayTexts: trend.points.map(({ day }) => formats.civilDay(day)),
    gaps: trend.gaps.map(({ after, until }) => [midnight(after), midnight(until)] as const),
    charts: [
      accountsChart(report, formats),
      costChart(report, formats),
      ...BREAKDOWN_KINDS.map((kind) => breakdownChart(report, kind, formats)),
    ].filter(({ series }) => series.length > 0),
  };
}

function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** Above the highest value, for the label of a mark there. */
const HEADROOM = 1.05;

function accountsChart({ trend, books }: Report, formats: Formats): Chart {
  const points = books?.trend.points ?? [];
  const billed = points.map((point) => point.billed);
  const aboveCount = points.map((point) => point.aboveCount);
  const base = billed.map((users, index) => (users === null ? null : users - (aboveCount[index] ?? 0)));
  const known = billed.some((users) => users !== null);
  const series = [
    counted(
      LABELS.billable,
      trend.points.map(({ billable }) => billable),
      'line',
      formats,
    ),
    counted(
      LABELS.avoidable,
      trend.points.map(({ avoidable }) => avoidable),
      'line',
      formats,
    ),
    ...(known
      ? [
          counted(LABELS.billed, billed, 'limit', formats),
          { ...counted(LABELS.aboveCount, aboveCount, 'band', formats), base },
        ]
      : []),
  ];
  const tiers = books?.trend.tiers ?? [];
  const values = [...series.flatMap((one) => one.values), ...tiers.map(({ users }) => users)];
  const top = Math.ceil(Math.max(...values.map(Number)) * HEADROOM);
  const marks = markTiers(tiers, top, formats);
  return { id: 'accounts', title: 'Accounts', series, marks, top: marks.length > 0 ? top : null };
}

function costChart({ books }: Report, formats: Formats): Chart {
  const points = books?.trend.points ?? [];
  const currency = books?.currency ?? null;
  const priced = (label: string, amounts: readonly (Money | null)[], shape: ChartSeries['shape']): ChartSeries => {
    const decimals = amounts.map((amount) => amount && decimalOf(amount));
    const values = decimals.map((decimal) => (decimal === null ? null : Number(decimal)));
    return { label, shape, values, texts: decimals.map((decimal) => cellText(decimal, 'money', currency, formats)) };
  };
  const series = [
    priced(
      LABELS.cost,
      points.map(({ cost }) => cost),
      'step',
    ),
    priced(
      LABELS.avoidableCost,
      points.map(({ avoidable }) => avoidable),
      'line',
    ),
    priced(
      LABELS.budget,
      points.map(({ day }) => budgetOn(books, day)),
      'limit',
    ),
  ];
  return {
    id: 'cost',
    title: `Cost, ${currency ?? ''} before tax`,
    series: series.filter(({ values }) => values.some((value) => value !== null)),
    marks: [],
    top: null,
  };
}

/** What finance planned for the charge of the period that a day lies in. */
function budgetOn(books: Report['books'], day: string): Money | null {
  const held = books?.trend.periods.find(({ period }) => period.start <= day && day < period.end);
  return held?.budget?.budget ?? null;
}

const TITLES = { exposures: 'Exposure', products: 'Product', domains: 'Domain', departments: 'Department' } as const;

function breakdownChart({ trend }: Report, kind: Breakdown, formats: Formats): Chart {
  const series: readonly TrendSeries<string, number | null>[] = trend[kind];
  return {
    id: kind,
    title: TITLES[kind],
    series: series.map(({ name, values }) => counted(seriesLabel(kind, name), values, 'line', formats)),
    marks: [],
    top: null,
  };
}

function counted(
  label: string,
  values: readonly (number | null)[],
  shape: ChartSeries['shape'],
  formats: Formats,
): ChartSeries {
  return { label, shape, values, texts: values.map((value) => cellText(value, 'count', null, formats)) };
}
