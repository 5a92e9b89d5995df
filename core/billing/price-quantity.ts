import * as z from 'zod';
import { addMoney, decimalSchema, type Money, multiplyPrice, subtractMoney, sumMoney, zeroMoney } from './money.ts';

const bandSchema = z.strictObject({
  /** The first user of the band, counted from 1. */
  from: z.number().int().min(1),
  /** The last user of the band; left out: no end. */
  to: z.number().int().min(1).optional(),
  /** Per user and month, before discount and tax. */
  unitPrice: decimalSchema,
});

export type Band = z.output<typeof bandSchema>;

/** Graduated bands: each user costs the price of the band it falls into. From 1 on, without overlap, gap or fall. */
export const bandsSchema = z.array(bandSchema).min(1).check(eachFollows);

/** What users cost by bands. */
export interface PriceScale {
  readonly currency: string;
  readonly bands: readonly Band[];
  /** The least a month costs before discount; part of a price list. */
  readonly minimum: string | null;
  /** 0 to 100, at most four places. */
  readonly discountPercent: number;
  /** The least that one charge comes to, after discount; part of a contract. */
  readonly floor: string | null;
}

/** The users of one band and what they cost, after discount. */
export interface BandAmount {
  readonly from: number;
  readonly to: number | null;
  readonly quantity: number;
  /** Per user and month, before discount. */
  readonly unitPrice: string;
  /** Before discount. */
  readonly listAmount: Money;
  readonly amount: Money;
}

/** `amount` is the sum of its bands and of `topUp`, what a minimum adds to them. */
export interface Price {
  readonly amount: Money;
  readonly bands: readonly BandAmount[];
  readonly topUp: Money;
}

/**
 * What a quantity of users costs for `months` months by graduated bands. Each band is rounded half up, once, after
 * discount, so that bands and top-up are exactly the amount. Null: the bands end below the quantity.
 */
export function priceQuantity(scale: PriceScale, quantity: number, months = 1): Price | null {
  const last = scale.bands.at(-1);
  if (last?.to !== undefined && quantity > last.to) return null;
  const bands = scale.bands
    .filter(({ from }) => from <= quantity)
    .map(({ from, to, unitPrice }): BandAmount => {
      const users = Math.min(quantity, to ?? quantity) - from + 1;
      const listAmount = multiplyPrice(unitPrice, scale.currency, [users, months]);
      const amount = discounted(scale, unitPrice, users * months);
      return { from, to: to ?? null, quantity: users, unitPrice, listAmount, amount };
    });
  const sum = sumMoney(
    scale.currency,
    bands.map(({ amount }) => amount),
  );
  const topUp = lacking(sum, leastOf(scale, quantity, months));
  return { amount: addMoney(sum, topUp), bands, topUp };
}

function discounted(scale: PriceScale, price: string, times: number): Money {
  const kept = MILLION - Math.round((scale.discountPercent * MILLION) / 100);
  return multiplyPrice(price, scale.currency, [times, kept], [MILLION]);
}

const MILLION = 1_000_000;

/** A list's minimum is part of the list: nobody costs nothing, and the discount is taken off it too. */
function leastOf(scale: PriceScale, quantity: number, months: number): readonly Money[] {
  const ofList = scale.minimum !== null && quantity > 0 ? [discounted(scale, scale.minimum, months)] : [];
  const ofContract = scale.floor === null ? [] : [multiplyPrice(scale.floor, scale.currency, [1])];
  return [...ofList, ...ofContract];
}

function lacking(sum: Money, least: readonly Money[]): Money {
  return least
    .map((minimum) => subtractMoney(minimum, sum))
    .reduce((most, gap) => (gap.minor > most.minor ? gap : most), zeroMoney(sum.currency));
}

function eachFollows(payload: z.core.ParsePayload<Band[]>): void {
  payload.value.forEach((band, index) => {
    const message = bandProblem(band, payload.value[index - 1]);
    if (!message) return;
    payload.issues.push({ code: 'custom', input: band, path: [index], message });
  });
}

/** What is wrong with a band after the one before it, naming both values. */
function bandProblem({ from, to }: Band, before: Band | undefined): string | null {
  if (to !== undefined && to < from) return `to ${to} falls below from ${from}`;
  if (!before) return from === 1 ? null : `from ${from}: the first band starts at 1`;
  if (before.to === undefined) return `from ${from} comes after a band without "to", which has no end`;
  if (from < before.from) return `from ${from} falls below ${before.from}, where the band before starts`;
  if (from <= before.to) return `from ${from} overlaps the band before, which goes to ${before.to}`;
  if (from > before.to + 1) return `from ${from} leaves users ${before.to + 1} to ${from - 1} without a price`;
  return null;
}
