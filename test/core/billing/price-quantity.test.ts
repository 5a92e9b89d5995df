import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalOf, sumMoney } from '../../../core/billing/money.ts';
import { assumptionsOfList, findPriceList, PRICE_LISTS, scaleOfList } from '../../../core/billing/price-lists.ts';
import { bandsSchema, type PriceScale, priceQuantity } from '../../../core/billing/price-quantity.ts';

function scaleOf(book: string, changes: Partial<PriceScale> = {}): PriceScale {
  const search = findPriceList(book);
  if (search.kind === 'none') throw new Error(search.problem);
  return { ...scaleOfList(search.list, 0, null), ...changes };
}

const priceOf = (scale: PriceScale, users: number, months = 1) => {
  const price = priceQuantity(scale, users, months);
  return price && decimalOf(price.amount);
};

describe('published figures', () => {
  test.each([
    ['list 2023, a year prepaid', '2023', 200, 10, '8000.00'],
    ['list 2023, a year prepaid', '2023', 500, 10, '17500.00'],
    ['list 2018, a month', '2018', 1200, 1, '2450.00'],
    ['list 2018, a month: the minimum', '2018', 1, 1, '30.00'],
    ['list 2018, a month: the minimum', '2018', 10, 1, '30.00'],
    ['list 2018, a month: above the minimum', '2018', 11, 1, '33.00'],
  ])('%s of %s: %i users', (_, book, users, months, amount) => {
    expect(priceOf(scaleOf(book), users, months)).toBe(amount);
  });
});

describe('the edges of a band', () => {
  test.each([
    [0, '0.00'],
    [1, '4.00'],
    [250, '1000.00'],
    [251, '1003.00'],
    [1000, '3250.00'],
    [1001, '3252.00'],
  ])('%i users a month', (users, amount) => {
    expect(priceOf(scaleOf('2023'), users)).toBe(amount);
  });

  test('each band says its users, price and amount', () => {
    const [first, second] = [
      { currency: 'USD', minor: 100_000 },
      { currency: 'USD', minor: 75_000 },
    ];
    expect(priceQuantity(scaleOf('2023'), 500)?.bands).toEqual([
      { from: 1, to: 250, quantity: 250, unitPrice: '4.00', listAmount: first, amount: first },
      { from: 251, to: 1000, quantity: 250, unitPrice: '3.00', listAmount: second, amount: second },
    ]);
  });

  test('bands that end price nothing above them', () => {
    expect(priceOf(scaleOf('2023', { bands: [{ from: 1, to: 500, unitPrice: '4' }] }), 501)).toBeNull();
  });
});

describe('discount and minimum', () => {
  test('a discount is taken off the list and off its minimum', () => {
    expect(priceOf(scaleOf('2023', { discountPercent: 12.5 }), 500)).toBe('1531.25');
    expect(priceOf(scaleOf('2018', { discountPercent: 20 }), 1)).toBe('24.00');
  });

  test('a contract has a minimum of its own, after discount', () => {
    expect(priceOf(scaleOf('2023', { discountPercent: 50, floor: '500' }), 200)).toBe('500.00');
    expect(priceOf(scaleOf('2023', { discountPercent: 50, floor: '500' }), 300)).toBe('575.00');
  });
});

const anyScale = fc
  .record({
    list: fc.constantFrom(...PRICE_LISTS),
    discount: fc.integer({ min: 0, max: 1_000_000 }),
    floor: fc.option(fc.nat(5000).map(String)),
  })
  .map(({ list, discount, floor }) => scaleOfList(list, discount / 10_000, floor));

test('a price never falls as users rise', () => {
  fc.assert(
    fc.property(anyScale, fc.nat(3000), fc.nat(50), fc.constantFrom(1, 10), (scale, users, more, months) => {
      const [low, high] = [priceQuantity(scale, users, months), priceQuantity(scale, users + more, months)];
      expect(high?.amount.minor).toBeGreaterThanOrEqual(low?.amount.minor ?? Number.NaN);
    }),
  );
});

test('bands and top-up are exactly the amount, and their users are all users', () => {
  fc.assert(
    fc.property(anyScale, fc.nat(3000), (scale, users) => {
      const price = priceQuantity(scale, users);
      if (!price) throw new Error('no price');
      const parts = [...price.bands.map(({ amount }) => amount), price.topUp];
      expect(sumMoney('USD', parts)).toEqual(price.amount);
      expect(price.bands.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(users);
    }),
  );
});

describe('the book of a date', () => {
  test.each([
    ['2018', 'list 2018'],
    ['2018-07', 'list 2018'],
    ['2022-12-31', 'list 2018'],
    ['2023-01-01', 'list 2023'],
    ['2026-11', 'list 2023'],
  ])('%s is %s', (book, name) => {
    expect(findPriceList(book)).toMatchObject({ kind: 'found', list: { name } });
  });

  test.each([
    ['2017', 'book: 2017 is before the oldest list known, list 2018'],
    ['soon', 'book: "soon" is no date such as 2023-11-24, 2023-11 or 2023'],
    ['2023-02-30', 'book: "2023-02-30" is no date such as 2023-11-24, 2023-11 or 2023'],
    ['2023-13', 'book: "2023-13" is no date such as 2023-11-24, 2023-11 or 2023'],
  ])('%s is none', (book, problem) => {
    expect(findPriceList(book)).toEqual({ kind: 'none', problem });
  });

  test('what is weakly known is said where it is used', () => {
    const list = PRICE_LISTS[1];
    if (!list) throw new Error('no list');
    expect(assumptionsOfList(list, 1000)).toEqual(list.assumptions);
    expect(assumptionsOfList(list, 1001)).toContain('list 2023: the price from user 1001 on is a weak guess');
    expect(assumptionsOfList(list, 10)).toContain('list 2023: no minimum is known');
  });
});

describe('bands are refused', () => {
  const first = { from: 1, to: 250, unitPrice: '4' };
  test.each([
    ['overlapping', [first, { from: 250, unitPrice: '3' }], 'from 250 overlaps the band before, which goes to 250'],
    ['falling', [first, { from: 251, to: 200, unitPrice: '3' }], 'to 200 falls below from 251'],
    [
      'falling back',
      [first, { from: 251, to: 300, unitPrice: '3' }, { from: 100, unitPrice: '2' }],
      'from 100 falls below 251, where the band before starts',
    ],
    ['with a gap', [first, { from: 301, unitPrice: '3' }], 'from 301 leaves users 251 to 300 without a price'],
    ['not from 1 on', [{ from: 2, unitPrice: '3' }], 'from 2: the first band starts at 1'],
    [
      'after the last',
      [{ from: 1, unitPrice: '3' }, first],
      'from 1 comes after a band without "to", which has no end',
    ],
  ])('%s', (_, bands, message) => {
    expect(bandsSchema.safeParse(bands).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  test('with a price below zero', () => {
    expect(bandsSchema.safeParse([{ from: 1, unitPrice: -3 }])).toMatchObject({
      error: { issues: [{ path: [0, 'unitPrice'], message: '"-3" is no amount such as 17500 or 4.20' }] },
    });
  });
});
