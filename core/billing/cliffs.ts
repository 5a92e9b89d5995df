import { type Money, subtractMoney } from './money.ts';
import type { KnownPrice } from './price-book.ts';

/** The sizes next to a count whose prices the customer was told. */
export interface Cliffs {
  /** The smallest quoted size that holds the count, and how many more users it takes. */
  readonly fits: { readonly size: number; readonly amount: Money; readonly room: number } | null;
  /** The largest quoted size below: how many have to go, and what that saves against the size that fits. */
  readonly below: { readonly size: number; readonly remove: number; readonly saves: Money | null } | null;
  /** The next quoted size above the one that fits, from how many more users on, and what it costs more. */
  readonly above: { readonly size: number; readonly after: number; readonly costs: Money } | null;
}

/** Where the price jumps around a count. Only quotes are asked: bands have no jumps, and nobody publishes the tiers. */
export function findCliffs(known: readonly KnownPrice[], users: number): Cliffs {
  const quotes = newestOfEachSize(known.filter(({ source }) => source.kind === 'quote'));
  const fits = quotes.find(({ quantity }) => quantity >= users) ?? null;
  const below = quotes.findLast(({ quantity }) => quantity < users) ?? null;
  const above = fits && quotes.find(({ quantity }) => quantity > fits.quantity);
  return {
    fits: fits && { size: fits.quantity, amount: fits.amount, room: fits.quantity - users },
    below: below && {
      size: below.quantity,
      remove: users - below.quantity,
      saves: fits && subtractMoney(fits.amount, below.amount),
    },
    above:
      fits && above
        ? { size: above.quantity, after: fits.quantity - users + 1, costs: subtractMoney(above.amount, fits.amount) }
        : null,
  };
}

function newestOfEachSize(quotes: readonly KnownPrice[]): readonly KnownPrice[] {
  const oldestFirst = [...quotes].sort((one, other) => (one.date < other.date ? -1 : 1));
  const bySize = new Map(oldestFirst.map((quote) => [quote.quantity, quote]));
  return [...bySize.values()].sort((one, other) => one.quantity - other.quantity);
}
