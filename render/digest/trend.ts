import type { TrendWeek } from '../../core/weekly-trend.ts';
import type { LinesChart } from '../chart/draw-chart.ts';
import { type Formats, plainFormats } from '../formats.ts';
import type { Section } from '../mail-page.ts';

/** Weeks that say something, and their picture. */
export interface DrawnTrend {
  readonly weeks: readonly TrendWeek[];
  /** Null: the picture could not be drawn, and the words stand alone. */
  readonly png: Uint8Array | null;
}

const BILLABLE = 'Billable';
const AVOIDABLE = 'Probably unplanned';

/** What the picture shows, in digits and letters that its font has. */
export function trendChart(weeks: readonly TrendWeek[], locale: string, timeZone: string): LinesChart {
  const { number, day } = plainFormats(locale, timeZone);
  return {
    number,
    labels: weeks.map(({ asOf }) => day(asOf)),
    lines: [
      { name: BILLABLE, values: weeks.map(({ billable }) => billable) },
      { name: AVOIDABLE, values: weeks.map(({ avoidable }) => avoidable) },
    ],
  };
}

/** The picture, and every number that it shows. */
export function trendSection({ weeks, png }: DrawnTrend, formats: Formats): Section {
  const values = (pick: (week: TrendWeek) => number) =>
    weeks.map((week) => `${formats.shortDay(week.asOf)} ${formats.number(pick(week))}`).join(', ');
  return {
    title: 'Week by week',
    ...(png && {
      picture: { cid: 'trend', alt: `Line chart. ${summary(weeks, formats)} All values are below.`, png },
    }),
    lines: [
      ...(png ? [] : [{ count: null, text: 'The chart could not be drawn; these are its values.' }]),
      { count: null, text: `${BILLABLE}: ${values(({ billable }) => billable)}.` },
      { count: null, text: `${AVOIDABLE}: ${values(({ avoidable }) => avoidable)}.` },
    ],
  };
}

/** `Billable from 200 on 31 Aug to 500 on 23 Nov, 500 at most.` */
function summary(weeks: readonly TrendWeek[], formats: Formats): string {
  const said = ({ asOf, billable }: TrendWeek) => `${formats.number(billable)} on ${formats.shortDay(asOf)}`;
  const [first, last] = [weeks.at(0), weeks.at(-1)];
  if (!first || !last) return '';
  const most = Math.max(...weeks.map(({ billable }) => billable));
  return `${BILLABLE} from ${said(first)} to ${said(last)}, ${formats.number(most)} at most.`;
}
