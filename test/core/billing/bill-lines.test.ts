import { describe, expect, test } from '@jest/globals';
import { type BillLine, billLines } from '../../../core/billing/bill-lines.ts';
import { chargeBills, chargePremium } from '../../../core/billing/charge-bills.ts';
import type { Invoice } from '../../../core/billing/invoices.ts';
import { decimalOf } from '../../../core/billing/money.ts';
import { daily, rates } from './charges.ts';

const november: Invoice = { period: '2026-11', quantity: 200, amount: '800', currency: 'USD', number: 'AT-7' };
const december: Invoice = { period: '2026-12', quantity: 500, amount: '2161.67', additions: '411.67', currency: 'USD' };
const history = daily('2026-10-31', [200, 18], [500, 20]);
const today = '2026-12-07';
const said = ({ charge, origin, counted }: BillLine) => [
  charge.kind,
  charge.from,
  counted ? charge.quantity : null,
  decimalOf(charge.amount),
  origin.kind === 'invoice' ? (origin.number ?? 'no number') : 'estimate',
];

function linesOf(invoices: readonly Invoice[], observed = history) {
  const by = rates({ kind: 'monthly' }, { invoices });
  return billLines(by, chargeBills(by, observed, today).charges).map(said);
}

describe('an invoice stands for all that was invoiced with it', () => {
  test.each([
    [
      'none',
      [],
      [
        ['base', '2026-10-01', 200, '800.00', 'estimate'],
        ['base', '2026-11-01', 200, '800.00', 'estimate'],
        ['addition', '2026-11-18', 300, '411.67', 'estimate'],
        ['base', '2026-12-01', 500, '1750.00', 'estimate'],
      ],
    ],
    [
      'its base, and the additions of the period before',
      [november, december],
      [
        ['base', '2026-10-01', 200, '800.00', 'estimate'],
        ['base', '2026-11-01', 200, '800.00', 'AT-7'],
        ['addition', '2026-11-18', 300, '411.67', 'no number'],
        ['base', '2026-12-01', 500, '1750.00', 'no number'],
      ],
    ],
    [
      'an amount that names no additions has them in it',
      [{ ...december, additions: undefined }],
      [
        ['base', '2026-10-01', 200, '800.00', 'estimate'],
        ['base', '2026-11-01', 200, '800.00', 'estimate'],
        ['base', '2026-12-01', 500, '2161.67', 'no number'],
      ],
    ],
  ])('%s', (_, invoices, expected) => {
    expect(linesOf(invoices.map((invoice) => ({ ...invoice })))).toEqual(expected);
  });

  test('additions of which no snapshot tells are an amount without users', () => {
    expect(linesOf([december], [])).toEqual([
      ['addition', '2026-11-01', null, '411.67', 'no number'],
      ['base', '2026-12-01', 500, '1750.00', 'no number'],
    ]);
  });
});

describe('charges of every known period', () => {
  test('a period without a price is left out by name', () => {
    const by = rates({ kind: 'monthly' }, { list: null, invoices: [november] });
    const { charges, unpriced } = chargeBills(by, daily('2026-10-31', [200, 40]), '2026-12-05');
    expect(charges.map(({ from }) => from)).toEqual(['2026-10-01', '2026-11-01', '2026-12-01']);
    expect(unpriced).toEqual([]);
    const rising = chargeBills(by, history, '2026-12-05');
    expect(rising.unpriced.map(({ period, quantities }) => [period.start, quantities])).toEqual([
      ['2026-11-01', [500]],
      ['2026-12-01', [500]],
    ]);
  });

  test('a period without a snapshot is taken as last known, and says so', () => {
    const { charges } = chargeBills(rates({ kind: 'monthly' }), daily('2026-10-31', [200, 1]), '2026-11-20');
    expect(charges.map(({ assumptions }) => assumptions.at(-1))).toEqual([
      expect.stringMatching(/^2026-10-01: taken as the 200|list 2023/),
      'no snapshot in the period of 2026-11-01: taken as last known',
    ]);
  });

  test('nothing known, nothing charged', () => {
    expect(chargeBills(rates({ kind: 'monthly' }), [], today)).toEqual({ charges: [], unpriced: [] });
  });
});

describe('Guard Premium', () => {
  const counts = daily('2026-10-31', [340, 20], [360, 20]);
  test.each([
    ['not bought', { kind: 'monthly' }, []],
    ['without a price', { kind: 'monthly', premium: {} }, []],
    [
      'each month, by the count it began with',
      { kind: 'monthly', premium: { unitPrice: 2 } },
      ['680.00', '680.00', '720.00'],
    ],
    ['as billed', { kind: 'enterprise', premium: { unitPrice: 2, quantity: 50 } }, ['100.00', '100.00', '100.00']],
    ['a prepaid year', { kind: 'annual', renewal: '2026-03-01', premium: { unitPrice: 2 } }, ['6800.00']],
  ])('%s', (_, term, amounts) => {
    expect(chargePremium(rates(term), counts, today).map(({ amount }) => decimalOf(amount))).toEqual(amounts);
  });
});
