import { type BillLine, billLines, estimated } from './bill-lines.ts';
import { addDays, periodsBetween } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { chargeBills, type PeriodCharges } from './charge-bills.ts';
import { accrue, type BudgetLine, compareBudget, effectOf } from './finance-month.ts';
import type { Observation } from './history.ts';
import { decimalOf, type Money } from './money.ts';
import { openAdditions } from './open-additions.ts';
import { saySource } from './price-source.ts';
import type { Rates } from './rates.ts';
import { taxOn } from './tax.ts';

/** What the books need at the end of a month; amounts as decimal text, before tax. */
export interface MonthDocument {
  readonly currency: string;
  /** The last day of the month, included. */
  readonly asOf: string;
  /** Used and not invoiced yet. */
  readonly accrued: string;
  /** Invoiced and not used yet. */
  readonly prepaid: string;
  readonly lines: readonly AccrualLineDocument[];
  /** Invoices that do not say how much of them is additions, where additions were estimated: these stay estimates. */
  readonly open: readonly OpenDocument[];
  /** Of each period that the month has days of. */
  readonly budgets: readonly BudgetDocument[];
  readonly effects: readonly EffectDocument[];
}

export interface AccrualLineDocument {
  readonly kind: 'accrued' | 'prepaid';
  readonly charge: Charge['kind'];
  /** First and last day. */
  readonly days: readonly [string, string];
  readonly users: number;
  readonly amount: string;
  /** By the contract's rate; null: it names none. */
  readonly tax: string | null;
  readonly of: string;
  readonly basis: 'invoiced' | 'estimated';
  readonly source: string;
}

export interface OpenDocument {
  /** The period of the invoice. */
  readonly invoice: string;
  /** What was estimated before it came. */
  readonly estimated: string;
}

export interface BudgetDocument {
  readonly period: readonly [string, string];
  readonly budget: string;
  readonly actual: string;
  /** Above zero: over budget. */
  readonly over: string;
  readonly basis: BudgetLine['basis'];
}

export interface EffectDocument {
  readonly period: readonly [string, string];
  /** How much lower this invoice is than the one before; null: not lower, or not known. */
  readonly reduced: string | null;
  /** What the remediated accounts would have cost; null: none is recorded. Never called a saving. */
  readonly avoided: string | null;
}

export interface Month {
  readonly document: MonthDocument;
  /** Periods that no source prices. */
  readonly unpriced: PeriodCharges['unpriced'];
}

/**
 * What the books need at the end of a month, of which the first and last day are given. `observed`: billed users by day,
 * the oldest first; of these only what was known by the last day counts.
 */
export function composeMonth(
  rates: Rates,
  observed: readonly Observation[],
  [firstDay, lastDay]: readonly [string, string],
): Month {
  const known = observed.filter(({ date }) => date <= lastDay);
  const { charges, unpriced } = chargeBills(rates, known, lastDay);
  const open = openAdditions(rates, known).flatMap(({ invoice, charges: own, amount }) => {
    const ofMonth = own.some(({ from, invoicedOn }) => from <= lastDay && invoicedOn >= firstDay);
    return ofMonth ? [{ document: { invoice, estimated: decimalOf(amount) }, charges: own }] : [];
  });
  const lines = [
    ...billLines(rates, charges),
    ...open.flatMap(({ charges: own }) => own.map((charge) => estimated(charge))),
  ];
  const document = monthDocument(rates, lines, [firstDay, lastDay]);
  return { document: { ...document, open: open.map((one) => one.document) }, unpriced };
}

/** `lines`: all of the bill, estimated or invoiced. */
function monthDocument(
  rates: Rates,
  lines: readonly BillLine[],
  [firstDay, lastDay]: readonly [string, string],
): Omit<MonthDocument, 'open'> {
  const { currency } = rates.contract;
  const {
    accrued,
    prepaid,
    lines: found,
  } = accrue(
    currency,
    lines.map(({ charge }) => charge),
    lastDay,
  );
  const periods = periodsBetween(rates.contract, firstDay, lastDay);
  return {
    currency,
    asOf: lastDay,
    accrued: decimalOf(accrued),
    prepaid: decimalOf(prepaid),
    lines: found.map(({ kind, charge, amount }) => ({
      kind,
      charge: charge.kind,
      days: [charge.from, addDays(charge.to, -1)],
      users: charge.quantity,
      amount: decimalOf(amount),
      tax: textOf(taxOn(charge.period.term, amount)),
      of: decimalOf(charge.amount),
      basis: isInvoiced(lines, charge) ? 'invoiced' : 'estimated',
      source: saySource(charge.source),
    })),
    budgets: periods.flatMap((period): BudgetDocument[] => {
      const own = lines.map(({ charge }) => charge).filter((charge) => charge.period.start === period.start);
      const line = compareBudget(rates, period, own);
      return line ? [budgetOf(line)] : [];
    }),
    effects: periods.map((period) => {
      const { reduced } = effectOf(rates, period, 0, 0);
      return { period: [period.start, addDays(period.end, -1)], reduced: textOf(reduced), avoided: null };
    }),
  };
}

function isInvoiced(lines: readonly BillLine[], charge: Charge): boolean {
  return lines.some((line) => line.charge === charge && line.origin.kind === 'invoice');
}

function budgetOf({ period, budget, actual, over, basis }: BudgetLine): BudgetDocument {
  return {
    period: [period.start, addDays(period.end, -1)],
    budget: decimalOf(budget),
    actual: decimalOf(actual),
    over: decimalOf(over),
    basis,
  };
}

function textOf(amount: Money | null): string | null {
  return amount && decimalOf(amount);
}
