import { describe, expect, test } from '@jest/globals';
import { findCliffs } from '../../../core/billing/cliffs.ts';
import type { KnownPrice } from '../../../core/billing/price-book.ts';
import { INVOICE_200 } from './books.ts';

const quote = (quantity: number, dollars: number, date = '2026-11-20'): KnownPrice => ({
  quantity,
  amount: { currency: 'USD', minor: dollars * 100 },
  source: { kind: 'quote', date },
  date,
});
const quotes = [quote(500, 17_500), quote(400, 14_500), quote(600, 20_500)];

describe('where the price jumps around a count', () => {
  test.each([
    [
      'just above a size',
      401,
      {
        fits: { size: 500, room: 99 },
        below: { size: 400, remove: 1, saves: { minor: 300_000 } },
        above: { size: 600, after: 100 },
      },
    ],
    [
      'exactly a size',
      500,
      {
        fits: { size: 500, room: 0 },
        below: { size: 400, remove: 100 },
        above: { size: 600, after: 1, costs: { minor: 300_000 } },
      },
    ],
    ['above all quotes', 601, { fits: null, below: { size: 600, remove: 1, saves: null }, above: null }],
    ['below all quotes', 10, { fits: { size: 400, room: 390 }, below: null, above: { size: 500, after: 391 } }],
  ])('%s', (_, users, expected) => {
    expect(findCliffs(quotes, users)).toMatchObject(expected);
  });
});

test('only quotes are asked, and of one size the newest', () => {
  expect(findCliffs([INVOICE_200], 150)).toEqual({ fits: null, below: null, above: null });
  expect(findCliffs([quote(500, 18_000, '2026-12-01'), ...quotes], 450)).toMatchObject({
    fits: { amount: { minor: 1_800_000 } },
  });
});
