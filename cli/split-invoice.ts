import { addDays, type BillingPeriod, periodOn } from '../core/billing/billing-period.ts';
import { chargeBills } from '../core/billing/charge-bills.ts';
import { type Chargeback, chargeBack } from '../core/billing/chargeback.ts';
import { externalUsersOn, observe } from '../core/billing/history.ts';
import { amountOf, startOf } from '../core/billing/invoices.ts';
import { decimalOf, type Money, sumMoney } from '../core/billing/money.ts';
import type { Rates } from '../core/billing/rates.ts';
import { type Counting, countingOf, DIMENSIONS, type Dimension, uncounted } from '../core/billing/split-users.ts';
import { formatsFor } from '../render/formats.ts';
import { type SplitDocument, splitText } from '../render/terminal/split-invoice.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { countUsersThen } from './count-users-by.ts';
import { readDepartments } from './csv/read-departments.ts';
import { loadDays, requireRates } from './load-rates.ts';
import { type Books, type BooksOptions, withBooks } from './open-books.ts';
import { todayIn } from './pick-date.ts';
import { readMonth } from './read-month.ts';

export interface SplitOptions extends BooksOptions {
  readonly by: string;
  readonly period?: string;
  /** A CSV with e-mails and departments. */
  readonly people?: string;
  /** Where a deployment keeps its accounts: `s3://…`. */
  readonly archive?: string;
}

/** `invoice split`: a period's cost by domain, product, exposure or department, to the cent. */
export async function splitInvoice(options: SplitOptions, context: CommandContext): Promise<number> {
  const by = DIMENSIONS.find((dimension) => dimension === options.by);
  if (!by) throw new UsageError(`by: ${options.by} is none of ${DIMENSIONS.join(', ')}.`);
  if ((by === 'department') !== (options.people !== undefined)) {
    throw new UsageError('--by department needs --people FILE, a CSV with e-mails and departments; no other does.');
  }
  const departments = options.people === undefined ? new Map<string, string>() : await readDepartments(options.people);
  return withBooks(options, async (books) => {
    const { settings } = books;
    const today = todayIn(settings, context);
    const rates = requireRates(books, today);
    const period = periodFor(rates, options.period, today);
    const bill = await billOf(books, rates, period, today);
    const counting = countingOf(rates.contract, period, bill.basis === 'invoiced', today);
    const { rows, asOf } = await countUsersThen(books, by, departments, { counting, archiveUrl: options.archive });
    const counted = rows.reduce((sum, { users }) => sum + users, 0);
    const external = externalUsersOn(books.bills.external, counting.day);
    const parts = chargeBack(bill.total, [...rows, ...uncounted(bill.users, counted, external)]);
    const document = documentOf({ settings, by, period, bill, parts, counting, asOf });
    const formats = formatsFor(settings.locale, settings.timeZone);
    if (options.json) context.emit(JSON.stringify(document, null, 2));
    else context.print(splitText(document, settings.name, formats));
    return 0;
  });
}

function periodFor({ contract }: Rates, month: string | undefined, today: string): BillingPeriod {
  if (month === undefined) return periodOn(contract, today);
  return periodOn(contract, startOf({ period: readMonth('period', month, today) }, contract));
}

interface Bill {
  readonly total: Money;
  readonly users: number;
  readonly basis: 'invoiced' | 'estimated';
}

/** What is split: the period's invoice, or until it is entered what the period is estimated to cost so far. */
async function billOf(books: Books, rates: Rates, period: BillingPeriod, today: string): Promise<Bill> {
  const invoice = rates.invoices.find((one) => startOf(one, rates.contract) === period.start);
  if (invoice) return { total: amountOf(invoice), users: invoice.quantity, basis: 'invoiced' };
  const { days } = await loadDays(books);
  const { charges } = chargeBills(rates, observe(days), today);
  const own = charges.filter((charge) => charge.period.start === period.start);
  if (own.length === 0) throw new Error(`period: nothing is known of what ${period.start} to ${period.end} cost.`);
  const total = sumMoney(
    rates.contract.currency,
    own.map(({ amount }) => amount),
  );
  return { total, users: own.reduce((sum, { quantity }) => sum + quantity, 0), basis: 'estimated' };
}

interface SplitFacts {
  readonly settings: { readonly id: string };
  readonly by: Dimension;
  readonly period: BillingPeriod;
  readonly bill: Bill;
  readonly parts: Chargeback;
  readonly counting: Counting;
  readonly asOf: string;
}

function documentOf({ settings, by, period, bill, parts, counting, asOf }: SplitFacts): SplitDocument {
  return {
    organization: settings.id,
    by,
    period: [period.start, addDays(period.end, -1)],
    basis: bill.basis,
    countedOn: counting.day,
    asOf,
    currency: bill.total.currency,
    total: decimalOf(bill.total),
    average: parts.average && decimalOf(parts.average),
    parts: parts.parts.map((part) => ({ ...part, amount: decimalOf(part.amount) })),
  };
}
