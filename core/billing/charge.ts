import { type BillingPeriod, daysBetween } from './billing-period.ts';
import { type Money, shareOf, splitMoney, subtractMoney, zeroMoney } from './money.ts';
import type { PricedQuantity } from './price-book.ts';
import type { BandAmount } from './price-quantity.ts';
import type { PriceSource } from './price-source.ts';

/** One line of a bill, estimated: what is charged for which users over which days, before tax. */
export interface Charge {
  /** `addition`: users above the period's billed quantity, a line of the next invoice. `upgrade`: a larger tier. */
  readonly kind: 'base' | 'addition' | 'upgrade';
  readonly period: BillingPeriod;
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
  /** The users charged; in an annual plan the size of the tier. */
  readonly quantity: number;
  readonly amount: Money;
  /** With `topUp` exactly the amount; empty where a source prices the size as a whole. */
  readonly bands: readonly BandAmount[];
  readonly topUp: Money;
  readonly source: PriceSource;
  readonly assumptions: readonly string[];
  readonly invoicedOn: string;
}

/** Days that an addition or upgrade of this period is prorated by. */
export function proratedBy({ term, fullDays }: BillingPeriod): number {
  return term.kind === 'monthly' && term.prorateBy === 'thirty-days' ? 30 : fullDays;
}

/** Days of its period that a charge is for. */
export function daysOf({ from, to, period }: Charge): number {
  return Math.min(daysBetween(from, to), proratedBy(period));
}

/** The part of an amount, its bands and its top-up that falls on some of the days, still adding up exactly. */
export function prorate(
  price: Pick<PricedQuantity, 'amount' | 'bands' | 'topUp'>,
  days: number,
  ofDays: number,
): Pick<PricedQuantity, 'amount' | 'bands' | 'topUp'> {
  const amount = shareOf(price.amount, days, ofDays);
  if (price.bands.length === 0 && price.topUp.minor === 0)
    return { amount, bands: [], topUp: zeroMoney(amount.currency) };
  const weights = [...price.bands.map((band) => band.amount.minor), price.topUp.minor];
  const parts = splitMoney(amount, weights);
  const bands = price.bands.map((band, index) => {
    const part = parts[index] ?? zeroMoney(amount.currency);
    const discounted = band.listAmount.minor !== band.amount.minor;
    return { ...band, amount: part, listAmount: discounted ? shareOf(band.listAmount, days, ofDays) : part };
  });
  return { amount, bands, topUp: parts.at(-1) ?? zeroMoney(amount.currency) };
}

/** What more users cost, band by band where both prices have bands and no minimum is at work. */
export function priceBetween(
  low: PricedQuantity,
  high: PricedQuantity,
): Pick<PricedQuantity, 'amount' | 'bands' | 'topUp'> {
  const amount = subtractMoney(high.amount, low.amount);
  const topUp = zeroMoney(amount.currency);
  const banded = [low, high].every((price) => price.bands.length > 0 || price.charged === 0);
  if (!banded || low.topUp.minor !== 0 || high.topUp.minor !== 0) return { amount, bands: [], topUp };
  const bands = high.bands.map((band) => less(band, low.bands)).filter(({ quantity }) => quantity > 0);
  return { amount, bands, topUp };
}

function less(band: BandAmount, of: readonly BandAmount[]): BandAmount {
  const same = of.find(({ from }) => from === band.from);
  if (!same) return band;
  return {
    ...band,
    quantity: band.quantity - same.quantity,
    listAmount: subtractMoney(band.listAmount, same.listAmount),
    amount: subtractMoney(band.amount, same.amount),
  };
}
