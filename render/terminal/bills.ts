import type { Contract, Term } from '../../core/billing/contract.ts';
import type { Invoice, Quote } from '../../core/billing/invoices.ts';
import type { KnownContract } from '../../core/billing/known-contract.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';

/** `invoice of Nov 2026, 200 users, $800.00` */
export function invoiceText({ period, quantity, amount, currency, additions }: Invoice, formats: Formats): string {
  const part = additions === undefined ? '' : `, ${formats.money(additions, currency)} of it for additions`;
  return `invoice of ${formats.month(period)}, ${usersText(quantity, formats)}, ${formats.money(amount, currency)}${part}`;
}

/** `quote of 20 Nov 2026, 500 users, $1,750.00` */
export function quoteText({ date, quantity, amount, currency, plan }: Quote, formats: Formats): string {
  const how = plan === undefined ? '' : `, ${plan}`;
  return `quote of ${formats.civilDay(date)}, ${usersText(quantity, formats)}, ${formats.money(amount, currency)}${how}`;
}

/** What was entered, and how the organization is taken to be billed. */
export function enteredText(what: string, known: KnownContract | null, { name }: { readonly name: string }): string {
  const lines = [hangingText('', `${safeText(name)}: entered the ${what}, before tax.`)];
  if (known && known.assumption !== null) {
    lines.push(hangingText('', `Assumed: ${known.assumption}. If it is otherwise, write contract into the settings.`));
  }
  return lines.join('\n');
}

/** `monthly, billed on day 1, in USD` */
export function contractText(contract: Contract, term: Term): string {
  switch (term.kind) {
    case 'monthly':
      return `monthly, billed on day ${term.billingDay}, in ${contract.currency}`;
    case 'annual':
      return `annual, renewed on ${(term.renewal ?? term.from).slice(5)}, in ${contract.currency}`;
    case 'enterprise':
      return `Enterprise: ${safeText(term.why)}`;
  }
}

export function usersText(users: number, formats: Formats): string {
  return formats.counted(users, 'user');
}
