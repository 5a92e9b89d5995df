import { type Quote, quoteProblem, quoteSchema } from '../core/billing/invoices.ts';
import { doubtMonthly, type KnownContract, knownContract } from '../core/billing/known-contract.ts';
import { newestPriceList } from '../core/billing/price-lists.ts';
import { counted } from '../core/counted.ts';
import { putQuote, replaceQuote } from '../lambdas/clients/history/quotes.ts';
import { formatsFor } from '../render/formats.ts';
import { enteredText, quoteText } from '../render/terminal/bills.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { type Books, type BooksOptions, withBooks } from './open-books.ts';
import { pickDate } from './pick-date.ts';
import { readFields } from './read-fields.ts';

export interface AddQuoteOptions extends BooksOptions {
  readonly quantity: string;
  readonly amount: string;
  readonly currency?: string;
  readonly date?: string;
  readonly plan?: string;
  readonly replace?: boolean;
}

/** `quote add`: enters what a size would cost, before tax; as of today where no date is named. */
export async function addQuote(options: AddQuoteOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async (books) => {
    const { history, settings } = books;
    const quote = readQuote(options, books, context);
    const known = checkQuote(quote, books, options.replace ?? false);
    if (options.replace) await replaceQuote(history, settings.id, quote);
    else if (!(await putQuote(history, settings.id, quote))) throw new Error(twice(quote));
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, quote, ...known }, null, 2));
    else context.print(enteredText(quoteText(quote, formatsFor(settings.locale, settings.timeZone)), known, settings));
    return 0;
  });
}

function readQuote(options: AddQuoteOptions, { settings, known }: Books, context: CommandContext): Quote {
  const { quantity, amount, plan } = options;
  const date = pickDate(options.date, settings, context);
  const currency = options.currency ?? known?.contract.currency;
  if (currency === undefined) throw new UsageError('currency: say it with --currency, such as USD.');
  return readFields(quoteSchema, { date, quantity, amount, currency, plan });
}

function checkQuote(quote: Quote, { settings, bills }: Books, replace: boolean): KnownContract | null {
  const others = bills.quotes.filter(({ date, quantity }) => date !== quote.date || quantity !== quote.quantity);
  if (!replace && others.length < bills.quotes.length) throw new Error(twice(quote));
  const after = knownContract(settings, bills.invoices, [...others, quote]);
  const before = knownContract(settings, bills.invoices, others) ?? after;
  const problem = before && quoteProblem(quote, before.contract, others);
  if (problem) throw new Error(`${problem}.`);
  const list = newestPriceList(quote.date);
  const monthly = before?.contract.terms[0]?.kind !== 'annual' && !settings.contract && quote.plan === undefined;
  const doubt = monthly && list ? doubtMonthly(quote, list) : null;
  if (doubt) throw new UsageError(`${doubt}.`);
  return after;
}

function twice({ date, quantity }: Quote): string {
  return `quantity: a quote for ${counted(quantity, 'user')} is already entered for ${date}; --replace corrects it.`;
}
