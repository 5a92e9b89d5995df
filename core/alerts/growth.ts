import { type BillingPeriod, periodOn } from '../billing/billing-period.ts';
import { type Money, readMoney, shareOf, subtractMoney } from '../billing/money.ts';
import { priceLadder } from '../billing/price-book.ts';
import { isVerified } from '../billing/price-source.ts';
import { bookOf, type Rates } from '../billing/rates.ts';
import type { Thresholds } from './thresholds.ts';

/** How billable accounts grew since the last digest. */
export interface Growth {
  readonly before: number;
  readonly now: number;
  /** Those of them that somebody said would come. */
  readonly planned: number;
}

/** A rule on growth: what it measures, and from where on it rings. Both whole minor units of a currency for money. */
export interface RuleReading {
  readonly rule: 'accounts' | 'percent' | 'money';
  /** Null: it cannot be known. */
  readonly value: number | null;
  readonly threshold: number;
  readonly currency: string | null;
}

/** Billable accounts more than were planned; below zero if there are fewer than before. */
export function unplannedGrowth({ before, now, planned }: Growth): number {
  const net = now - before;
  return net <= 0 ? net : Math.max(0, net - planned);
}

/**
 * What the rules on growth measure, those that the settings set. Percent is of the count before, and not known where that
 * was zero. Money is what the unplanned users cost a month, on top of all others; not known without prices of the
 * customer's own for both sizes.
 */
export function readRules(thresholds: Thresholds, growth: Growth, prices: GrowthPrices | null): RuleReading[] {
  const grown = unplannedGrowth(growth);
  const { accounts, percent, money } = thresholds;
  const readings: RuleReading[] = [];
  if (accounts !== undefined) {
    readings.push({ rule: 'accounts', value: grown, threshold: accounts, currency: null });
  }
  if (percent !== undefined) {
    const value = growth.before === 0 ? null : (grown * 100) / growth.before;
    readings.push({ rule: 'percent', value, threshold: percent, currency: null });
  }
  const threshold = money === undefined || !prices ? null : readMoney(money, prices.rates.contract.currency);
  if (threshold && prices) {
    const value = monthlyPrice(prices, growth.now - grown, growth.now)?.minor ?? null;
    readings.push({ rule: 'money', value, threshold: threshold.minor, currency: threshold.currency });
  }
  return readings;
}

export interface GrowthPrices {
  readonly rates: Rates;
  /** Billed beside the claimed accounts. */
  readonly external: number;
  /** A civil day of the organization's zone. */
  readonly today: string;
}

/** What going from one count to another costs a month; null without prices of the customer's own. */
function monthlyPrice({ rates, external, today }: GrowthPrices, from: number, to: number): Money | null {
  const { term }: BillingPeriod = periodOn(rates.contract, today);
  if (term.kind === 'enterprise') return null;
  const [before, after] = priceLadder(bookOf(rates, term), [from + external, to + external]);
  if (before?.kind !== 'priced' || after?.kind !== 'priced') return null;
  if (!isVerified(before.source) || !isVerified(after.source)) return null;
  const more = subtractMoney(after.amount, before.amount);
  return term.kind === 'annual' ? shareOf(more, 1, MONTHS) : more;
}

/** Of a prepaid year a month is a twelfth. */
const MONTHS = 12;
