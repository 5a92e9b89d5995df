import { plainWords } from '../plain-words.ts';
import { chargeHistory } from './charge-history.ts';
import type { Charges } from './charge-period.ts';
import { type Contract, contractSchema } from './contract.ts';
import { readHistory } from './history.ts';
import { documentOf, type PriceDocument } from './price-document.ts';
import { findPriceList, firstDayOf, type PriceList } from './price-lists.ts';

/** What `price` is asked besides the users; numbers as text or number, as a command line gives them. */
export interface PriceQuestion {
  readonly plan: string;
  /** A day, month or year: the newest public list of it. */
  readonly book: string;
  /** Left out: the list's. */
  readonly currency?: string | undefined;
  readonly discount?: string | number | undefined;
  /** Of a history, monthly. Left out: 1. */
  readonly billingDay?: string | number | undefined;
}

export type PriceAnswer =
  | { readonly kind: 'priced'; readonly document: PriceDocument }
  /** Each problem is a sentence that names field and value. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** What a number of users costs for one month or one prepaid year that begins on the book's day. */
export function priceUsers(users: string | number, question: PriceQuestion): PriceAnswer {
  const text = String(users).trim();
  if (!/^-?\d+$/.test(text)) return refused(`users: ${JSON.stringify(text)} is no whole number`);
  if (Number(text) < 0) return refused(`users: ${text} is below zero`);
  const start = firstDayOf(question.book);
  const opened = openList(question, { from: start, billingDay: start.slice(8) });
  if (opened.kind === 'refused') return opened;
  return answer(opened, chargeHistory(ratesOf(opened), [{ date: start, users: Number(text) }]));
}

/**
 * What a history costs, one row for each day with `date` and `users`. A month begins on the billing day; a prepaid year
 * on the first day of the history.
 */
export function priceHistory(rows: readonly unknown[], question: PriceQuestion): PriceAnswer {
  const reading = readHistory(rows);
  if (!reading.valid) return { kind: 'refused', problems: reading.problems };
  const from = reading.history[0]?.date ?? '';
  const opened = openList(question, { from, billingDay: question.billingDay ?? 1 });
  if (opened.kind === 'refused') return opened;
  return answer(opened, chargeHistory(ratesOf(opened), reading.history));
}

interface OpenList {
  readonly kind: 'open';
  readonly contract: Contract;
  readonly list: PriceList;
}

type Refused = Extract<PriceAnswer, { kind: 'refused' }>;

function openList(
  question: PriceQuestion,
  { from, billingDay }: { from: string; billingDay: string | number },
): OpenList | Refused {
  const { plan, book, currency, discount = 0 } = question;
  const search = findPriceList(book);
  if (search.kind === 'none') return refused(search.problem);
  const { list } = search;
  if (plan !== 'monthly' && plan !== 'annual')
    return refused(`plan: ${JSON.stringify(plan)} is neither monthly nor annual`);
  const noNumber = Object.entries({ discount, billingDay }).find(([, value]) => !NUMBER.test(String(value)));
  if (noNumber) return refused(`${nameOf(noNumber[0])}: ${JSON.stringify(noNumber[1])} is no number`);
  const own = plan === 'annual' ? { renewal: from } : { billingDay: Number(billingDay) };
  const term = { kind: plan, from, discountPercent: Number(discount), ...own };
  const parsed = contractSchema.safeParse(
    { currency: currency ?? list.currency, terms: [term] },
    { error: plainWords },
  );
  if (!parsed.success) {
    return refused(...parsed.error.issues.map(({ path, message }) => `${nameOf(path.at(-1))}: ${message}`));
  }
  if (parsed.data.currency !== list.currency) {
    return refused(
      `currency: ${parsed.data.currency} is not that of ${list.name}, ${list.currency}, and nothing is converted`,
    );
  }
  return { kind: 'open', contract: parsed.data, list };
}

const NUMBER = /^\s*-?\d+(\.\d+)?\s*$/;
const NAMES: Readonly<Record<string, string>> = { discountPercent: 'discount', billingDay: 'billing day' };

function nameOf(field: PropertyKey | undefined): string {
  return NAMES[String(field)] ?? String(field);
}

function ratesOf({ contract, list }: OpenList) {
  return { contract, list, invoices: [], quotes: [] };
}

function answer({ contract, list }: OpenList, charges: Charges): PriceAnswer {
  if (charges.kind === 'unpriced')
    return refused(`users: ${list.name} has no price for ${charges.quantities.join(', ')}`);
  const document = documentOf(contract.currency, charges.charges);
  const assumptions = [`${list.name}: ${list.source}; before tax`, ...document.assumptions];
  return { kind: 'priced', document: { ...document, assumptions } };
}

function refused(...problems: string[]): Refused {
  return { kind: 'refused', problems };
}
