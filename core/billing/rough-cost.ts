import { type Money, multiplyMoney, subtractMoney } from './money.ts';
import type { PriceBook } from './price-book.ts';
import { priceLadder } from './price-book.ts';
import type { PriceList } from './price-lists.ts';

/** What users cost by a public list, as long as nobody has said how they are billed: never the customer's own figure. */
export interface RoughCost {
  readonly list: string;
  readonly users: number;
  readonly month: Money;
  /** Prepaid: ten months, without tiers. */
  readonly year: Money;
  readonly avoidable: { readonly accounts: number; readonly month: Money; readonly year: Money };
  readonly assumptions: readonly string[];
}

const PREPAID_MONTHS = 10;

/** Null: the list does not price so many users. */
export function roughCost(list: PriceList, users: number, avoidable: number): RoughCost | null {
  const book: PriceBook = {
    currency: list.currency,
    months: 1,
    tiers: null,
    known: [],
    contract: null,
    list,
    discountPercent: 0,
    floor: null,
  };
  const [all, rest] = priceLadder(book, [users, Math.max(0, users - avoidable)]);
  if (all?.kind !== 'priced' || rest?.kind !== 'priced') return null;
  const month = subtractMoney(all.amount, rest.amount);
  return {
    list: list.name,
    users,
    month: all.amount,
    year: multiplyMoney(all.amount, PREPAID_MONTHS),
    avoidable: { accounts: avoidable, month, year: multiplyMoney(month, PREPAID_MONTHS) },
    assumptions: [...all.assumptions, 'a prepaid year is ten months of the count itself, without tiers'],
  };
}
