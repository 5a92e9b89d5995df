import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addMoney,
  currencySchema,
  decimalOf,
  decimalSchema,
  formatMoney,
  type Money,
  multiplyPrice,
  readMoney,
  shareOf,
  splitMoney,
  sumMoney,
} from '../../../core/billing/money.ts';

const usd = (minor: number): Money => ({ currency: 'USD', minor });

describe('an amount is read in the places of its currency', () => {
  test.each([
    ['800', 'USD', 80_000],
    ['411.67', 'USD', 41_167],
    ['4.2', 'USD', 420],
    ['4.200', 'USD', 420],
    ['950', 'JPY', 950],
    ['1.234', 'KWD', 1234],
  ])('%s %s', (text, currency, minor) => {
    expect(readMoney(text, currency)).toEqual({ currency, minor });
  });

  test.each([
    ['411.675', 'USD'],
    ['9.5', 'JPY'],
    ['-1', 'USD'],
    ['1,000', 'USD'],
    ['', 'USD'],
    ['1e3', 'USD'],
  ])('%s %s is none', (text, currency) => {
    expect(readMoney(text, currency)).toBeNull();
  });

  test('and written back with all of them', () => {
    expect(decimalOf(usd(95_000))).toBe('950.00');
    expect(decimalOf({ currency: 'JPY', minor: 950 })).toBe('950');
    expect(formatMoney(usd(1_750_000), 'en-GB')).toBe('$17,500.00');
    expect(formatMoney({ currency: 'CAD', minor: 95_000 }, 'en-GB')).toBe('CA$950.00');
  });
});

test.each([['usd'], ['XXX'], ['MRU'], ['']])('%j is no currency', (code) => {
  expect(currencySchema.safeParse(code)).toMatchObject({
    error: { issues: [{ message: `${JSON.stringify(code)} is no ISO 4217 currency such as USD` }] },
  });
});

test.each([
  [4.2, '4.2'],
  ['4.20', '4.20'],
  [0, '0'],
])('the decimal %j is kept as text', (input, text) => {
  expect(decimalSchema.parse(input)).toBe(text);
});

test.each([[-1], [1e21], ['4,2'], [Number.NaN], [null]])('%j is no decimal', (input) => {
  expect(decimalSchema.safeParse(input).success).toBe(false);
});

test('currencies are never mixed', () => {
  expect(() => addMoney(usd(1), { currency: 'EUR', minor: 1 })).toThrow('same currency');
});

test('rounded once, half up: 95.000 × 13 / 30, and a third of a cent', () => {
  expect(shareOf(usd(95_000), 13, 30)).toEqual(usd(41_167));
  expect(shareOf(usd(1), 1, 2)).toEqual(usd(1));
  expect(multiplyPrice('0.005', 'USD', [3])).toEqual(usd(2));
  expect(multiplyPrice('4.00', 'USD', [250, 10])).toEqual(usd(1_000_000));
});

test('the parts of an amount by weight: 411.67 for 50 × $4 and 250 × $3', () => {
  expect(splitMoney(usd(41_167), [20_000, 75_000])).toEqual([usd(8667), usd(32_500)]);
  expect(splitMoney(usd(100), [0, 0])).toEqual([usd(100), usd(0)]);
});

test('the parts of an amount add up to it, none further than a cent from its share', () => {
  const weights = fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.nat(10_000_000), weights, (minor, parts) => {
      const split = splitMoney(usd(minor), parts);
      expect(sumMoney('USD', split)).toEqual(usd(minor));
      const whole = parts.reduce((sum, weight) => sum + weight, 0);
      if (whole === 0) return;
      split.forEach((part, index) => {
        expect(Math.abs(part.minor - (minor * (parts[index] ?? 0)) / whole)).toBeLessThanOrEqual(1.001);
      });
    }),
  );
});
