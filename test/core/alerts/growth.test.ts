import { describe, expect, test } from '@jest/globals';
import { readRules, unplannedGrowth } from '../../../core/alerts/growth.ts';
import { thresholdsOf, thresholdsSchema } from '../../../core/alerts/thresholds.ts';
import { contractSchema } from '../../../core/billing/contract.ts';
import { quoteSchema } from '../../../core/billing/invoices.ts';
import { newestPriceList } from '../../../core/billing/price-lists.ts';

const grown = { before: 200, now: 250, planned: 0 };
const monthly = contractSchema.parse({
  currency: 'USD',
  terms: [{ kind: 'monthly', from: '2026-01-01', unitPrice: 4 }],
});
const pricesOf = (contract = monthly, quotes: object[] = []) => ({
  rates: {
    contract,
    invoices: [],
    quotes: quotes.map((quote) => quoteSchema.parse(quote)),
    list: newestPriceList('2026-11-24'),
  },
  external: 0,
  today: '2026-11-24',
});

describe('growth', () => {
  test.each([
    [{ before: 200, now: 250, planned: 0 }, 50],
    [{ before: 200, now: 250, planned: 30 }, 20],
    [{ before: 200, now: 250, planned: 50 }, 0],
    [{ before: 200, now: 250, planned: 200 }, 0],
    [{ before: 200, now: 190, planned: 200 }, -10],
  ])('%j is %d unplanned', (growth, unplanned) => expect(unplannedGrowth(growth)).toBe(unplanned));
});

describe('rules', () => {
  test('none where no threshold is set', () => {
    expect(readRules(thresholdsOf({ mail: {} }), grown, pricesOf())).toEqual([]);
  });

  test('accounts, percent and money of one growth', () => {
    const thresholds = thresholdsSchema.parse({ accounts: 50, percent: 25, money: '200' });
    expect(readRules(thresholds, grown, pricesOf())).toEqual([
      { rule: 'accounts', value: 50, threshold: 50, currency: null },
      { rule: 'percent', value: 25, threshold: 25, currency: null },
      { rule: 'money', value: 20_000, threshold: 20_000, currency: 'USD' },
    ]);
  });

  test('percent of nothing is not known', () => {
    const thresholds = thresholdsSchema.parse({ percent: 10 });
    expect(readRules(thresholds, { before: 0, now: 5, planned: 0 }, null)).toMatchObject([{ value: null }]);
  });

  const money = thresholdsSchema.parse({ money: 100 });
  const quote = (quantity: number, amount: string) => ({ date: '2026-11-01', quantity, amount, currency: 'USD' });
  const unpriced = contractSchema.parse({ currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01' }] });
  test.each([
    ['a contract that names no price: the list is not theirs', pricesOf(unpriced), null],
    ['one size quoted, the other by the list', pricesOf(unpriced, [quote(200, '800')]), null],
    ['both sizes quoted', pricesOf(unpriced, [quote(200, '800'), quote(250, '950')]), 15_000],
    [
      'a prepaid year: a twelfth, where both sizes are in one tier nothing',
      pricesOf(
        contractSchema.parse({
          currency: 'USD',
          terms: [{ kind: 'annual', from: '2026-01-01', renewal: '2026-01-01', unitPrice: 4, tiers: [500, 1000] }],
        }),
      ),
      0,
    ],
  ])('money: %s', (_, prices, value) => {
    expect(readRules(money, grown, prices)).toEqual([{ rule: 'money', value, threshold: 10_000, currency: 'USD' }]);
  });

  test('money: no contract, and an Enterprise plan', () => {
    expect(readRules(money, grown, null)).toEqual([]);
    const enterprise = contractSchema.parse({
      currency: 'USD',
      terms: [{ kind: 'enterprise', from: '2026-01-01', why: 'Guard Standard is part of it' }],
    });
    expect(readRules(money, grown, pricesOf(enterprise))).toMatchObject([{ value: null }]);
  });
});

describe('thresholds', () => {
  test('left out, what is suspicious and the fix-by date are told', () => {
    expect(thresholdsOf({ mail: {} })).toEqual({ suspiciousPercent: 20, coolDownDays: 7, reminderDays: 3 });
  });
  test.each([
    [{ accounts: 0 }],
    [{ percent: 0 }],
    [{ money: 0 }],
    [{ money: '-1' }],
    [{ acounts: 5 }],
    [{ coolDownDays: 1.5 }],
  ])('%j is an error', (thresholds) => expect(thresholdsSchema.safeParse(thresholds).success).toBe(false));
});
