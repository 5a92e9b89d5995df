import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalOf } from '../../../core/billing/money.ts';
import {
  type KnownPrice,
  missingQuotes,
  type PriceBook,
  priceAt,
  priceLadder,
} from '../../../core/billing/price-book.ts';
import { isVerified, saySource, sourcesOf } from '../../../core/billing/price-source.ts';
import { ASSUMED_TIERS } from '../../../core/billing/tiers.ts';
import { book, CONTRACT_BANDS, INVOICE_200, LIST_2018, LIST_2023, QUOTE_500 } from './books.ts';

const contract = { currency: 'USD', bands: CONTRACT_BANDS, minimum: null, discountPercent: 0, floor: null };
const known = [INVOICE_200, QUOTE_500];

function told(from: PriceBook, quantity: number) {
  const price = priceAt(from, quantity);
  return price.kind === 'unpriced' ? 'unpriced' : [decimalOf(price.amount), saySource(price.source)];
}

describe('where a price comes from, in this order', () => {
  test.each([
    [200, ['800.00', 'your invoice']],
    [500, ['1750.00', 'your quote']],
    [269, ['1057.00', 'your contract']],
    [501, ['1753.00', 'your contract']],
  ])('%i users with invoice, quote and contract', (quantity, expected) => {
    expect(told(book({ known, contract }), quantity)).toEqual(expected);
  });

  test('without a contract the list prices what is not known, and says so', () => {
    expect(told(book({ known }), 269)).toEqual(['1057.00', 'list 2023, unverified']);
  });

  test('one invoice does not price another size: without list or bands it is unpriced', () => {
    expect(told(book({ known, list: null }), 269)).toBe('unpriced');
    expect(missingQuotes(book({ known: [INVOICE_200] }), [200, 500, 500])).toEqual([500]);
  });

  test('nothing is converted: a list in another currency prices nothing', () => {
    expect(told(book({ currency: 'EUR' }), 200)).toBe('unpriced');
  });

  test('only a list is unverified', () => {
    expect(sourcesOf([QUOTE_500, INVOICE_200, QUOTE_500]).map(saySource)).toEqual(['your invoice', 'your quote']);
    expect(isVerified({ kind: 'contract' })).toBe(true);
    expect(isVerified({ kind: 'list', name: 'list 2023' })).toBe(false);
  });
});

describe('known sizes hold the bands between them', () => {
  const dear: KnownPrice = { ...INVOICE_200, amount: { currency: 'USD', minor: 90_000 } };
  test.each([
    [
      'a size below a cheaper quote',
      book({ known: [QUOTE_500], contract: { ...contract, bands: [{ from: 1, unitPrice: '9' }] } }),
      499,
      '1750.00',
    ],
    ['a size above a dearer invoice', book({ known: [dear], contract }), 201, '900.00'],
    ['by list too', book({ known: [dear] }), 201, '900.00'],
  ])('%s', (_, from, quantity, amount) => {
    expect(told(from, quantity)[0]).toBe(amount);
    expect(priceAt(from, quantity)).toMatchObject({
      bands: [],
      assumptions: expect.arrayContaining([`${quantity} users: held between the prices of the sizes you know`]),
    });
  });

  test('the newer of two prices of one size holds', () => {
    const renewed: KnownPrice = { ...INVOICE_200, amount: { currency: 'USD', minor: 84_000 }, date: '2026-12-01' };
    expect(told(book({ known: [INVOICE_200, renewed] }), 200)).toEqual(['840.00', 'your invoice']);
    expect(told(book({ known: [renewed, INVOICE_200] }), 200)).toEqual(['840.00', 'your invoice']);
  });
});

describe('prices to be subtracted are of one kind', () => {
  const discounted: KnownPrice = { ...INVOICE_200, amount: { currency: 'USD', minor: 64_000 } };
  test('if the list has to price one, it prices all', () => {
    const ladder = priceLadder(book({ known: [discounted] }), [500, 200]);
    expect(ladder.map((price) => price.kind === 'priced' && decimalOf(price.amount))).toEqual(['1750.00', '800.00']);
  });

  test('else each comes from where it is known best', () => {
    const ladder = priceLadder(book({ known, contract }), [500, 269, 212, 200]);
    expect(ladder.map((price) => price.kind === 'priced' && saySource(price.source))).toEqual([
      'your quote',
      'your contract',
      'your contract',
      'your invoice',
    ]);
  });
});

describe('a prepaid year is priced at the top of its tier, ten months', () => {
  const annual = book({ months: 10, tiers: ASSUMED_TIERS });
  test.each([
    [200, '8000.00'],
    [201, '11500.00'],
    [300, '11500.00'],
    [500, '17500.00'],
    [49, '1960.00'],
    [1001, '32520.00'],
  ])('%i users', (quantity, amount) => {
    expect(told(annual, quantity)[0]).toBe(amount);
  });

  test('assumed tiers are said', () => {
    expect(priceAt(annual, 201)).toMatchObject({
      assumptions: expect.arrayContaining(["201 users priced as the tier of 300; Guard's own tiers are not known"]),
    });
    expect(priceAt({ ...annual, tiers: { sizes: [300], origin: 'contract' } }, 201)).toMatchObject({
      assumptions: LIST_2023.assumptions,
    });
  });

  test('a size that was quoted is a size that is sold', () => {
    const quoted: KnownPrice = { ...QUOTE_500, quantity: 480, amount: { currency: 'USD', minor: 1_650_000 } };
    expect(told({ ...annual, known: [quoted] }, 470)).toEqual(['16500.00', 'your quote']);
    expect(told({ ...annual, known: [quoted] }, 481)).toEqual(['17500.00', 'list 2023, unverified']);
  });
});

const anyKnown: fc.Arbitrary<KnownPrice> = fc.record({
  quantity: fc.integer({ min: 1, max: 1500 }),
  amount: fc.record({ currency: fc.constant('USD'), minor: fc.nat(500_000) }),
  source: fc.constant({ kind: 'quote' as const, date: '2026-11-20' }),
  date: fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01'),
});
const anyBook: fc.Arbitrary<PriceBook> = fc.record({
  currency: fc.constant('USD'),
  months: fc.constantFrom(1, 10),
  tiers: fc.constantFrom(null, ASSUMED_TIERS, { sizes: [25, 700], origin: 'contract' as const }),
  known: fc.array(anyKnown, { maxLength: 4 }),
  contract: fc.constantFrom(null, contract),
  list: fc.constantFrom(LIST_2018, LIST_2023),
  discountPercent: fc.constantFrom(0, 12.5),
  floor: fc.constantFrom(null, '900'),
});

test('a price never falls as users rise, whatever invoices, quotes, bands and tiers are known', () => {
  fc.assert(
    fc.property(anyBook, fc.nat(1600), fc.nat(40), (from, users, more) => {
      const [low, high] = [priceAt(from, users), priceAt(from, users + more)];
      if (low.kind === 'unpriced' || high.kind === 'unpriced') throw new Error('unpriced');
      expect(high.amount.minor).toBeGreaterThanOrEqual(low.amount.minor);
    }),
    { numRuns: 500 },
  );
});
