import { type Money, subtractMoney, sumMoney } from './money.ts';
import { missingQuotes, type PriceBook, type PricedQuantity, priceLadder } from './price-book.ts';
import { type PriceSource, sourcesOf } from './price-source.ts';

/** Accounts that one step of a plan would make not billable. */
export interface RemedyGroup {
  readonly id: string;
  readonly accounts: number;
}

export interface GroupSaving extends RemedyGroup {
  /** For one charge, a month or a year, if the groups before it are gone already. */
  readonly saves: Money;
  /** With the groups before it. */
  readonly together: Money;
}

export type Savings =
  | {
      readonly kind: 'priced';
      readonly groups: readonly GroupSaving[];
      readonly total: Money;
      readonly sources: readonly PriceSource[];
      /** Sizes on the way that only a list prices: quotes of them are to be asked for. */
      readonly missingQuotes: readonly number[];
      readonly assumptions: readonly string[];
    }
  | { readonly kind: 'unpriced'; readonly quantities: readonly number[] };

/**
 * What each group of a plan saves in one charge, cumulative in the order of the plan: the second one starts from where
 * the first one ends, at the price of the bands then reached. `billed`: the users before the first group.
 */
export function savingsOf(groups: readonly RemedyGroup[], billed: number, book: PriceBook): Savings {
  const left = groups.reduce<number[]>(
    (counts, { accounts }) => {
      counts.push(Math.max(0, (counts.at(-1) ?? billed) - accounts));
      return counts;
    },
    [billed],
  );
  const prices: PricedQuantity[] = [];
  const quantities: number[] = [];
  for (const price of priceLadder(book, left)) {
    if (price.kind === 'unpriced') quantities.push(price.quantity);
    else prices.push(price);
  }
  const [before] = prices;
  if (!before || quantities.length > 0) return { kind: 'unpriced', quantities };
  const savings = groups.map((group, index): GroupSaving => {
    const [high, low] = [prices[index] ?? before, prices[index + 1] ?? before];
    return {
      ...group,
      saves: subtractMoney(high.amount, low.amount),
      together: subtractMoney(before.amount, low.amount),
    };
  });
  return {
    kind: 'priced',
    groups: savings,
    total: sumMoney(
      book.currency,
      savings.map(({ saves }) => saves),
    ),
    sources: sourcesOf(prices),
    missingQuotes: missingQuotes(book, left),
    assumptions: [...new Set(prices.flatMap(({ assumptions }) => assumptions))],
  };
}

/** What one account fewer would save in one charge: marginal at present, and not what many would save each. */
export function marginalSaving(billed: number, book: PriceBook): Savings {
  return savingsOf([{ id: 'one account', accounts: 1 }], billed, book);
}
