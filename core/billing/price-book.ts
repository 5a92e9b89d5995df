import { counted } from '../counted.ts';
import { type Money, zeroMoney } from './money.ts';
import { assumptionsOfList, type PriceList, scaleOfList } from './price-lists.ts';
import { type BandAmount, type PriceScale, priceQuantity } from './price-quantity.ts';
import { isVerified, type PriceSource } from './price-source.ts';
import { chargedQuantity, type Tiers } from './tiers.ts';

/** What the customer was charged or told for one size, before tax. */
export interface KnownPrice {
  readonly quantity: number;
  readonly amount: Money;
  readonly source: PriceSource;
  /** Of two prices that contradict each other the newer one holds. */
  readonly date: string;
}

/** All that is known of what users cost in one charge: a month of a monthly plan, a year of an annual one. */
export interface PriceBook {
  readonly currency: string;
  /** Months that one charge is priced as: 1 for a month, 10 for a prepaid year. */
  readonly months: number;
  /** Sizes that are sold; null: each user counts. */
  readonly tiers: Tiers | null;
  readonly known: readonly KnownPrice[];
  /** Bands or a unit price of the contract. */
  readonly contract: PriceScale | null;
  readonly list: PriceList | null;
  /** Taken off the list; the contract's scale has its own. */
  readonly discountPercent: number;
  /** The least that one charge comes to by the list. */
  readonly floor: string | null;
}

/** What a quantity costs, where that comes from, and what has to be believed. */
export interface PricedQuantity {
  readonly kind: 'priced';
  readonly quantity: number;
  /** The size that is charged: the quantity, or the top of its tier. */
  readonly charged: number;
  readonly amount: Money;
  /** Empty where the source prices the size as a whole. With `topUp` they are exactly the amount. */
  readonly bands: readonly BandAmount[];
  readonly topUp: Money;
  readonly source: PriceSource;
  readonly assumptions: readonly string[];
}

/** No source prices this size: a quote for it is needed. */
export interface UnpricedQuantity {
  readonly kind: 'unpriced';
  readonly quantity: number;
}

/**
 * The price of a quantity: from an invoice or quote for exactly this size, else from the contract's bands, else from
 * the list. Bands and list stay between the prices of the known sizes, so that a price never falls as users rise.
 */
export function priceAt(book: PriceBook, quantity: number): PricedQuantity | UnpricedQuantity {
  const known = consistent(book.known);
  const charged = chargedSize(book, known, quantity);
  const same = known.find((price) => price.quantity === charged.quantity);
  if (same) return whole(quantity, charged, same);
  const price = priceByBands(book, quantity, charged);
  if (price.kind === 'unpriced') return price;
  const amount = between(known, charged.quantity, price.amount);
  if (amount.minor === price.amount.minor) return price;
  const held = `${counted(charged.quantity, 'user')}: held between the prices of the sizes you know`;
  const assumptions = [...price.assumptions, held];
  return whole(quantity, { ...charged, assumptions }, { amount, source: price.source });
}

/**
 * Prices of several quantities that are to be subtracted from each other: if the list has to price one of them it
 * prices all, because the gap between a customer's own price and a public one says nothing of the users between.
 */
export function priceLadder(
  book: PriceBook,
  quantities: readonly number[],
): readonly (PricedQuantity | UnpricedQuantity)[] {
  const prices = quantities.map((quantity) => priceAt(book, quantity));
  const own = prices.every((price) => price.kind === 'priced' && isVerified(price.source));
  const listed = quantities.map((quantity) => priceAt({ ...book, known: [], contract: null }, quantity));
  return own || listed.some(({ kind }) => kind === 'unpriced') ? prices : listed;
}

/** The sizes among these that neither invoice, quote nor contract prices: a quote of each is to be asked for. */
export function missingQuotes(book: PriceBook, quantities: readonly number[]): readonly number[] {
  const missing = quantities.filter((quantity) => {
    const price = priceAt(book, quantity);
    return price.kind === 'unpriced' || !isVerified(price.source);
  });
  return [...new Set(missing)];
}

interface Charged {
  readonly quantity: number;
  readonly assumptions: readonly string[];
}

/** A size that was invoiced or quoted is a size that is sold, whatever the tiers say. */
function chargedSize({ tiers }: PriceBook, known: readonly KnownPrice[], quantity: number): Charged {
  if (!tiers) return { quantity, assumptions: [] };
  const sizes = new Set([...tiers.sizes, ...known.map((price) => price.quantity)]);
  return chargedQuantity({ ...tiers, sizes: [...sizes].sort((one, other) => one - other) }, quantity);
}

function priceByBands(book: PriceBook, quantity: number, charged: Charged): PricedQuantity | UnpricedQuantity {
  const scale = scaleOf(book);
  const price = scale && priceQuantity(scale.scale, charged.quantity, book.months);
  if (!scale || !price) return { kind: 'unpriced', quantity };
  const ofList = scale.list ? assumptionsOfList(scale.list, charged.quantity) : [];
  const assumptions = [...charged.assumptions, ...ofList];
  return { kind: 'priced', quantity, charged: charged.quantity, ...price, source: scale.source, assumptions };
}

interface SourcedScale {
  readonly scale: PriceScale;
  readonly source: PriceSource;
  readonly list: PriceList | null;
}

function scaleOf({ contract, list, currency, discountPercent, floor }: PriceBook): SourcedScale | null {
  if (contract) return { scale: contract, source: { kind: 'contract' }, list: null };
  if (list?.currency !== currency) return null;
  const source: PriceSource = { kind: 'list', name: list.name };
  return { scale: scaleOfList(list, discountPercent, floor), source, list };
}

function whole(
  quantity: number,
  charged: Charged,
  { amount, source }: Pick<KnownPrice, 'amount' | 'source'>,
): PricedQuantity {
  const { quantity: size, assumptions } = charged;
  const topUp = zeroMoney(amount.currency);
  return { kind: 'priced', quantity, charged: size, amount, bands: [], topUp, source, assumptions };
}

/** Known prices without those that a newer one contradicts: the same size, or more users for less. */
export function consistent(known: readonly KnownPrice[]): readonly KnownPrice[] {
  const kept: KnownPrice[] = [];
  for (const price of [...known].sort((one, other) => (one.date < other.date ? 1 : -1))) {
    if (!kept.some((newer) => contradicts(newer, price))) kept.push(price);
  }
  return kept;
}

function contradicts(newer: KnownPrice, older: KnownPrice): boolean {
  if (newer.quantity === older.quantity) return true;
  return newer.quantity < older.quantity
    ? newer.amount.minor > older.amount.minor
    : newer.amount.minor < older.amount.minor;
}

function between(known: readonly KnownPrice[], quantity: number, amount: Money): Money {
  const below = known.filter((price) => price.quantity < quantity).map((price) => price.amount.minor);
  const above = known.filter((price) => price.quantity > quantity).map((price) => price.amount.minor);
  return { currency: amount.currency, minor: Math.min(Math.max(amount.minor, ...below), ...above) };
}
