import type { Bills } from '../../../core/billing/compose-cost.ts';
import { getExternalUsers } from './external-users.ts';
import type { History } from './history.ts';
import { getInvoices } from './invoices.ts';
import { getQuotes } from './quotes.ts';

/** All that was entered of an organization's bills. */
export async function getBills(history: History, organization: string): Promise<Bills> {
  const [invoices, quotes, external] = await Promise.all([
    getInvoices(history, organization),
    getQuotes(history, organization),
    getExternalUsers(history, organization),
  ]);
  return { invoices, quotes, external };
}
