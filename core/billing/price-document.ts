import type { Charge } from './charge.ts';
import { decimalOf, sumMoney } from './money.ts';
import type { BandAmount } from './price-quantity.ts';
import { saySource } from './price-source.ts';

/** A price as JSON: amounts as decimal text in the currency's own places, before tax. */
export interface PriceDocument {
  readonly currency: string;
  readonly lines: readonly PriceLine[];
  readonly total: string;
  readonly assumptions: readonly string[];
}

export interface PriceLine {
  readonly kind: Charge['kind'];
  /** The first day, and the day after the last. */
  readonly period: readonly [string, string];
  readonly quantity: number;
  readonly amount: string;
  readonly bands: readonly PriceLineBand[];
  /** What a minimum adds to the bands; only where it does. */
  readonly topUp?: string;
  readonly source: string;
}

export interface PriceLineBand {
  readonly from: number;
  readonly to: number | null;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly amount: string;
}

/** Charges as the document that `price --json` prints; what has to be believed is said once. */
export function documentOf(currency: string, charges: readonly Charge[]): PriceDocument {
  const total = sumMoney(
    currency,
    charges.map(({ amount }) => amount),
  );
  return {
    currency,
    lines: charges.map(lineOf),
    total: decimalOf(total),
    assumptions: [...new Set(charges.flatMap(({ assumptions }) => assumptions))],
  };
}

function lineOf({ kind, from, to, quantity, amount, bands, topUp, source }: Charge): PriceLine {
  return {
    kind,
    period: [from, to],
    quantity,
    amount: decimalOf(amount),
    bands: bands.map(bandOf),
    ...(topUp.minor === 0 ? {} : { topUp: decimalOf(topUp) }),
    source: saySource(source),
  };
}

function bandOf({ from, to, quantity, unitPrice, amount }: BandAmount): PriceLineBand {
  return { from, to, quantity, unitPrice, amount: decimalOf(amount) };
}
