import * as z from 'zod';
import { type Invoice, invoiceSchema } from '../../../core/billing/invoices.ts';
import { type History, organizationKey, putDocument, putIfAbsent, queryRange } from './history.ts';

const rowSchema = z.object(invoiceSchema.shape);

/** Enters an invoice once for its period; `false` if one is there already. */
export function putInvoice(history: History, organization: string, invoice: Invoice): Promise<boolean> {
  return putIfAbsent(history, keyOf(organization, invoice), invoice);
}

/** Enters an invoice in place of the one that is there. */
export function replaceInvoice(history: History, organization: string, invoice: Invoice): Promise<void> {
  return putDocument(history, keyOf(organization, invoice), invoice);
}

/** All invoices of an organization, the oldest period first. */
export function getInvoices(history: History, organization: string): Promise<Invoice[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'INVOICE#', to: 'INVOICE#~' }, rowSchema);
}

function keyOf(organization: string, { period }: Invoice) {
  return organizationKey(organization, `INVOICE#${period}`);
}
