import { counted } from '../counted.ts';
import { consistent, type PriceBook, type PricedQuantity, priceAt, type UnpricedQuantity } from './price-book.ts';
import type { PriceList } from './price-lists.ts';
import { scaleOfList } from './price-lists.ts';
import { priceQuantity } from './price-quantity.ts';
import { isVerified } from './price-source.ts';

/** Prices of sizes that are to be subtracted from each other, in whatever steps. */
export type SavingPrices = (quantity: number) => PricedQuantity | UnpricedQuantity;

/**
 * Prices by which the way from `most` users to `least` is counted. Where invoice, quote or contract price both ends they
 * price all; a size between them that only the list prices gets the list's share of the gap between the two sizes next to
 * it that are known, so that steps add up to exactly what the ends say. Else the list prices all: the gap between a
 * customer's own price and a public one says nothing of the users between.
 */
export function savingPrices(book: PriceBook, most: number, least: number): SavingPrices {
  const ends = [most, least];
  if (ends.every((quantity) => isOwn(priceAt(book, quantity)))) return (quantity) => fitted(book, quantity);
  const listed = { ...book, known: [], contract: null };
  const used = ends.every((quantity) => priceAt(listed, quantity).kind === 'priced') ? listed : book;
  return (quantity) => priceAt(used, quantity);
}

function isOwn(price: PricedQuantity | UnpricedQuantity): boolean {
  return price.kind === 'priced' && isVerified(price.source);
}

function fitted(book: PriceBook, quantity: number): PricedQuantity | UnpricedQuantity {
  const price = priceAt(book, quantity);
  if (price.kind === 'unpriced' || isVerified(price.source) || !book.list) return price;
  const known = consistent(book.known).map(({ quantity: size, amount }) => ({ size, minor: amount.minor }));
  const below = known.filter(({ size }) => size < price.charged).reduce(larger, { size: 0, minor: 0 });
  const above = known.filter(({ size }) => size > price.charged).sort((one, other) => one.size - other.size)[0];
  const list = listReader(book, book.list);
  const minor = above
    ? below.minor + Math.round((above.minor - below.minor) * share(list, below.size, price.charged, above.size))
    : Math.round(below.minor * ratio(list(price.charged), list(below.size)));
  const said = `${counted(price.charged, 'user')}: between the sizes you know by the steps of ${book.list.name}`;
  return {
    ...price,
    amount: { currency: book.currency, minor },
    bands: [],
    topUp: { currency: book.currency, minor: 0 },
    assumptions: [...price.assumptions, said],
  };
}

interface KnownSize {
  readonly size: number;
  readonly minor: number;
}

function larger(one: KnownSize, other: KnownSize): KnownSize {
  return other.size > one.size ? other : one;
}

function listReader({ discountPercent, floor, months }: PriceBook, list: PriceList): (quantity: number) => number {
  const scale = scaleOfList(list, discountPercent, floor);
  return (quantity) => (quantity === 0 ? 0 : (priceQuantity(scale, quantity, months)?.amount.minor ?? 0));
}

function share(list: (quantity: number) => number, low: number, at: number, high: number): number {
  return ratio(list(at) - list(low), list(high) - list(low));
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
