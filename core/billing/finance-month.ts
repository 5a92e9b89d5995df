import { addDays, type BillingPeriod, daysBetween } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { amountOf, baseOf, type Invoice, startOf } from './invoices.ts';
import { type Money, readMoney, shareOf, subtractMoney, sumMoney } from './money.ts';
import { priceLadder } from './price-book.ts';
import { bookOf, type Rates } from './rates.ts';

/** What the books of a month need: used and not invoiced yet, or invoiced and not used yet. */
export interface AccrualLine {
  readonly kind: 'accrued' | 'prepaid';
  readonly charge: Charge;
  readonly amount: Money;
}

export interface Accruals {
  readonly accrued: Money;
  readonly prepaid: Money;
  readonly lines: readonly AccrualLine[];
}

/** The accruals as of the last day of a month, that day included; each charge is used up evenly by its days. */
export function accrue(currency: string, charges: readonly Charge[], lastDay: string): Accruals {
  const after = addDays(lastDay, 1);
  const lines = charges.flatMap((charge) => accrualOf(charge, after) ?? []);
  const sum = (kind: AccrualLine['kind']) => {
    const ofKind = lines.filter((line) => line.kind === kind);
    return sumMoney(
      currency,
      ofKind.map(({ amount }) => amount),
    );
  };
  return { accrued: sum('accrued'), prepaid: sum('prepaid'), lines };
}

function accrualOf(charge: Charge, after: string): AccrualLine | null {
  const { amount, from, to, invoicedOn } = charge;
  const usedUntil = to < after ? to : after;
  const used =
    from >= after ? { ...amount, minor: 0 } : shareOf(amount, daysBetween(from, usedUntil), daysBetween(from, to));
  if (invoicedOn >= after) return used.minor > 0 ? { kind: 'accrued', charge, amount: used } : null;
  const rest = subtractMoney(amount, used);
  return rest.minor > 0 ? { kind: 'prepaid', charge, amount: rest } : null;
}

/** A period's budget held against what it cost. */
export interface BudgetLine {
  readonly period: BillingPeriod;
  readonly budget: Money;
  readonly actual: Money;
  /** Above zero: over budget. */
  readonly over: Money;
  /** `estimated` until the invoice of the period was entered. */
  readonly basis: 'invoiced' | 'estimated';
}

/** Null where the contract has no budget for the period. `charges`: those of this period. */
export function compareBudget(rates: Rates, period: BillingPeriod, charges: readonly Charge[]): BudgetLine | null {
  const { contract, invoices } = rates;
  const { term } = period;
  const budget =
    term.kind === 'enterprise' || term.budget === undefined ? null : readMoney(term.budget, contract.currency);
  if (!budget) return null;
  const invoice = invoices.find((candidate) => startOf(candidate, contract) === period.start);
  const estimated = sumMoney(
    contract.currency,
    charges.map(({ amount }) => amount),
  );
  const actual = invoice ? amountOf(invoice) : estimated;
  return { period, budget, actual, over: subtractMoney(actual, budget), basis: invoice ? 'invoiced' : 'estimated' };
}

/** What our remedies did to one period: never called a saving until less was billed. */
export interface Effect {
  readonly period: BillingPeriod;
  /** What the period would have cost more with the accounts that were remediated; by our count, never billed. */
  readonly avoided: Money | null;
  /** How much lower this invoice is than the one before, additions left out; null: not lower, or not known. */
  readonly reduced: Money | null;
}

/** `billed`: users in the period; `remediated`: those who would be billed too, had nobody acted. */
export function effectOf(rates: Rates, period: BillingPeriod, billed: number, remediated: number): Effect {
  const { term } = period;
  if (term.kind === 'enterprise') return { period, avoided: null, reduced: null };
  const [low, high] = priceLadder(bookOf(rates, term), [billed, billed + remediated]);
  const avoided = low?.kind === 'priced' && high?.kind === 'priced' ? subtractMoney(high.amount, low.amount) : null;
  return { period, avoided, reduced: reducedIn(rates, period) };
}

function reducedIn({ contract, invoices }: Rates, period: BillingPeriod): Money | null {
  const ofPlan = (invoice: Invoice) => startOf(invoice, contract) >= period.term.from;
  const sorted = invoices.filter(ofPlan).sort((one, other) => (one.period < other.period ? -1 : 1));
  const index = sorted.findIndex((invoice) => startOf(invoice, contract) === period.start);
  const [before, now] = [sorted[index - 1], sorted[index]];
  if (!before || !now) return null;
  const lower = subtractMoney(baseOf(before), baseOf(now));
  return lower.minor > 0 ? lower : null;
}
