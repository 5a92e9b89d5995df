import { type BillingPeriod, periodOn, periodsBetween } from './billing-period.ts';
import { amountOf, baseOf, type Invoice, startOf } from './invoices.ts';
import { type Money, subtractMoney } from './money.ts';
import { priceLadder } from './price-book.ts';
import type { PriceSource } from './price-source.ts';
import { sourcesOf } from './price-source.ts';
import { bookOf, type Rates, ratesBefore } from './rates.ts';

/** What an invoice's quantity is made of, as far as we know. */
export interface BridgeCounts {
  /** Billable accounts in the snapshot that the period was counted by. */
  readonly counted: number;
  readonly external: number;
  /** Users above that at the peak. */
  readonly peak: number;
  /** Accounts whose flag was left out: they may be billed. */
  readonly unknown: number;
}

/** Why an invoice says what it says: counted + external + peak + unknown = explained, and what is left. */
export interface InvoiceBridge {
  readonly counts: BridgeCounts;
  readonly explained: number;
  readonly billed: number;
  /** Billed and not explained; below zero: fewer were billed than we counted. */
  readonly unexplained: number;
  readonly money: BridgeMoney | null;
}

/** `expected` + `quantityEffect` + `priceEffect` is exactly `base`; with `additions`, the whole invoice. */
export interface BridgeMoney {
  readonly amount: Money;
  readonly base: Money;
  readonly additions: Money;
  /** What the explained users cost by what was known before this invoice. */
  readonly expected: Money;
  /** What the unexplained users cost by the same prices. */
  readonly quantityEffect: Money;
  /** What is left: the same users at another price. */
  readonly priceEffect: Money;
  readonly sources: readonly PriceSource[];
}

/** Holds an invoice against our counts and against the prices known before it; no money where nothing priced it. */
export function bridgeInvoice(rates: Rates, invoice: Invoice, counts: BridgeCounts): InvoiceBridge {
  const explained = counts.counted + counts.external + counts.peak + counts.unknown;
  const billed = invoice.quantity;
  return { counts, explained, billed, unexplained: billed - explained, money: bridgeMoney(rates, invoice, explained) };
}

/** One line of the list of invoices: every period has one, whether its invoice was entered or not. */
export interface InvoicedPeriod {
  readonly period: BillingPeriod;
  readonly invoice: Invoice | null;
  readonly bridge: InvoiceBridge | null;
}

/** All periods from the first invoice to `today`. `counts`: what is known of a period, by its first day. */
export function listInvoices(
  rates: Rates,
  counts: ReadonlyMap<string, BridgeCounts>,
  today: string,
): readonly InvoicedPeriod[] {
  const byStart = new Map(rates.invoices.map((invoice) => [startOf(invoice, rates.contract), invoice]));
  const first = [...byStart.keys()].sort()[0];
  if (first === undefined) return [];
  return periodsBetween(rates.contract, first, today).map((period) => {
    const invoice = byStart.get(period.start) ?? null;
    const known = counts.get(period.start);
    return { period, invoice, bridge: invoice && known ? bridgeInvoice(rates, invoice, known) : null };
  });
}

function bridgeMoney(rates: Rates, invoice: Invoice, explained: number): BridgeMoney | null {
  const { term } = periodOn(rates.contract, startOf(invoice, rates.contract));
  if (term.kind === 'enterprise' || invoice.currency !== rates.contract.currency) return null;
  const [expected, billed] = priceLadder(bookOf(ratesBefore(rates, invoice.period), term), [
    explained,
    invoice.quantity,
  ]);
  if (expected?.kind !== 'priced' || billed?.kind !== 'priced') return null;
  const [amount, base] = [amountOf(invoice), baseOf(invoice)];
  return {
    amount,
    base,
    additions: subtractMoney(amount, base),
    expected: expected.amount,
    quantityEffect: subtractMoney(billed.amount, expected.amount),
    priceEffect: subtractMoney(base, billed.amount),
    sources: sourcesOf([expected, billed]),
  };
}
