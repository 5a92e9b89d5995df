import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalOf } from '../../../core/billing/money.ts';
import type { PriceBook } from '../../../core/billing/price-book.ts';
import { saySource } from '../../../core/billing/price-source.ts';
import { savingPrices } from '../../../core/billing/saving-prices.ts';
import { type RemedyGroup, savingOf, savingsInOrder, savingsOf } from '../../../core/billing/savings.ts';
import { ASSUMED_TIERS } from '../../../core/billing/tiers.ts';
import { annual2023, monthly2023 } from '../../prices.ts';
import { book, CONTRACT_BANDS, INVOICE_200, QUOTE_500 } from './books.ts';

const contract = { currency: 'USD', bands: CONTRACT_BANDS, minimum: null, discountPercent: 0, floor: null };
const known = book({ known: [INVOICE_200, QUOTE_500], contract });
const plan: RemedyGroup[] = [
  { id: 'non-billable-policy', accounts: 231 },
  { id: 'leave', accounts: 57 },
  { id: 'partner-site', accounts: 12 },
];

function told(groups: readonly RemedyGroup[], billed: number, by: PriceBook) {
  const savings = savingsOf(groups, billed, by);
  if (savings.kind === 'unpriced') return savings;
  return [savings.groups.map(({ saves }) => decimalOf(saves)), decimalOf(savings.total)];
}

test('the plan of EXAMPLES: cumulative in its order, together the whole drift', () => {
  expect(told(plan, 500, known)).toEqual([['693.00', '209.00', '48.00'], '950.00']);
  expect(savingsOf(plan, 500, known)).toMatchObject({
    groups: [{ together: { minor: 69_300 } }, { together: { minor: 90_200 } }, { together: { minor: 95_000 } }],
  });
});

test('the sources are said, the best first', () => {
  const savings = savingsOf(plan, 500, known);
  expect(savings.kind === 'priced' && savings.sources.map(saySource)).toEqual([
    'your invoice',
    'your quote',
    'your contract',
  ]);
});

test('a prepaid year saves by the tier that is reached', () => {
  const annual = book({ months: 10, tiers: ASSUMED_TIERS });
  expect(told(plan, 500, annual)).toEqual([['6000.00', '0.00', '3500.00'], '9500.00']);
});

describe('without a contract, your own prices and the steps of the list between them', () => {
  const cheap = { ...INVOICE_200, amount: { currency: 'USD', minor: 64_000 } };

  test('the groups add up to exactly what invoice and quote say', () => {
    const by = book({ known: [cheap, QUOTE_500] });
    // 1110 in the shares of 693, 209 and 48 of 950.
    expect(told(plan, 500, by)).toEqual([['809.72', '244.20', '56.08'], '1110.00']);
    expect(told([{ id: 'all', accounts: 300 }], 500, by)).toEqual([['1110.00'], '1110.00']);
  });

  test('with one end unknown the list prices all', () => {
    expect(told(plan, 500, book({ known: [cheap] }))).toEqual([['693.00', '209.00', '48.00'], '950.00']);
  });

  test('below the smallest size that is known the list goes on in your proportion', () => {
    const priceOf = savingPrices(book({ known: [cheap, QUOTE_500] }), 500, 200);
    const at = (quantity: number) => {
      const price = priceOf(quantity);
      return price.kind === 'priced' && decimalOf(price.amount);
    };
    expect([at(100), at(600), at(0)]).toEqual(['320.00', '2050.00', '0.00']);
  });
});

describe('edges', () => {
  test.each([
    ['no group', [], 500, [[], '0.00']],
    ['more accounts than are billed', [{ id: 'all', accounts: 900 }], 500, [['1750.00'], '1750.00']],
  ])('%s', (_, groups, billed, expected) => {
    expect(told(groups, billed, book())).toEqual(expected);
  });

  test('a size that nothing prices is named', () => {
    expect(told(plan, 500, book({ list: null }))).toEqual({ kind: 'unpriced', quantities: [500, 269, 212, 200] });
  });
});

describe('properties', () => {
  const groups = fc.array(fc.nat(400), { maxLength: 6 });
  const anyBook = fc.constantFrom(known, book(), book({ months: 10, tiers: ASSUMED_TIERS }));

  test('the groups add up to the difference between before and after, in any order', () => {
    fc.assert(
      fc.property(anyBook, groups, fc.integer({ min: 0, max: 1500 }), (by, sizes, billed) => {
        const named = sizes.map((accounts, index) => ({ id: String(index), accounts }));
        const once = savingsOf([{ id: 'all', accounts: sizes.reduce((a, b) => a + b, 0) }], billed, by);
        for (const order of [named, named.toReversed()]) {
          const savings = savingsOf(order, billed, by);
          if (savings.kind === 'unpriced' || once.kind === 'unpriced') throw new Error('unpriced');
          expect(savings.total.minor).toBe(once.total.minor);
          expect(savings.groups.every(({ saves }) => saves.minor >= 0)).toBe(true);
        }
      }),
    );
  });

  test('two equal groups may change places', () => {
    fc.assert(
      fc.property(anyBook, fc.nat(300), fc.integer({ min: 0, max: 1500 }), (by, accounts, billed) => {
        const [one, other] = [
          { id: 'a', accounts },
          { id: 'b', accounts },
        ];
        expect(told([one, other], billed, by)).toEqual(told([other, one], billed, by));
      }),
    );
  });
});

describe('by any prices', () => {
  test("the guide's table, list 2023, annual: 200 cost $8,000 and 500 cost $17,500", () => {
    expect([annual2023(0), annual2023(200), annual2023(500)]).toEqual([0, 800_000, 1_750_000]);
    expect(savingOf(500, 200, annual2023)).toBe(950_000);
  });

  test('without a price there is no saving', () => {
    expect(savingOf(500, 200, (billable) => (billable === 500 ? 1 : null))).toBeNull();
    expect(savingsInOrder(10, [1, 2], () => null)).toEqual([null, null]);
  });

  test('savings in order add up to that of all together', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 6 }), fc.nat(2000), (groups, rest) => {
        const all = groups.reduce((sum, accounts) => sum + accounts, 0);
        const sum = savingsInOrder(all + rest, groups, monthly2023).reduce<number>(
          (total, saving) => total + (saving ?? 0),
          0,
        );
        expect(sum).toBe(savingOf(all + rest, rest, monthly2023));
      }),
    );
  });
});
