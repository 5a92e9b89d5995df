import { type Money, subtractMoney, sumMoney } from './money.ts';
import { missingQuotes, type PriceBook, type PricedQuantity } from './price-book.ts';
import { type PriceSource, sourcesOf } from './price-source.ts';
import { savingPrices } from './saving-prices.ts';

/** What a number of billable accounts costs, in minor units; null where no price is known for that number. */
export type CostOf = (billable: number) => number | null;

/** What going from one number of billable accounts to a smaller one saves; null without a price. */
export function savingOf(before: number, after: number, costOf: CostOf): number | null {
  const [then, now] = [costOf(before), costOf(after)];
  return then === null || now === null ? null : then - now;
}

/** How many are left after each of several groups, from how many there were: one more than there are groups. */
export function stepsOf(billable: number, groups: readonly number[]): readonly number[] {
  const left = [billable];
  for (const accounts of groups) left.push(Math.max(0, (left.at(-1) ?? 0) - accounts));
  return left;
}

/**
 * What each of several groups saves if they go one after the other: a later one is priced at the lower bands that the
 * earlier ones have left, so that the savings add up to that of all of them.
 */
export function savingsInOrder(
  billable: number,
  groups: readonly number[],
  costOf: CostOf,
): readonly (number | null)[] {
  const left = stepsOf(billable, groups);
  return groups.map((_, index) => savingOf(left[index] ?? 0, left[index + 1] ?? 0, costOf));
}

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
  const left = stepsOf(
    billed,
    groups.map(({ accounts }) => accounts),
  );
  const priceOf = savingPrices(book, billed, left.at(-1) ?? billed);
  const prices: PricedQuantity[] = [];
  const quantities: number[] = [];
  for (const price of left.map(priceOf)) {
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
