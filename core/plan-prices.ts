import { type Term, termOn } from './billing/contract.ts';
import { deadlinesOn } from './billing/fix-by.ts';
import { type PriceBook, priceAt } from './billing/price-book.ts';
import type { PriceList } from './billing/price-lists.ts';
import { bookOf, type Rates } from './billing/rates.ts';
import type { CostOf } from './savings.ts';

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
      /** `your contract`, or `list 2023, unverified`. */
      readonly source: string;
    }
  | { readonly kind: 'enterprise' | 'unpriced'; readonly why: string };

const MONTHS = 12;
const PREPAID_MONTHS = 10;

/**
 * The prices that a plan is counted by: the contract's, where it names any, else those of the list. A plan asks for sizes
 * that nobody has invoiced or quoted, and the difference between a price of the customer's own and a public one is no
 * saving: so the list, where it is needed, prices all sizes. Without a contract a prepaid year is ten months.
 */
export function planPrices(rates: Rates | null, list: PriceList, today: string): PlanPrices {
  if (!rates) return roughPrices(list);
  const term: Term = termOn(rates.contract, today);
  if (term.kind === 'enterprise') return { kind: 'enterprise', why: term.why };
  const book = bookOf(rates, term);
  const own = book.contract !== null;
  if (!own && list.currency !== book.currency) {
    return { kind: 'unpriced', why: `the contract names no price, and no public list is in ${book.currency}` };
  }
  const charge = chargeBy(own ? book : { ...book, known: [], list });
  const source = own ? 'your contract' : `${list.name}, unverified`;
  const told = { kind: 'priced' as const, currency: book.currency, source };
  if (term.kind === 'monthly') return { ...told, perMonth: charge, perYear: times(charge, MONTHS), basis: 'monthly' };
  return { ...told, perMonth: part(charge, MONTHS), perYear: charge, basis: 'prepaid' };
}

function roughPrices(list: PriceList): PlanPrices {
  const nothing = { tiers: null, known: [], contract: null, discountPercent: 0, floor: null };
  const perMonth = chargeBy({ ...nothing, currency: list.currency, months: 1, list });
  return {
    kind: 'priced',
    currency: list.currency,
    perMonth,
    perYear: times(perMonth, PREPAID_MONTHS),
    basis: 'rough',
    source: `${list.name}, unverified`,
  };
}

function chargeBy(book: PriceBook): CostOf {
  return (billable) => {
    const price = priceAt(book, billable);
    return price.kind === 'priced' ? price.amount.minor : null;
  };
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
