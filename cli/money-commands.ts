import type { Command } from 'commander';
import { accrueMonth } from './accrue-month.ts';
import { addExternal } from './add-external.ts';
import { addInvoice } from './add-invoice.ts';
import { addQuote } from './add-quote.ts';
import type { CommandContext } from './command-context.ts';
import { config, json, organization, state, table } from './common-options.ts';
import { exportBill } from './export.ts';
import { listInvoices } from './list-invoices.ts';
import { listQuotes } from './list-quotes.ts';
import { price } from './price.ts';
import { splitInvoice } from './split-invoice.ts';

type Exit = (code: number) => void;

/** The commands that speak of money. */
export function addMoneyCommands(program: Command, context: CommandContext, exit: Exit): void {
  addPrice(program, context, exit);
  addInvoiceCommands(program, context, exit);
  addQuoteCommands(program, context, exit);
  addExport(program, context, exit);
  ofOrganization(
    program
      .command('external')
      .description('how many billable users are not claimed accounts: no API tells it, and they count into the bands')
      .command('add [file]')
      .description('enter the number, or count a CSV of Security > External users')
      .option('--users <number>', 'the number, without a file')
      .option('--date <day>', 'the day it was true (default: today)'),
  ).action(async (file, options) => exit(await addExternal(file, options, context)));
}

function addPrice(program: Command, context: CommandContext, exit: Exit): void {
  program
    .command('price')
    .description('what users cost by a public price list; never your own figure')
    .option('--users <number>', 'so many users, for one month or one prepaid year')
    .option('--history <file>', 'a CSV with date and users, one row for each day')
    .option('--table', "the guide's scenario: what 200 agents cost, and what 300 sign-ups for Trello add")
    .option('--plan <plan>', 'monthly or annual')
    .option('--book <date>', 'by the newest list of a day, month or year, such as 2023-11-24')
    .option('--currency <code>', "the currency (default: the list's; nothing is converted)")
    .option('--discount <percent>', 'taken off the list')
    .option('--billing-day <day>', 'of a monthly --history: the day a period begins (default: 1)')
    .addOption(json())
    .action(async (options) => exit(await price(options, context)));
}

function addInvoiceCommands(program: Command, context: CommandContext, exit: Exit): void {
  const invoice = program.command('invoice').description('what Atlassian charged for Guard, and why');
  ofOrganization(
    invoice
      .command('add')
      .description('enter an invoice; amounts are before tax')
      .requiredOption('--period <month>', 'the month in which the period it charges began, such as 2026-11')
      .requiredOption('--quantity <users>', 'the users it bills')
      .requiredOption('--amount <amount>', 'the whole amount for Guard Standard, such as 800.00')
      .requiredOption('--currency <code>', 'its currency, such as USD')
      .option('--additions <amount>', 'how much of the amount is prorated additions of the period before')
      .option('--plan <plan>', 'monthly or annual, where the settings have no contract (default: monthly)')
      .option('--number <text>', "the invoice's number")
      .option('--replace', 'correct the invoice that is entered for this period'),
  ).action(async (options) => exit(await addInvoice(options, context)));
  ofOrganization(invoice.command('list').description('every period, its invoice, and what explains it')).action(
    async (options) => exit(await listInvoices(options, context)),
  );
  ofOrganization(
    invoice
      .command('split')
      .description("a period's cost in parts that add up to the cent, for chargeback")
      .requiredOption('--by <dimension>', 'domain, product, exposure or department')
      .option('--period <month>', 'the month in which the period began (default: the present period)')
      .option('--people <file>', 'a CSV with e-mails and departments, for --by department')
      .option('--archive <url>', "where a deployment's accounts are: s3://BUCKET, with --table"),
  ).action(async (options) => exit(await splitInvoice(options, context)));
  ofOrganization(
    invoice
      .command('accrue')
      .description('what the books need at the end of a month, and the budget held against what it cost')
      .option('--month <month>', 'such as 2026-11 (default: this month)'),
  ).action(async (options) => exit(await accrueMonth(options, context)));
}

function addExport(program: Command, context: CommandContext, exit: Exit): void {
  ofOrganization(
    program
      .command('export')
      .description('the bill for a cost tool: estimates, and invoices as they were entered')
      .requiredOption('--format <format>', 'focus: rows of FOCUS 1.2 as CSV')
      .option('--out <file>', 'write them into a file'),
  ).action(async (options) => exit(await exportBill(options, context)));
}

function addQuoteCommands(program: Command, context: CommandContext, exit: Exit): void {
  const quote = program.command('quote').description('what a number of users would cost, as your billing page says');
  ofOrganization(
    quote
      .command('add')
      .description('enter a quote; amounts are before tax, for a month or a year as the plan is paid')
      .requiredOption('--quantity <users>', 'the size it prices')
      .requiredOption('--amount <amount>', 'what that costs, such as 1750.00')
      .option('--currency <code>', 'its currency (default: that of the contract)')
      .option('--date <day>', 'the day of the quote (default: today)')
      .option('--plan <plan>', 'monthly or annual (default: the plan of that day)')
      .option('--replace', 'correct the quote that is entered for this day and size'),
  ).action(async (options) => exit(await addQuote(options, context)));
  ofOrganization(quote.command('list').description('the sizes whose price is known from a quote')).action(
    async (options) => exit(await listQuotes(options, context)),
  );
}

/** Whose money, and where it is kept. */
function ofOrganization(command: Command): Command {
  return command.addOption(organization()).addOption(config()).addOption(state()).addOption(table()).addOption(json());
}
