import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contractSchema } from '../../core/billing/contract.ts';
import { costOfDrift } from '../../core/billing/drift-cost.ts';
import { decimalOf } from '../../core/billing/money.ts';
import { PRICE_LISTS } from '../../core/billing/price-lists.ts';
import type { Rates } from '../../core/billing/rates.ts';
import { savingOf } from '../../core/billing/savings.ts';
import { fixByOf, type PlanPrices, planPrices, premiumOf } from '../../core/plan-prices.ts';

const LIST = PRICE_LISTS.find(({ name }) => name === 'list 2023');
const TODAY = '2026-11-23';

function ratesOf(term: object, currency = 'USD'): Rates {
  const contract = contractSchema.parse({ currency, terms: [{ from: '2026-01-01', ...term }] });
  return { contract, invoices: [], quotes: [], list: null };
}

function prices(rates: Rates | null, external = 0): PlanPrices {
  if (!LIST) throw new Error('there is no list of 2023');
  return planPrices(rates, LIST, TODAY, { most: 500, least: 200, external });
}

/** What 300 of 500 users save a month and a year, and by which prices. */
function saved(rates: Rates | null, external = 0) {
  const found = prices(rates, external);
  if (found.kind !== 'priced') return found;
  const { perMonth, perYear, basis, source } = found;
  return [savingOf(500, 200, perMonth), savingOf(500, 200, perYear), basis, source];
}

test.each<[string, Rates | null, unknown]>([
  ['nobody has said how it is billed', null, [95_000, 950_000, 'rough', 'list 2023, unverified']],
  [
    'a monthly contract with its price',
    ratesOf({ kind: 'monthly', unitPrice: '2.00' }),
    [60_000, 720_000, 'monthly', 'your contract'],
  ],
  ['a monthly one without', ratesOf({ kind: 'monthly' }), [95_000, 1_140_000, 'monthly', 'list 2023, unverified']],
  [
    'a prepaid year, in its tiers',
    ratesOf({ kind: 'annual', unitPrice: '2.00', tiers: [250, 500], monthsCharged: 10 }),
    // A twelfth of each of the two prices, rounded.
    [41_666, 500_000, 'prepaid', 'your contract'],
  ],
  ['an Enterprise plan', ratesOf({ kind: 'enterprise' }), expect.objectContaining({ kind: 'enterprise' })],
  ['no price, and no list in euro', ratesOf({ kind: 'monthly' }, 'EUR'), expect.objectContaining({ kind: 'unpriced' })],
])('%s', (_, rates, expected) => {
  expect(saved(rates)).toEqual(expected);
});

describe('invoice and quote', () => {
  const invoice = { period: '2026-11', quantity: 200, amount: '640.00', currency: 'USD' };
  const quote = { date: '2026-11-20', quantity: 500, amount: '1750.00', currency: 'USD' };
  const both = { ...ratesOf({ kind: 'monthly' }), invoices: [invoice], quotes: [quote] };

  test('an invoice of one size does not stand beside a list of the others', () => {
    const rates = ratesOf({ kind: 'monthly' });
    expect(saved({ ...rates, invoices: [invoice] })).toEqual(saved(rates));
  });

  test.each<[string, Rates, number, unknown]>([
    [
      'price both ends',
      both,
      0,
      [111_000, 1_332_000, 'monthly', 'your invoice and your quote; between them the steps of list 2023'],
    ],
    [
      'with the bands of a contract between them',
      { ...both, contract: ratesOf({ kind: 'monthly', unitPrice: '3.50' }).contract },
      0,
      [111_000, 1_332_000, 'monthly', "your invoice and your quote; between them your contract's bands"],
    ],
    [
      'are of all who are billed: external users stand in both ends',
      {
        ...both,
        invoices: [{ ...invoice, quantity: 284 }],
        quotes: [{ ...quote, quantity: 584 }],
      },
      84,
      [111_000, 1_332_000, 'monthly', 'your invoice and your quote; between them the steps of list 2023'],
    ],
  ])('%s', (_, rates, external, expected) => {
    expect(saved(rates, external)).toEqual(expected);
  });

  /** What 500 and 200 accounts cost, paid with the external users that are billed besides. */
  function paid(kind: object, [high, low]: readonly [number, number], external: number): Rates {
    return {
      ...ratesOf(kind),
      list: LIST ?? null,
      invoices: [{ ...invoice, quantity: 200 + external, amount: decimalOf({ currency: 'USD', minor: low }) }],
      quotes: [{ ...quote, quantity: 500 + external, amount: decimalOf({ currency: 'USD', minor: high }) }],
    };
  }

  test('say the same as the money of the digest, to the cent, whatever was paid', () => {
    const amounts = fc.tuple(fc.integer({ min: 200_000, max: 400_000 }), fc.integer({ min: 10_000, max: 200_000 }));
    const kinds = fc.constantFrom({ kind: 'monthly' }, { kind: 'annual', renewal: '2026-12-01' });
    fc.assert(
      fc.property(kinds, amounts, fc.nat(100), (kind, both, external) => {
        const rates = paid(kind, both, external);
        const cost = costOfDrift(rates, [{ date: TODAY, users: 500 + external }], 300, TODAY);
        const found = prices(rates, external);
        if (!('avoidable' in cost) || found.kind !== 'priced') throw new Error('there is no price');
        const { amount, perYear, per } = cost.avoidable ?? {};
        const together = per === 'month' ? found.perMonth : found.perYear;
        expect(savingOf(500, 200, together)).toBe(amount?.minor);
        expect(savingOf(500, 200, found.perYear)).toBe(perYear?.minor);
      }),
    );
  });
});

describe('what only a contract tells', () => {
  test.each<[string, Rates | null, unknown]>([
    ['no contract', null, [null, 'unknown']],
    ['monthly from the first', ratesOf({ kind: 'monthly' }), ['2026-11-27', 'not-bought']],
    ['with Premium', ratesOf({ kind: 'monthly', premium: {} }), ['2026-11-27', 'bought']],
  ])('%s', (_, rates, expected) => {
    expect([fixByOf(rates, TODAY), premiumOf(rates, TODAY)]).toEqual(expected);
  });
});
