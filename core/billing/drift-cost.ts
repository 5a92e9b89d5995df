import { type BillingPeriod, periodOn } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { chargePeriodOf } from './charge-history.ts';
import { termOn } from './contract.ts';
import { type Deadline, deadlinesOn } from './fix-by.ts';
import type { Observation } from './history.ts';
import { type Money, multiplyMoney, sumMoney } from './money.ts';
import type { PriceSource } from './price-source.ts';
import { sourcesOf } from './price-source.ts';
import { bookOf, type Rates } from './rates.ts';
import { type Savings, savingsOf } from './savings.ts';

/** What can no longer be undone in the present period. */
export interface LockedIn {
  readonly amount: Money;
  /** Users above what the period began with. */
  readonly users: number;
  readonly charges: readonly Charge[];
}

/** What need not be charged from the next period on, if accounts are fixed by the deadline. */
export interface Avoidable {
  readonly accounts: number;
  readonly amount: Money;
  /** What `amount` is for. */
  readonly per: 'month' | 'year';
  readonly perYear: Money;
  /** The first deadline that can still be met; the amount is saved from the period on that it is for. */
  readonly deadline: Deadline;
}

/** What drift costs, by the plan that is paid today. */
export type DriftCost =
  | {
      readonly kind: 'monthly' | 'annual';
      readonly period: BillingPeriod;
      /** What the period begins with: in a prepaid year the size of the tier. */
      readonly base: Charge;
      readonly lockedIn: LockedIn;
      /** Null: what comes next is charged by no count. */
      readonly avoidable: Avoidable | null;
      /** A deadline that has passed, of a period that has not begun yet. */
      readonly missed: Deadline | null;
      readonly sources: readonly PriceSource[];
      /** Sizes that only a list prices: quotes of them are to be asked for. */
      readonly missingQuotes: readonly number[];
      readonly assumptions: readonly string[];
    }
  | { readonly kind: 'enterprise'; readonly why: string }
  /** Quotes are needed for these sizes. */
  | { readonly kind: 'unpriced'; readonly quantities: readonly number[] };

/**
 * What drift costs as of `today`, a civil day of the organization's zone: locked in already by this period's additions
 * or upgrades, and still avoidable by accounts that probably nobody planned. `history`: observations up to today, the
 * last one with all users that are billed now; `avoidable`: how many of them can go.
 */
export function costOfDrift(
  rates: Rates,
  history: readonly Observation[],
  avoidable: number,
  today: string,
): DriftCost {
  const period = periodOn(rates.contract, today);
  const { term } = period;
  if (term.kind === 'enterprise') return { kind: 'enterprise', why: term.why };
  const charged = chargePeriodOf(rates, period, history);
  if (charged.kind === 'unpriced') return charged;
  const [base, ...added] = charged.charges;
  if (!base) throw new RangeError(`history: no period holds ${today}`);
  const { next, missed } = deadlinesOn(rates.contract, today);
  const priced = avoidableFrom(rates, next, history.at(-1)?.users ?? 0, avoidable);
  if (priced.kind === 'unpriced') return priced;
  const savings = priced.kind === 'some' ? priced.savings : null;
  return {
    kind: term.kind,
    period,
    base,
    lockedIn: lockedIn(rates, added),
    avoidable: priced.kind === 'some' ? priced.avoidable : null,
    missed,
    sources: sourcesOf([...charged.charges, ...(savings?.sources ?? []).map((source) => ({ source }))]),
    missingQuotes: savings?.missingQuotes ?? [],
    assumptions: [
      ...new Set([...charged.charges.flatMap(({ assumptions }) => assumptions), ...(savings?.assumptions ?? [])]),
    ],
  };
}

function lockedIn({ contract }: Rates, charges: readonly Charge[]): LockedIn {
  const amounts = charges.map(({ amount }) => amount);
  const users = charges.reduce((sum, { quantity }) => sum + quantity, 0);
  return { amount: sumMoney(contract.currency, amounts), users, charges };
}

/** What can be avoided, and what the price of it is made of; the savings of a plan, or nothing at all. */
type AvoidableCost =
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly avoidable: Avoidable; readonly savings: Extract<Savings, { kind: 'priced' }> }
  | Extract<Savings, { kind: 'unpriced' }>;

function avoidableFrom(rates: Rates, next: Deadline | null, billed: number, accounts: number): AvoidableCost {
  const term = next ? termOn(rates.contract, next.startsOn) : null;
  if (!next || !term || term.kind === 'enterprise') return { kind: 'none' };
  const savings = savingsOf([{ id: 'avoidable', accounts }], billed, bookOf(rates, term));
  if (savings.kind === 'unpriced') return savings;
  const amount = savings.total;
  const [per, perYear] =
    term.kind === 'monthly' ? (['month', multiplyMoney(amount, 12)] as const) : (['year', amount] as const);
  return { kind: 'some', avoidable: { accounts, amount, per, perYear, deadline: next }, savings };
}
