import { decimalOf } from '../../core/billing/money.ts';
import type { Report } from '../../core/report.ts';
import { roughText } from '../digest/money.ts';
import type { Formats } from '../formats.ts';
import { LABELS } from './report-words.ts';

/** A figure to see first. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly remark: string;
}

/** The figures of a report, those that matter most first; the mail and the page show the same. */
export function tilesOf(report: Report, formats: Formats): readonly Tile[] {
  return [...countTiles(report, formats), ...moneyTiles(report, formats), ...periodTile(report, formats)];
}

function countTiles({ trend, asOf }: Report, formats: Formats): readonly Tile[] {
  const [first, last] = [trend.points[0], trend.points.at(-1)];
  if (!first || !last || !trend.peak) return [];
  const since = `since ${formats.civilDay(first.day)}`;
  const moved = (now: number, then: number) => (first === last ? formats.day(asOf) : `${change(now - then)} ${since}`);
  const change = (by: number) => (by === 0 ? 'no change' : formats.signed(by));
  const { billable, avoidable } = last;
  return [
    { label: LABELS.billable, value: formats.number(billable), remark: moved(billable, first.billable) },
    { label: LABELS.avoidable, value: formats.number(avoidable), remark: moved(avoidable, first.avoidable) },
    {
      label: 'Peak',
      value: formats.number(trend.peak.billable),
      remark: `on ${formats.civilDay(trend.peak.day)}`,
    },
  ];
}

function moneyTiles({ cost }: Report, formats: Formats): readonly Tile[] {
  switch (cost.kind) {
    case 'monthly':
    case 'annual':
      return pricedTiles(cost, formats);
    case 'rough':
      return [
        {
          label: LABELS.avoidableCost,
          value: formats.roundMoney(cost.avoidable.month, cost.currency),
          remark: roughText(cost, formats),
        },
      ];
    case 'enterprise':
      return [{ label: LABELS.cost, value: 'nothing', remark: cost.why }];
    case 'unpriced':
      return [{ label: LABELS.cost, value: 'not known', remark: 'no price is known: enter a quote' }];
  }
}

type PricedCost = Extract<Report['cost'], { kind: 'monthly' | 'annual' }>;

function pricedTiles(cost: PricedCost, formats: Formats): readonly Tile[] {
  const { currency, lockedIn, avoidable } = cost;
  const value = formats.money(lockedIn.amount, currency);
  const locked = { label: LABELS.lockedIn, value, remark: lockedInRemark(cost, formats) };
  if (!avoidable || avoidable.accounts === 0) return [locked];
  const { amount, per, deadline } = avoidable;
  const remark = `a ${per} from ${formats.civilDay(deadline.startsOn)}, if fixed by ${formats.civilDay(deadline.fixBy)}`;
  return [locked, { label: LABELS.avoidableCost, value: formats.money(amount, currency), remark }];
}

function lockedInRemark({ kind, lockedIn, period: [start, end] }: PricedCost, formats: Formats): string {
  const since = `added since ${formats.shortCivilDay(start)}`;
  if (lockedIn.users === 0) return `nobody was ${since}`;
  const charged = kind === 'monthly' ? `on the invoice of ${formats.shortCivilDay(end)}` : 'paid until the renewal';
  return `${formats.counted(lockedIn.users, 'user')} ${since}; ${charged} in any case`;
}

function periodTile({ books }: Report, formats: Formats): readonly Tile[] {
  const present = books?.trend.periods.at(-1);
  if (!books || !present?.total) return [];
  const remark = `period from ${formats.civilDay(present.period.start)}, estimated, before tax`;
  return [{ label: LABELS.cost, value: formats.money(decimalOf(present.total), books.currency), remark }];
}
