import type { KnownPrice, PriceBook } from '../../../core/billing/price-book.ts';
import { findPriceList, type PriceList } from '../../../core/billing/price-lists.ts';
import type { Band } from '../../../core/billing/price-quantity.ts';

export const LIST_2018 = listOf('2018');
export const LIST_2023 = listOf('2023');

/** The bands of list 2023 as a customer's own. */
export const CONTRACT_BANDS: readonly Band[] = [...LIST_2023.bands];

/** A month by list 2023; tests change one thing. */
export function book(changes: Partial<PriceBook> = {}): PriceBook {
  return {
    currency: 'USD',
    months: 1,
    tiers: null,
    known: [],
    contract: null,
    list: LIST_2023,
    discountPercent: 0,
    floor: null,
    ...changes,
  };
}

/** $800 for 200 on the invoice of November 2026; $1,750 for 500 by a quote of the same month. */
export const INVOICE_200: KnownPrice = {
  quantity: 200,
  amount: { currency: 'USD', minor: 80_000 },
  source: { kind: 'invoice', period: '2026-11' },
  date: '2026-11-01',
};
export const QUOTE_500: KnownPrice = {
  quantity: 500,
  amount: { currency: 'USD', minor: 175_000 },
  source: { kind: 'quote', date: '2026-11-20' },
  date: '2026-11-20',
};

function listOf(name: string): PriceList {
  const search = findPriceList(name);
  if (search.kind === 'none') throw new Error(search.problem);
  return search.list;
}
