import { type PriceAnswer, type PriceQuestion, priceHistory, priceUsers } from '../core/billing/price-by-list.ts';
import { findPriceList } from '../core/billing/price-lists.ts';
import { priceTable } from '../core/billing/price-table.ts';
import { priceText } from '../render/terminal/price.ts';
import { priceTableText } from '../render/terminal/price-table.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { readRows } from './csv/read-rows.ts';

export interface PriceOptions {
  readonly users?: string;
  readonly history?: string;
  /** The guide's scenario, priced. */
  readonly table?: boolean;
  readonly plan?: string;
  readonly book?: string;
  readonly currency?: string;
  readonly discount?: string;
  readonly billingDay?: string;
  readonly json?: boolean;
}

/** `price`: what users cost by a public list, one number of them, a history of days, or the guide's scenario. */
export async function price(options: PriceOptions, context: CommandContext): Promise<number> {
  const { users, history, table, json } = options;
  const asked = [users, history, table].filter((one) => one !== undefined);
  if (asked.length !== 1) throw new UsageError('say one of --users NUMBER, --history FILE and --table.');
  if (options.billingDay !== undefined && history === undefined) {
    throw new UsageError('--billing-day belongs to --history: one number of users is priced from the day of --book.');
  }
  if (table) {
    const priced = priceTable(requireBook(options.book ?? GUIDE_BOOK));
    if (json) context.emit(JSON.stringify(priced, null, 2));
    else context.print(priceTableText(priced));
    return 0;
  }
  const question = requireQuestion(options);
  const answer = history === undefined ? priceUsers(users ?? '', question) : await priceFile(history, question);
  if (answer.kind === 'refused') throw refusalOf(answer.problems);
  if (json) context.emit(JSON.stringify(answer.document, null, 2));
  else context.print(priceText(answer.document, question.plan));
  return 0;
}

/** The list that gives the guide's figures. */
const GUIDE_BOOK = '2023';

function requireBook(book: string) {
  const search = findPriceList(book);
  if (search.kind === 'none') throw new UsageError(`${search.problem}.`);
  return search.list;
}

function requireQuestion({ plan, book, currency, discount, billingDay }: PriceOptions): PriceQuestion {
  if (plan === undefined) throw new UsageError('say --plan monthly or --plan annual.');
  if (book === undefined) throw new UsageError('say by which list with --book, a date such as 2023-11-24.');
  return { plan, book, currency, discount, billingDay };
}

async function priceFile(file: string, question: PriceQuestion): Promise<PriceAnswer> {
  const rows: object[] = [];
  const bad: number[] = [];
  let header: readonly string[] | null = null;
  for await (const { row } of readRows(file, (line) => bad.push(line))) {
    if (!header) header = row.map((name) => name.trim().toLowerCase());
    else rows.push(Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
  }
  if (bad.length > 0) throw new Error(`${file}: line ${bad[0]} cannot be split into as many cells as the heading has.`);
  return priceHistory(rows, question);
}

/** What is wrong with the file is no wrong usage. */
function refusalOf(problems: readonly string[]): Error {
  const sentence = `${problems.join('; ')}.`;
  return sentence.startsWith('history') ? new Error(sentence) : new UsageError(sentence);
}
