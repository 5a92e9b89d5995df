import { type Term, termOn } from './billing/contract.ts';
import { deadlinesOn } from './billing/fix-by.ts';
import type { PriceBook } from './billing/price-book.ts';
import type { PriceList } from './billing/price-lists.ts';
import { saySource, sourcesOf } from './billing/price-source.ts';
import { bookOf, type Rates } from './billing/rates.ts';
import { savingPrices } from './billing/saving-prices.ts';
import type { CostOf } from './billing/savings.ts';
import { joinWords } from './options/words.ts';

/** What numbers of users cost, for a plan to be priced by; amounts in minor units of the currency. */
export type PlanPrices =
  | {
      readonly kind: 'priced';
      readonly currency: string;
      readonly perYear: CostOf;
      /** Of a prepaid year a twelfth: nothing is saved month by month there. */
      readonly perMonth: CostOf;
      /** `prepaid`: savings begin at the renewal. `rough`: nobody has said how the organization is billed. */
      readonly basis: 'monthly' | 'prepaid' | 'rough';
      /** `your invoice and your quote`, `your contract`, or `list 2023, unverified`. */
      readonly source: string;
    }
  | { readonly kind: 'enterprise' | 'unpriced'; readonly why: string };

/** The way that a plan goes: from `most` billable accounts to `least`, while external users are billed besides. */
export interface PlanWay {
  readonly most: number;
  readonly least: number;
  readonly external: number;
}

const MONTHS = 12;
const PREPAID_MONTHS = 10;

/**
 * The prices that a plan is counted by: those of the digest's money, and so of what is charged from the next period on.
 * Invoice, quote or contract where they price both ends of the way; else the list, where it is needed, prices all sizes.
 * Without a contract, an invoice or a quote a prepaid year is ten months.
 */
export function planPrices(rates: Rates | null, list: PriceList, today: string, way: PlanWay): PlanPrices {
  if (!rates) return roughPrices(list, way);
  const { next } = deadlinesOn(rates.contract, today);
  const term: Term = termOn(rates.contract, next ? next.startsOn : today);
  if (term.kind === 'enterprise') return { kind: 'enterprise', why: term.why };
  if (!next) return { kind: 'enterprise', why: 'what comes next is charged by no count' };
  const book = { ...bookOf(rates, term), list };
  const source = sourceOf(book, way);
  if (source === null) {
    return {
      kind: 'unpriced',
      why: `no invoice, quote or contract prices these sizes, and no public list is in ${book.currency}`,
    };
  }
  const charge = chargeBy(book, way);
  const told = { kind: 'priced' as const, currency: book.currency, source };
  if (term.kind === 'monthly') return { ...told, perMonth: charge, perYear: times(charge, MONTHS), basis: 'monthly' };
  return { ...told, perMonth: part(charge, MONTHS), perYear: charge, basis: 'prepaid' };
}

function roughPrices(list: PriceList, way: PlanWay): PlanPrices {
  const nothing = { tiers: null, known: [], contract: null, discountPercent: 0, floor: null };
  const perMonth = chargeBy({ ...nothing, currency: list.currency, months: 1, list }, way);
  return {
    kind: 'priced',
    currency: list.currency,
    perMonth,
    perYear: times(perMonth, PREPAID_MONTHS),
    basis: 'rough',
    source: `${list.name}, unverified`,
  };
}

function chargeBy(book: PriceBook, { most, least, external }: PlanWay): CostOf {
  const priceOf = savingPrices(book, most + external, least + external);
  return (billable) => {
    const price = priceOf(billable + external);
    return price.kind === 'priced' ? price.amount.minor : null;
  };
}

/**
 * Where the two ends get their prices from; null if one has none. Between two of the customer's own lie the contract's
 * bands, or the list's steps.
 */
function sourceOf(book: PriceBook, { most, least, external }: PlanWay): string | null {
  const priceOf = savingPrices(book, most + external, least + external);
  const ends = [most, least].map((size) => priceOf(size + external));
  const priced = ends.flatMap((end) => (end.kind === 'priced' ? [end] : []));
  if (priced.length < ends.length) return null;
  const sources = sourcesOf(priced);
  const words = joinWords([...new Set(sources.map(saySource))]);
  const ofSizes = sources.every(({ kind }) => kind === 'invoice' || kind === 'quote');
  if (!ofSizes || most === least) return words;
  if (book.contract) return `${words}; between them your contract's bands`;
  return book.list?.currency === book.currency ? `${words}; between them the steps of ${book.list.name}` : words;
}

function times(costOf: CostOf, factor: number): CostOf {
  return (billable) => {
    const cost = costOf(billable);
    return cost === null ? null : cost * factor;
  };
}

function part(costOf: CostOf, parts: number): CostOf {
  return (billable) => {
    const cost = costOf(billable);
    return cost === null ? null : Math.round(cost / parts);
  };
}

/** The last working day before the next count; null if no contract tells when that is. */
export function fixByOf(rates: Rates | null, today: string): string | null {
  return rates ? (deadlinesOn(rates.contract, today).next?.fixBy ?? null) : null;
}

/** Whether Guard Premium is bought: only a contract says so. */
export function premiumOf(rates: Rates | null, today: string): 'bought' | 'not-bought' | 'unknown' {
  if (!rates) return 'unknown';
  return termOn(rates.contract, today).premium ? 'bought' : 'not-bought';
}
