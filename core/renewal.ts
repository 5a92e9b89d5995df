import { daysBetween, periodOn } from './billing/billing-period.ts';
import { type Cliffs, findCliffs } from './billing/cliffs.ts';
import { termOn } from './billing/contract.ts';
import { type Deadline, upcomingCount } from './billing/fix-by.ts';
import { type Forecast, forecastUsers, peakSince } from './billing/forecast.ts';
import type { Observation } from './billing/history.ts';
import { type Money, subtractMoney } from './billing/money.ts';
import { missingQuotes, type PriceBook, type PricedQuantity, priceLadder } from './billing/price-book.ts';
import { isVerified, type PriceSource } from './billing/price-source.ts';
import { bookOf, type Rates } from './billing/rates.ts';

/** A number of users, the tier that holds it, and what a year of it costs. */
export interface RenewalSize {
  readonly of: 'peak' | 'now' | 'cleaned';
  readonly users: number;
  /** The size that is charged. */
  readonly tier: number;
  /** Null: no source prices it. */
  readonly amount: Money | null;
  readonly source: PriceSource | null;
}

/** What to know before a prepaid year renews. */
export interface RenewalPack {
  /** The first day of the new year, the day its count is taken, and the last working day before that. */
  readonly renewsOn: string;
  readonly deadline: Deadline;
  readonly daysAhead: number;
  /** Peak of the present year, the count now, and the count without avoidable accounts. */
  readonly sizes: readonly RenewalSize[];
  /** The tier to order if the avoidable accounts are gone in time, and what that saves a year against the count now. */
  readonly order: { readonly tier: number; readonly saves: Money | null };
  readonly forecast: Forecast;
  /** Whether every size is priced by the customer's own invoice, quote or contract. */
  readonly verified: boolean;
  /** Sizes to ask a quote for. */
  readonly missingQuotes: readonly number[];
  readonly cliffs: Cliffs;
  readonly assumptions: readonly string[];
}

export interface RenewalFacts {
  readonly rates: Rates;
  /** Users day by day up to `today`, the oldest first: what was used, not what was bought. */
  readonly history: readonly Observation[];
  readonly avoidable: number;
  readonly today: string;
}

export type RenewalAnswer =
  | { readonly kind: 'renewal'; readonly pack: RenewalPack }
  /** `not-annual`: no year is prepaid; `no-history`: nothing was counted yet. */
  | { readonly kind: 'none'; readonly why: 'not-annual' | 'no-history' };

/** The renewal that comes next: what was used at most, what is used now, what to order, and whether quotes are missing. */
export function renewalPack({ rates, history, avoidable, today }: RenewalFacts): RenewalAnswer {
  const { contract } = rates;
  const period = periodOn(contract, today);
  const next = termOn(contract, period.end);
  const upcoming = upcomingCount(contract, today);
  if (period.term.kind !== 'annual' || next.kind !== 'annual' || !upcoming) return { kind: 'none', why: 'not-annual' };
  const now = history.at(-1);
  if (!now) return { kind: 'none', why: 'no-history' };
  const peak = peakSince(history, period.start)?.users ?? now.users;
  const cleaned = Math.max(0, now.users - avoidable);
  const book = bookOf(rates, next);
  const sizes = sizesOf(book, { peak, now: now.users, cleaned });
  return {
    kind: 'renewal',
    pack: {
      renewsOn: period.end,
      deadline: upcoming,
      daysAhead: daysBetween(today, period.end),
      sizes: sizes.map(({ size }) => size),
      order: orderOf(sizes.map(({ size }) => size)),
      forecast: forecastUsers(history, upcoming.countedOn),
      verified: sizes.every(({ size }) => size.source !== null && isVerified(size.source)),
      missingQuotes: missingQuotes(book, [peak, now.users, cleaned]),
      cliffs: findCliffs(book.known, now.users),
      assumptions: [...new Set(sizes.flatMap(({ assumptions }) => assumptions))],
    },
  };
}

interface SizedPrice {
  readonly size: RenewalSize;
  readonly assumptions: readonly string[];
}

function sizesOf(book: PriceBook, users: Readonly<Record<RenewalSize['of'], number>>): readonly SizedPrice[] {
  const kinds = ['peak', 'now', 'cleaned'] as const;
  const prices = priceLadder(
    book,
    kinds.map((of) => users[of]),
  );
  return kinds.map((of, index) => {
    const price = prices[index];
    return price?.kind === 'priced'
      ? { size: sizeOf(of, price), assumptions: price.assumptions }
      : {
          size: { of, users: users[of], tier: users[of], amount: null, source: null },
          assumptions: [],
        };
  });
}

function sizeOf(of: RenewalSize['of'], { quantity, charged, amount, source }: PricedQuantity): RenewalSize {
  return { of, users: quantity, tier: charged, amount, source };
}

function orderOf(sizes: readonly RenewalSize[]): RenewalPack['order'] {
  const now = sizes.find(({ of }) => of === 'now');
  const cleaned = sizes.find(({ of }) => of === 'cleaned');
  const saves = now?.amount && cleaned?.amount ? subtractMoney(now.amount, cleaned.amount) : null;
  return { tier: cleaned?.tier ?? 0, saves };
}
