import { addDays, type BillingPeriod, periodOn, periodsBetween } from './billing-period.ts';
import type { Charge } from './charge.ts';
import type { PeriodCharges } from './charge-bills.ts';
import { type Contract, type PricedTerm, termOn } from './contract.ts';
import { type BudgetLine, compareBudget, type Effect, effectOf } from './finance-month.ts';
import type { Observation } from './history.ts';
import { type Money, sumMoney } from './money.ts';
import { priceLadder } from './price-book.ts';
import type { PriceSource } from './price-source.ts';
import { sourcesOf } from './price-source.ts';
import { bookOf, type Rates } from './rates.ts';

/** What was known of cost on a day. */
export interface CostPoint {
  readonly day: string;
  /** Users the period is billed for by then: what it began with, and each rise above that. */
  readonly billed: number | null;
  /** Of these, users above the count of that day, gone again or room up to the tier: paid for until the period ends. */
  readonly aboveCount: number | null;
  /** What the period costs by then, additions so far included; null where no source prices it. */
  readonly cost: Money | null;
  /** What one charge, a month or a prepaid year, would be less without the avoidable accounts of that day. */
  readonly avoidable: Money | null;
}

/** What a billing period costs, as far as it is known. */
export interface PeriodCost {
  readonly period: BillingPeriod;
  /** The first one is the base; empty where no source prices it. */
  readonly charges: readonly Charge[];
  /** Sizes without a price. */
  readonly unpriced: readonly number[];
  readonly total: Money | null;
  readonly budget: BudgetLine | null;
  readonly effect: Effect;
}

/** A size at which the price jumps, and how it is known. */
export interface TierMark {
  readonly users: number;
  readonly origin: 'quote' | 'contract' | 'assumed';
}

export interface CostTrend {
  readonly points: readonly CostPoint[];
  /** Every period that the points lie in, and the present one. */
  readonly periods: readonly PeriodCost[];
  readonly tiers: readonly TierMark[];
  readonly sources: readonly PriceSource[];
}

export interface CostTrendFacts {
  readonly rates: Rates;
  /** The charges of every period that the points lie in. */
  readonly charged: PeriodCharges;
  /** Billed users day by day, the oldest first; it begins before the first point where that is known. */
  readonly history: readonly Observation[];
  readonly points: readonly { readonly day: string; readonly avoidable: number }[];
  /** By the first day of a period, how many accounts were remediated and stayed so. */
  readonly remediated?: ReadonlyMap<string, number>;
}

/** Cost day by day and period by period, each from the same charges. */
export function costTrend({ rates, charged, history, points, remediated = new Map() }: CostTrendFacts): CostTrend {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return { points: [], periods: [], tiers: [], sources: [] };
  const periods = periodsBetween(rates.contract, first.day, last.day).map((period) =>
    periodCost(rates, period, charged, remediated.get(period.start) ?? 0),
  );
  return {
    points: points.map(({ day, avoidable }) => costPoint(rates, periods, history, day, avoidable)),
    periods,
    tiers: tierMarks(rates, termOn(rates.contract, last.day), history, first.day),
    sources: sourcesOf(periods.flatMap(({ charges }) => charges)),
  };
}

function periodCost(rates: Rates, period: BillingPeriod, charged: PeriodCharges, remediated: number): PeriodCost {
  const charges = charged.charges.filter((charge) => charge.period.start === period.start);
  const unpriced = charged.unpriced.find((other) => other.period.start === period.start);
  return {
    period,
    charges,
    unpriced: [...new Set(unpriced?.quantities ?? [])],
    total: charges.length > 0 ? totalOf(rates.contract, charges) : null,
    budget: charges.length > 0 ? compareBudget(rates, period, charges) : null,
    effect: effectOf(rates, period, billedBy(charges, addDays(period.end, -1)), remediated),
  };
}

function totalOf({ currency }: Contract, charges: readonly Charge[]): Money {
  return sumMoney(
    currency,
    charges.map(({ amount }) => amount),
  );
}

function billedBy(charges: readonly Charge[], day: string): number {
  return charges.filter(({ from }) => from <= day).reduce((sum, { quantity }) => sum + quantity, 0);
}

function costPoint(
  rates: Rates,
  periods: readonly PeriodCost[],
  history: readonly Observation[],
  day: string,
  avoidable: number,
): CostPoint {
  const held = periods.find(({ period }) => period.start <= day && day < period.end);
  const users = history.findLast(({ date }) => date <= day)?.users ?? 0;
  const less = avoidableAmount(rates, day, users, avoidable);
  if (!held || held.total === null) return { day, billed: null, aboveCount: null, cost: null, avoidable: less };
  const billed = billedBy(held.charges, day);
  const soFar = held.charges.filter(({ from }) => from <= day);
  return {
    day,
    billed,
    aboveCount: Math.max(0, billed - users),
    cost: totalOf(rates.contract, soFar),
    avoidable: less,
  };
}

/** By the term of the next period: that is the charge that can still be smaller. */
function avoidableAmount(rates: Rates, day: string, users: number, avoidable: number): Money | null {
  const { contract } = rates;
  const term = termOn(contract, periodOn(contract, day).end);
  if (term.kind === 'enterprise') return null;
  const [all, rest] = priceLadder(bookOf(rates, term), [users, Math.max(0, users - avoidable)]);
  if (all?.kind !== 'priced' || rest?.kind !== 'priced') return null;
  return { currency: contract.currency, minor: all.amount.minor - rest.amount.minor };
}

/** Marks this far above the highest count are still of interest. */
const NEAR = 1.25;

/** The sizes around what was counted: those that were quoted, and the tiers of an annual plan. */
function tierMarks(
  rates: Rates,
  term: PricedTerm | { readonly kind: 'enterprise' },
  history: readonly Observation[],
  from: string,
): readonly TierMark[] {
  if (term.kind === 'enterprise') return [];
  const counts = history.filter(({ date }) => date >= from).map(({ users }) => users);
  const [least, most] = [Math.min(...counts) / NEAR, Math.max(...counts) * NEAR];
  const { known, tiers } = bookOf(rates, term);
  const quoted = known.filter(({ source }) => source.kind === 'quote').map(({ quantity }) => quantity);
  const marks = new Map<number, TierMark['origin']>();
  for (const size of tiers?.sizes ?? []) marks.set(size, tiers?.origin ?? 'assumed');
  for (const size of quoted) marks.set(size, 'quote');
  return [...marks]
    .filter(([users]) => users >= least && users <= most)
    .map(([users, origin]) => ({ users, origin }))
    .sort((one, other) => one.users - other.users);
}
