import { describe, expect, test } from '@jest/globals';
import { type PriceAnswer, type PriceQuestion, priceHistory, priceUsers } from '../../../core/billing/price-by-list.ts';
import { daily } from './charges.ts';

const annual: PriceQuestion = { plan: 'annual', book: '2023' };
const monthly: PriceQuestion = { plan: 'monthly', book: '2018' };

function totalOf(answer: PriceAnswer): string {
  if (answer.kind === 'refused') throw new Error(answer.problems.join('; '));
  return answer.document.total;
}

describe('published figures', () => {
  test.each([
    ['the guide: 200 agents', 200, annual, '8000.00'],
    ['the guide: 300 more who signed up for Trello', 500, annual, '17500.00'],
    ['Atlassian staff in 2018: 1,200 users', 1200, monthly, '2450.00'],
    ['Atlassian staff in 2018: the minimum', 1, monthly, '30.00'],
  ])('%s', (_, users, question, total) => {
    expect(totalOf(priceUsers(users, question))).toBe(total);
  });
});

test('the document of one question', () => {
  expect(priceUsers('500', { plan: 'monthly', book: '2023-11-24', discount: '10' })).toEqual({
    kind: 'priced',
    document: {
      currency: 'USD',
      lines: [
        {
          kind: 'base',
          period: ['2023-11-24', '2023-12-24'],
          quantity: 500,
          amount: '1575.00',
          bands: [
            { from: 1, to: 250, quantity: 250, unitPrice: '4.00', amount: '900.00' },
            { from: 251, to: 1000, quantity: 250, unitPrice: '3.00', amount: '675.00' },
          ],
          source: 'list 2023, unverified',
        },
      ],
      total: '1575.00',
      assumptions: [
        expect.stringMatching(/^list 2023: published example of 2023.*; before tax$/),
        expect.stringMatching(/^list 2023: bands of 250 and 1,000/),
        expect.stringMatching(/^list 2023: Atlassian has raised prices since/),
      ],
    },
  });
});

test('what a minimum adds is said', () => {
  expect(priceUsers(1, monthly)).toMatchObject({
    document: { lines: [{ amount: '30.00', bands: [{ amount: '3.00' }], topUp: '27.00' }] },
  });
});

describe('a history', () => {
  test('monthly, by the billing day', () => {
    const answer = priceHistory(daily('2026-11-01', [200, 17], [500, 14]), { plan: 'monthly', book: '2023' });
    expect(answer).toMatchObject({
      document: {
        lines: [
          { kind: 'base', period: ['2026-11-01', '2026-12-01'], amount: '800.00' },
          { kind: 'addition', period: ['2026-11-18', '2026-12-01'], quantity: 300, amount: '411.67' },
          { kind: 'base', period: ['2026-12-01', '2027-01-01'], quantity: 500, amount: '1750.00' },
        ],
        total: '2961.67',
      },
    });
  });

  test('of days 29 to 31 the last day of the month, if there is none', () => {
    const answer = priceHistory(daily('2027-01-31', [10, 40]), { ...monthly, billingDay: '31' });
    expect(answer).toMatchObject({
      document: { lines: [{ period: ['2027-01-31', '2027-02-28'] }, { period: ['2027-02-28', '2027-03-31'] }] },
    });
  });

  test('a prepaid year begins with the history', () => {
    const answer = priceHistory(daily('2026-03-01', [200, 184], [500, 1]), annual);
    expect(answer).toMatchObject({
      document: {
        lines: [
          { kind: 'base', period: ['2026-03-01', '2027-03-01'], quantity: 200, amount: '8000.00' },
          { kind: 'upgrade', period: ['2026-09-01', '2027-03-01'], quantity: 300, amount: '4710.96' },
        ],
      },
    });
  });
});

describe('a refusal names field and value', () => {
  const row = { date: '2026-11-01', users: '5' };
  test.each([
    [priceUsers('-5', annual), 'users: -5 is below zero'],
    [priceUsers('many', annual), 'users: "many" is no whole number'],
    [priceUsers(5, { ...annual, plan: 'weekly' }), 'plan: "weekly" is neither monthly nor annual'],
    [priceUsers(5, { ...annual, book: '1999' }), 'book: 1999 is before the oldest list known, list 2018'],
    [priceUsers(5, { ...annual, book: 'x' }), 'book: "x" is no date such as 2023-11-24, 2023-11 or 2023'],
    [
      priceUsers(5, { ...annual, currency: 'EUR' }),
      'currency: EUR is not that of list 2023, USD, and nothing is converted',
    ],
    [priceUsers(5, { ...annual, currency: 'ZZZ' }), 'currency: "ZZZ" is no ISO 4217 currency such as USD'],
    [priceUsers(5, { ...annual, discount: 120 }), 'discount: 120 is not between 0 and 100'],
    [priceUsers(5, { ...annual, discount: 'ten' }), 'discount: "ten" is no number'],
    [priceHistory([row], { ...monthly, billingDay: 0 }), 'billing day: 0 is no day of a month, 1 to 31'],
    [priceHistory([row], { ...monthly, billingDay: '32' }), 'billing day: 32 is no day of a month, 1 to 31'],
    [priceHistory([row], { ...monthly, billingDay: '' }), 'billing day: "" is no number'],
    [priceHistory([{ ...row, users: -1 }], monthly), 'history row 1: users -1 is below zero'],
  ])('%#', (answer, problem) => {
    expect(answer).toEqual({ kind: 'refused', problems: [problem] });
  });
});
