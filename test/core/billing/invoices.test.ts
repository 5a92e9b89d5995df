import { describe, expect, test } from '@jest/globals';
import {
  baseOf,
  type ExternalUsers,
  externalOn,
  type Invoice,
  invoiceProblem,
  invoiceSchema,
  type Quote,
  quoteProblem,
  quoteSchema,
  startOf,
} from '../../../core/billing/invoices.ts';
import { priceAt } from '../../../core/billing/price-book.ts';
import { bookOf, ratesBefore } from '../../../core/billing/rates.ts';
import { rates } from './charges.ts';
import { contractOf } from './contracts.ts';

const invoice: Invoice = { period: '2026-11', quantity: 200, amount: '800', currency: 'USD' };
const quote: Quote = { date: '2026-11-20', quantity: 500, amount: '1750.00', currency: 'USD' };
const contract = contractOf({ kind: 'monthly', billingDay: 15 });

describe('an invoice that cannot be taken in', () => {
  test.each([
    [invoice, [], null],
    [invoice, [invoice], 'period: 2026-11 is already entered, with 200 users for 800 USD'],
    [{ ...invoice, currency: 'EUR' }, [], 'currency: EUR is not that of the contract, USD, and nothing is converted'],
    [{ ...invoice, amount: '800.005' }, [], 'amount: 800.005 has more places than USD has'],
    [{ ...invoice, additions: '900' }, [], 'additions: 900.00 is more than the whole amount of 800.00'],
  ])('%#', (row, entered, problem) => {
    expect(invoiceProblem(row, contract, entered)).toBe(problem);
  });

  test.each([
    [quote, [], null],
    [quote, [quote], 'quantity: a quote for 500 users is already entered for 2026-11-20'],
    [{ ...quote, currency: 'EUR' }, [], 'currency: EUR is not that of the contract, USD, and nothing is converted'],
  ])('a quote: %#', (row, entered, problem) => {
    expect(quoteProblem(row, contract, entered)).toBe(problem);
  });

  test.each([
    [{ ...invoice, period: '2026-13' }, '"2026-13" is no month such as 2026-11'],
    [{ ...invoice, quantity: -1 }, '-1 is no number of users'],
    [{ ...invoice, quantity: '2e3' }, '"2e3" is no number of users'],
    [{ ...invoice, currency: 'usd' }, '"usd" is no ISO 4217 currency such as USD'],
    [{ ...invoice, amount: '-5' }, '"-5" is no amount such as 17500 or 4.20'],
  ])('a row: %#', (row, message) => {
    expect(invoiceSchema.safeParse(row).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  test('a quote without a date', () => {
    expect(quoteSchema.safeParse({ ...quote, date: 'today' }).error?.issues[0]?.message).toBe(
      '"today" is no date such as 2026-11-24',
    );
  });
});

test('users may come as text, and reading what was read changes nothing', () => {
  const read = invoiceSchema.parse({ ...invoice, quantity: '200' });
  expect(read).toEqual(invoice);
  expect(invoiceSchema.parse(read)).toEqual(read);
});

test('an invoice is of the period that began in its month', () => {
  expect(startOf(invoice, contract)).toBe('2026-11-15');
  expect(startOf({ period: '2026-02' }, contractOf({ kind: 'monthly', billingDay: 31 }))).toBe('2026-02-28');
});

test('additions of the period before are no price of this one', () => {
  expect(baseOf({ ...invoice, amount: '1211.67', additions: '411.67' })).toEqual({ currency: 'USD', minor: 80_000 });
});

describe('invoices and quotes price the plan they were of', () => {
  const plans = contractOf({ kind: 'monthly' }, { kind: 'annual', from: '2027-03-01' });
  const known = { contract: plans, invoices: [{ ...invoice, amount: '700' }], quotes: [quote] };
  const source = (quantity: number, term: 0 | 1, change = {}) => {
    const of = plans.terms[term];
    if (of?.kind === 'enterprise' || !of) throw new Error('no price');
    const price = priceAt(bookOf(rates({ kind: 'monthly' }, { ...known, ...change }), of), quantity);
    return price.kind === 'priced' && price.source.kind;
  };

  test.each([
    ['an invoice of this plan', 200, 0, {}, 'invoice'],
    ['not the invoice of a plan before', 200, 1, {}, 'list'],
    ['a quote of this plan', 500, 0, {}, 'quote'],
    ['not a quote of the plan before', 500, 1, {}, 'list'],
    ['a quote made for the plan to come', 500, 1, { quotes: [{ ...quote, plan: 'annual' }] }, 'quote'],
    ['and not for the one before', 500, 0, { quotes: [{ ...quote, plan: 'annual' }] }, 'list'],
    ['nothing in another currency', 200, 0, { invoices: [{ ...invoice, currency: 'EUR' }] }, 'list'],
  ] as const)('%s', (_, quantity, term, change, kind) => {
    expect(source(quantity, term, change)).toBe(kind);
  });

  test('what was known before an invoice came', () => {
    const later = { ...invoice, period: '2026-12' };
    expect(ratesBefore(rates({ kind: 'monthly' }, { invoices: [invoice, later] }), '2026-12').invoices).toEqual([
      invoice,
    ]);
  });
});

test('external users as of a day: the newest number that is not later', () => {
  const rows: ExternalUsers[] = [
    { date: '2026-09-03', users: 84, origin: 'export' },
    { date: '2026-11-01', users: 90, origin: 'number' },
    { date: '2026-10-01', users: 80, origin: 'export' },
  ];
  const days = ['2026-09-02', '2026-09-03', '2026-10-31', '2026-11-23'];
  expect(days.map((day) => externalOn(rows, day)?.users)).toEqual([undefined, 84, 80, 90]);
});
