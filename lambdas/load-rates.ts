import { externalUsersOn } from '../core/billing/history.ts';
import { knownContract } from '../core/billing/known-contract.ts';
import type { Rates } from '../core/billing/rates.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { getBills } from './clients/history/bills.ts';
import type { History } from './clients/history/history.ts';

/** What is known of an organization's prices, from its settings and its bills; null while nobody has said how it is billed. */
export async function loadRates(history: History, settings: OrganizationSettings): Promise<Rates | null> {
  const { invoices, quotes } = await getBills(history, settings.id);
  const known = knownContract(settings, invoices, quotes);
  return known ? { contract: known.contract, invoices, quotes, list: null } : null;
}

/** The same, and how many external users are billed besides the accounts on a civil day of the organization's zone. */
export async function loadBilled(
  history: History,
  settings: OrganizationSettings,
  today: string,
): Promise<{ readonly rates: Rates | null; readonly external: number }> {
  const { external } = await getBills(history, settings.id);
  return { rates: await loadRates(history, settings), external: externalUsersOn(external, today) };
}
