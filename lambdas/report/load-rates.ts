import { knownContract } from '../../core/billing/known-contract.ts';
import { newestPriceList } from '../../core/billing/price-lists.ts';
import type { KnownRates } from '../../core/report.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { getBills } from '../clients/history/bills.ts';
import type { History } from '../clients/history/history.ts';

/** All that is known of an organization's prices: contract, invoices, quotes, external users, the public list of today. */
export async function loadRates(history: History, settings: OrganizationSettings, today: string): Promise<KnownRates> {
  const bills = await getBills(history, settings.id);
  const { invoices, quotes } = bills;
  const known = knownContract(settings, invoices, quotes);
  if (!known) return { bills, rates: null, assumption: null };
  const { contract, assumption } = known;
  return { bills, rates: { contract, invoices, quotes, list: newestPriceList(today) }, assumption };
}
