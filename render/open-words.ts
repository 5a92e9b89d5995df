import type { OpenDocument } from '../core/billing/month-document.ts';
import type { Formats } from './formats.ts';

/** What an invoice leaves open: its additions are taken neither as confirmed nor as gone. */
export function openWords(
  { invoice, estimated }: OpenDocument,
  money: (amount: string) => string,
  formats: Formats,
): string {
  const said = `the invoice of ${formats.month(invoice)} does not say how much of it is additions of the period before`;
  const mend = 'enter it again with --replace and --additions AMOUNT, or 0';
  return `${said}; ${money(estimated)} were estimated and stay an estimate: ${mend}.`;
}
