import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { counted } from '../counted.ts';
import { periodOn } from './billing-period.ts';
import type { Contract } from './contract.ts';
import { currencySchema, decimalOf, decimalSchema, type Money, readMoney } from './money.ts';

const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, {
  error: ({ input }) => `${JSON.stringify(input)} is no month such as 2026-11`,
});
const dateSchema = z.iso.date({ error: ({ input }) => `${JSON.stringify(input)} is no date such as 2026-11-24` });
const planSchema = z.enum(['monthly', 'annual'], {
  error: ({ input }) => `${JSON.stringify(input)} is neither monthly nor annual`,
});
/** A number of users, also as text, as a command line gives it. */
const usersSchema = z
  .union([z.number(), z.string()])
  .refine((users) => /^\d{1,9}$/.test(String(users).trim()), {
    error: ({ input }) => `${JSON.stringify(input)} is no number of users`,
  })
  .transform(Number);

/** What Atlassian or a seller charged for the period that began in a month, before tax. */
export const invoiceSchema = z.strictObject({
  period: monthSchema,
  quantity: usersSchema,
  amount: decimalSchema,
  currency: currencySchema,
  /** The part of `amount` that is prorated additions of the period before. */
  additions: decimalSchema.optional(),
  /** How it is paid, where the settings have no contract that says so. */
  plan: planSchema.optional(),
  number: z.string().trim().min(1).optional(),
});

/** What a size would cost, as the billing page or a seller says: a month or a year, as the plan is paid. */
export const quoteSchema = z.strictObject({
  date: dateSchema,
  quantity: usersSchema,
  amount: decimalSchema,
  currency: currencySchema,
  /** Left out: the plan of that day. */
  plan: planSchema.optional(),
});

/** Billable users who are not claimed accounts: no API tells them, but they count into the bands. */
export const externalUsersSchema = z.strictObject({
  date: dateSchema,
  users: usersSchema,
  origin: z.enum(['export', 'number']),
});

export type Plan = z.output<typeof planSchema>;
export type Invoice = z.output<typeof invoiceSchema>;
export type Quote = z.output<typeof quoteSchema>;
export type ExternalUsers = z.output<typeof externalUsersSchema>;

/** Why an invoice or quote cannot be taken in, or null: a sentence that names the field and its value. */
export function invoiceProblem(invoice: Invoice, contract: Contract, entered: readonly Invoice[]): string | null {
  const before = entered.find(({ period }) => period === invoice.period);
  if (before) {
    return `period: ${invoice.period} is already entered, with ${counted(before.quantity, 'user')} for ${before.amount} ${before.currency}`;
  }
  const additions = invoice.additions === undefined ? null : readMoney(invoice.additions, invoice.currency);
  const amount = readMoney(invoice.amount, invoice.currency);
  if (additions && amount && additions.minor > amount.minor) {
    return `additions: ${decimalOf(additions)} is more than the whole amount of ${decimalOf(amount)}`;
  }
  return moneyProblem(invoice, contract);
}

export function quoteProblem(quote: Quote, contract: Contract, entered: readonly Quote[]): string | null {
  const same = entered.some(({ date, quantity }) => date === quote.date && quantity === quote.quantity);
  if (same) return `quantity: a quote for ${counted(quote.quantity, 'user')} is already entered for ${quote.date}`;
  return moneyProblem(quote, contract);
}

/** What an invoice charged for its own period alone: without the additions of the period before. */
export function baseOf({ amount, additions = '0', currency }: Invoice): Money {
  return { currency, minor: minorOf(amount, currency) - minorOf(additions, currency) };
}

export function amountOf({ amount, currency }: { readonly amount: string; readonly currency: string }): Money {
  return { currency, minor: minorOf(amount, currency) };
}

/** The first day of the period that an invoice charges. */
export function startOf({ period }: Pick<Invoice, 'period'>, contract: Contract): string {
  const month = Temporal.PlainYearMonth.from(period);
  return periodOn(contract, month.toPlainDate({ day: month.daysInMonth }).toString()).start;
}

/** External users as of a day: the newest number that is not later. Null: none was given yet. */
export function externalOn(external: readonly ExternalUsers[], day: string): ExternalUsers | null {
  const known = external.filter(({ date }) => date <= day);
  return known.reduce<ExternalUsers | null>((newest, row) => (newest && newest.date > row.date ? newest : row), null);
}

function moneyProblem({ amount, currency }: { amount: string; currency: string }, contract: Contract): string | null {
  if (currency !== contract.currency) {
    return `currency: ${currency} is not that of the contract, ${contract.currency}, and nothing is converted`;
  }
  return readMoney(amount, currency) ? null : `amount: ${amount} has more places than ${currency} has`;
}

function minorOf(text: string, currency: string): number {
  const money = readMoney(text, currency);
  if (!money) throw new RangeError(`amount: ${text} is no amount in ${currency}`);
  return money.minor;
}
