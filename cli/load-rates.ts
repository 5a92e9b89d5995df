import { dayOf } from '../core/billing/billing-period.ts';
import { countDays, type DayCount, type Observation } from '../core/billing/history.ts';
import { newestPriceList } from '../core/billing/price-lists.ts';
import type { Rates } from '../core/billing/rates.ts';
import { listSnapshotCounts } from '../lambdas/clients/history/drifts.ts';
import type { Books } from './open-books.ts';

/** All that is known of the organization's prices; null where nobody has said how it is billed. */
export function ratesOf({ bills, known }: Books, today: string): Rates | null {
  if (!known) return null;
  const { invoices, quotes } = bills;
  return { contract: known.contract, invoices, quotes, list: newestPriceList(today) };
}

/** @throws Error with what to do where nobody has said how the organization is billed */
export function requireRates(books: Books, today: string): Rates {
  const rates = ratesOf(books, today);
  if (rates) return rates;
  throw new Error(
    `nobody has said how ${books.settings.id} is billed: enter an invoice (billable-drift invoice add), or write contract into the settings.`,
  );
}

/** What all snapshots counted, day by day; `premium`: accounts that count for Guard Premium. */
export async function loadDays({ history, settings, bills }: Books): Promise<{
  readonly days: readonly DayCount[];
  readonly premium: readonly Observation[];
}> {
  const counts = await listSnapshotCounts(history, settings.id, '0', '~');
  return {
    days: countDays(counts, bills.external, settings.timeZone),
    premium: counts.map(({ asOf, premiumUsers }) => ({ date: dayOf(asOf, settings.timeZone), users: premiumUsers })),
  };
}
