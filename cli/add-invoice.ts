import { type Contract, termOn } from '../core/billing/contract.ts';
import { observe } from '../core/billing/history.ts';
import { type Invoice, invoiceProblem, invoiceSchema, startOf } from '../core/billing/invoices.ts';
import { doubtMonthly, type KnownContract, knownContract } from '../core/billing/known-contract.ts';
import { decimalOf } from '../core/billing/money.ts';
import type { OpenDocument } from '../core/billing/month-document.ts';
import { openAdditions } from '../core/billing/open-additions.ts';
import { newestPriceList } from '../core/billing/price-lists.ts';
import { putInvoice, replaceInvoice } from '../lambdas/clients/history/invoices.ts';
import { formatsFor } from '../render/formats.ts';
import { hangingText } from '../render/hanging-text.ts';
import { openWords } from '../render/open-words.ts';
import { enteredText, invoiceText } from '../render/terminal/bills.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { loadDays } from './load-rates.ts';
import { type Books, type BooksOptions, withBooks } from './open-books.ts';
import { readFields } from './read-fields.ts';

export interface AddInvoiceOptions extends BooksOptions {
  readonly period: string;
  readonly quantity: string;
  readonly amount: string;
  readonly currency: string;
  readonly additions?: string;
  readonly plan?: string;
  readonly number?: string;
  readonly replace?: boolean;
}

/** `invoice add`: enters what was charged for a period, before tax. */
export async function addInvoice(options: AddInvoiceOptions, context: CommandContext): Promise<number> {
  const { period, quantity, amount, currency, additions, plan, number } = options;
  const invoice = readFields(invoiceSchema, { period, quantity, amount, currency, additions, plan, number });
  return withBooks(options, async (books) => {
    const { history, settings } = books;
    const known = checkInvoice(invoice, books, options.replace ?? false);
    if (options.replace) await replaceInvoice(history, settings.id, invoice);
    else if (!(await putInvoice(history, settings.id, invoice))) throw new Error(twice(invoice));
    const open = known && (await openAfter(invoice, known, books));
    if (options.json) {
      context.emit(JSON.stringify({ organization: settings.id, invoice, ...known, open }, null, 2));
      return 0;
    }
    const formats = formatsFor(settings.locale, settings.timeZone);
    const money = (decimal: string) => formats.money(decimal, invoice.currency);
    context.print(enteredText(invoiceText(invoice, formats), known, settings));
    if (open) context.print(hangingText('', `Open: ${openWords(open, money, formats)}`));
    return 0;
  });
}

/** What the invoice leaves open: additions were estimated for it, and it does not say how much of it they are. */
async function openAfter(invoice: Invoice, { contract }: KnownContract, books: Books): Promise<OpenDocument | null> {
  const { invoices: entered, quotes } = books.bills;
  const invoices = [...entered.filter(({ period }) => period !== invoice.period), invoice];
  const { days } = await loadDays(books);
  const rates = { contract, invoices, quotes, list: newestPriceList(`${invoice.period}-31`) };
  const open = openAdditions(rates, observe(days)).find((one) => one.invoice === invoice.period);
  return open ? { invoice: open.invoice, estimated: decimalOf(open.amount) } : null;
}

/**
 * How the organization is billed once this invoice is entered.
 *
 * @throws Error naming field and value if it may not be entered
 */
function checkInvoice(invoice: Invoice, { settings, bills }: Books, replace: boolean): KnownContract | null {
  const others = bills.invoices.filter(({ period }) => period !== invoice.period);
  if (!replace && others.length < bills.invoices.length) throw new Error(twice(invoice));
  const after = knownContract(settings, [...others, invoice], bills.quotes);
  const before = knownContract(settings, others, bills.quotes) ?? after;
  const problem = before && (invoiceProblem(invoice, before.contract, others) ?? planProblem(invoice, before.contract));
  if (problem) throw new Error(`${problem}.`);
  const list = newestPriceList(`${invoice.period}-31`);
  const doubt = !settings.contract && invoice.plan === undefined && list ? doubtMonthly(invoice, list) : null;
  if (doubt) throw new UsageError(`${doubt}.`);
  return after;
}

function twice({ period }: Invoice): string {
  return `period: an invoice of ${period} is already entered; --replace corrects it.`;
}

function planProblem(invoice: Invoice, contract: Contract): string | null {
  const { kind } = termOn(contract, startOf(invoice, contract));
  if (kind === 'enterprise')
    return `period: in ${invoice.period} your contract is an Enterprise plan, which has no invoice`;
  if (invoice.plan === undefined || invoice.plan === kind) return null;
  return `plan: ${invoice.plan} is not how you are billed in ${invoice.period}, ${kind}, by your contract or earlier bills`;
}
