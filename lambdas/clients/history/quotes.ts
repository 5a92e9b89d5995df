import * as z from 'zod';
import { type Quote, quoteSchema } from '../../../core/billing/invoices.ts';
import { type History, organizationKey, putDocument, putIfAbsent, queryRange } from './history.ts';

const rowSchema = z.object(quoteSchema.shape);

/** Enters a quote once for its day and size; `false` if one is there already. */
export function putQuote(history: History, organization: string, quote: Quote): Promise<boolean> {
  return putIfAbsent(history, keyOf(organization, quote), quote);
}

/** Enters a quote in place of the one that is there. */
export function replaceQuote(history: History, organization: string, quote: Quote): Promise<void> {
  return putDocument(history, keyOf(organization, quote), quote);
}

/** All quotes of an organization, the oldest first. */
export function getQuotes(history: History, organization: string): Promise<Quote[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'QUOTE#', to: 'QUOTE#~' }, rowSchema);
}

function keyOf(organization: string, { date, quantity }: Quote) {
  return organizationKey(organization, `QUOTE#${date}#${quantity}`);
}
