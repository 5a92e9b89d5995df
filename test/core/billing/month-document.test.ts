import { describe, expect, test } from '@jest/globals';
import type { Invoice } from '../../../core/billing/invoices.ts';
import { composeMonth } from '../../../core/billing/month-document.ts';
import { daily, rates } from './charges.ts';

const NOVEMBER: Invoice = { period: '2026-11', quantity: 200, amount: '800', currency: 'USD' };
const DECEMBER: Invoice = { period: '2026-12', quantity: 500, amount: '2161.67', currency: 'USD' };
/** 300 more on the 18th of November. */
const observed = daily('2026-10-31', [200, 18], [500, 44]);
const month = (invoices: readonly Invoice[], [first, last]: [string, string] = ['2026-11-01', '2026-11-30']) => {
  const { accrued, open, lines } = composeMonth(rates({ kind: 'monthly' }, { invoices }), observed, [
    first,
    last,
  ]).document;
  return { accrued, open, bases: lines.filter(({ kind }) => kind === 'accrued').map(({ basis }) => basis) };
};
const OPEN = { invoice: '2026-12', estimated: '411.67' };

describe('the additions of a month are accrued', () => {
  test.each<[string, readonly Invoice[], object]>([
    ['as estimated until they are invoiced', [NOVEMBER], { accrued: '411.67', open: [], bases: ['estimated'] }],
    [
      'as invoiced once the invoice names them',
      [NOVEMBER, { ...DECEMBER, additions: '400' }],
      { accrued: '400.00', open: [], bases: ['invoiced'] },
    ],
    [
      'not at all once the invoice says that there are none',
      [NOVEMBER, { ...DECEMBER, additions: '0' }],
      { accrued: '0.00', open: [], bases: [] },
    ],
    [
      'as estimated before it, and open, where the invoice does not name them',
      [NOVEMBER, DECEMBER],
      { accrued: '411.67', open: [OPEN], bases: ['estimated'] },
    ],
  ])('%s', (_, invoices, expected) => {
    expect(month(invoices)).toEqual(expected);
  });

  test('the month of that invoice says that it is taken whole, and accrues nothing', () => {
    expect(month([NOVEMBER, DECEMBER], ['2026-12-01', '2026-12-31'])).toMatchObject({ accrued: '0.00', open: [OPEN] });
    expect(month([NOVEMBER, DECEMBER], ['2026-10-01', '2026-10-31'])).toMatchObject({ accrued: '0.00', open: [] });
  });

  test('nothing is open where nobody was added', () => {
    const quiet = daily('2026-10-31', [200, 40]);
    const by = rates({ kind: 'monthly' }, { invoices: [NOVEMBER, { ...DECEMBER, quantity: 200, amount: '800' }] });
    expect(composeMonth(by, quiet, ['2026-11-01', '2026-11-30']).document).toMatchObject({ accrued: '0.00', open: [] });
  });
});
