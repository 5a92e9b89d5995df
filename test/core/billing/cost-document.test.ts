import { describe, expect, test } from '@jest/globals';
import { costDocumentOf, costDocumentSchema, roughDocumentOf } from '../../../core/billing/cost-document.ts';
import { costOfDrift } from '../../../core/billing/drift-cost.ts';
import { roughCost } from '../../../core/billing/rough-cost.ts';
import { LIST_2023 } from './books.ts';
import { daily, rates } from './charges.ts';

const today = '2026-11-23';
const november = daily('2026-11-01', [200, 17], [500, 6]);
const own = {
  invoices: [{ period: '2026-11', quantity: 200, amount: '800', currency: 'USD' }],
  quotes: [{ date: '2026-11-20', quantity: 500, amount: '1750', currency: 'USD' }],
};

test('what the digest of EXAMPLES needs', () => {
  const document = costDocumentOf(costOfDrift(rates({ kind: 'monthly' }, own), november, 300, today));
  const deadline = { fixBy: '2026-11-27', countedOn: '2026-11-30', startsOn: '2026-12-01' };
  expect(document).toEqual({
    kind: 'monthly',
    currency: 'USD',
    period: ['2026-11-01', '2026-12-01'],
    base: { users: 200, amount: '800.00' },
    lockedIn: {
      users: 300,
      amount: '411.67',
      added: [{ day: '2026-11-18', users: 300, amount: '411.67', days: 13, ofDays: 30 }],
    },
    avoidable: { accounts: 300, amount: '950.00', per: 'month', perYear: '11400.00', deadline },
    missed: null,
    sources: [
      { source: 'your invoice', of: '2026-11' },
      { source: 'your quote', of: '2026-11-20' },
    ],
    verified: true,
    missingQuotes: [],
    assumptions: [expect.stringMatching(/^additions are prorated by whole days, of 30/)],
  });
  expect(costDocumentSchema.parse(document)).toEqual(document);
});

test('figures of a list are not verified, and say which quotes are missing', () => {
  const document = costDocumentOf(
    costOfDrift(rates({ kind: 'monthly' }, { ...own, quotes: [] }), november, 300, today),
  );
  expect(document).toMatchObject({ verified: false, missingQuotes: [500] });
});

describe('every kind reads back as it was', () => {
  const rough = roughCost(LIST_2023, 500, 300);
  test.each([
    ['annual', costDocumentOf(costOfDrift(rates({ kind: 'annual', renewal: '2026-03-01' }), november, 300, today))],
    ['enterprise', costDocumentOf(costOfDrift(rates({ kind: 'enterprise' }), november, 300, today))],
    ['unpriced', costDocumentOf(costOfDrift(rates({ kind: 'monthly' }, { list: null }), november, 300, today))],
    ['rough', rough && roughDocumentOf(rough)],
  ])('%s', (kind, document) => {
    expect(document?.kind).toBe(kind);
    expect(costDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });
});
