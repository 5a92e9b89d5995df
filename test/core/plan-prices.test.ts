import { describe, expect, test } from '@jest/globals';
import { contractSchema } from '../../core/billing/contract.ts';
import { PRICE_LISTS } from '../../core/billing/price-lists.ts';
import type { Rates } from '../../core/billing/rates.ts';
import { fixByOf, type PlanPrices, planPrices, premiumOf } from '../../core/plan-prices.ts';
import { savingOf } from '../../core/savings.ts';

const LIST = PRICE_LISTS.find(({ name }) => name === 'list 2023');
const TODAY = '2026-11-23';

function ratesOf(term: object, currency = 'USD'): Rates {
  const contract = contractSchema.parse({ currency, terms: [{ from: '2026-01-01', ...term }] });
  return { contract, invoices: [], quotes: [], list: null };
}

function prices(rates: Rates | null): PlanPrices {
  if (!LIST) throw new Error('there is no list of 2023');
  return planPrices(rates, LIST, TODAY);
}

/** What 300 of 500 users save a month and a year, and by which prices. */
function saved(rates: Rates | null) {
  const found = prices(rates);
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

test('an invoice of one size does not stand beside a list of the others', () => {
  const rates = ratesOf({ kind: 'monthly' });
  const invoices = [{ period: '2026-11', quantity: 500, amount: '1000.00', currency: 'USD' }];
  expect(saved({ ...rates, invoices })).toEqual(saved(rates));
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
