import { addDays, periodOn } from './billing-period.ts';
import {
  type BridgeCounts,
  type BridgeMoney,
  type InvoiceBridge,
  type InvoicedPeriod,
  listInvoices,
} from './bridge.ts';
import { bridgeCounts } from './bridge-counts.ts';
import type { DayCount } from './history.ts';
import { amountOf, type Invoice, startOf } from './invoices.ts';
import { decimalOf } from './money.ts';
import { saySource } from './price-source.ts';
import type { Rates } from './rates.ts';
import { taxOn } from './tax.ts';

/** A period of the list of invoices as JSON; amounts as decimal text, before tax. */
export interface InvoicedPeriodDocument {
  /** First and last day. */
  readonly period: readonly [string, string];
  /** Null: none was entered. */
  readonly invoice: Invoice | null;
  /** The tax on it by the contract's rate. */
  readonly tax: string | null;
  /** Null: no snapshot of the day it was counted on. */
  readonly bridge: BridgeDocument | null;
}

export interface BridgeDocument extends BridgeCounts {
  readonly explained: number;
  readonly billed: number;
  readonly unexplained: number;
  readonly residual: Residual;
  readonly money: BridgeMoneyDocument | null;
}

/** What the difference is: `tier-room` is bought and not used, `not-seen` billed and not counted. */
export type Residual = 'none' | 'tier-room' | 'not-seen' | 'not-billed';

export interface BridgeMoneyDocument {
  readonly base: string;
  readonly additions: string;
  readonly expected: string;
  readonly quantityEffect: string;
  readonly priceEffect: string;
  readonly sources: readonly string[];
}

/** Every period since the first invoice, the oldest first, its invoice held against our counts and earlier prices. */
export function invoiceDocuments(
  rates: Rates,
  days: readonly DayCount[],
  today: string,
): readonly InvoicedPeriodDocument[] {
  const counts = rates.invoices.flatMap((invoice): [string, BridgeCounts][] => {
    const period = periodOn(rates.contract, startOf(invoice, rates.contract));
    const known = bridgeCounts(rates.contract, period, days, invoice.quantity);
    return known ? [[period.start, known]] : [];
  });
  return listInvoices(rates, new Map(counts), today).map(documentOf);
}

function documentOf({ period, invoice, bridge }: InvoicedPeriod): InvoicedPeriodDocument {
  const tax = invoice && taxOn(period.term, amountOf(invoice));
  const residual = bridge ? residualOf(bridge, period.term.kind) : 'none';
  return {
    period: [period.start, addDays(period.end, -1)],
    invoice,
    tax: tax && decimalOf(tax),
    bridge: bridge && { ...bridgePart(bridge), residual },
  };
}

function residualOf({ unexplained }: InvoiceBridge, plan: string): Residual {
  if (unexplained === 0) return 'none';
  if (unexplained < 0) return 'not-billed';
  return plan === 'annual' ? 'tier-room' : 'not-seen';
}

function bridgePart({ counts, explained, billed, unexplained, money }: InvoiceBridge) {
  return { ...counts, explained, billed, unexplained, money: money && moneyPart(money) };
}

function moneyPart({ base, additions, expected, quantityEffect, priceEffect, sources }: BridgeMoney) {
  return {
    base: decimalOf(base),
    additions: decimalOf(additions),
    expected: decimalOf(expected),
    quantityEffect: decimalOf(quantityEffect),
    priceEffect: decimalOf(priceEffect),
    sources: sources.map(saySource),
  };
}
