import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BridgeCounts, bridgeInvoice, listInvoices } from '../../../core/billing/bridge.ts';
import type { Invoice } from '../../../core/billing/invoices.ts';
import { addMoney, decimalOf } from '../../../core/billing/money.ts';
import { rates } from './charges.ts';

const invoice: Invoice = { period: '2026-11', quantity: 595, amount: '2100.00', currency: 'USD' };
const counts: BridgeCounts = { counted: 500, external: 84, peak: 6, unknown: 2 };
const before: Invoice = { period: '2026-10', quantity: 592, amount: '2026.00', currency: 'USD' };
const own = rates({
  kind: 'monthly',
  bands: [
    { from: 1, to: 250, unitPrice: 4 },
    { from: 251, unitPrice: 3 },
  ],
});

test('question 7 of EXAMPLES: 500 + 84 + 6 + 2 = 592, 3 unexplained', () => {
  expect(bridgeInvoice(own, invoice, counts)).toMatchObject({ explained: 592, billed: 595, unexplained: 3 });
});

describe('money: quantity and price apart', () => {
  test.each([
    ['by the contract', [], ['2026.00', '9.00', '65.00']],
    ['the invoice itself is no proof of itself', [invoice], ['2026.00', '9.00', '65.00']],
    ['the invoice before it is', [{ ...before, amount: '2020.00' }], ['2020.00', '15.00', '65.00']],
  ])('%s', (_, invoices, expected) => {
    const { money } = bridgeInvoice({ ...own, invoices }, invoice, counts);
    expect(money && [money.expected, money.quantityEffect, money.priceEffect].map(decimalOf)).toEqual(expected);
  });

  test('additions of the period before stand apart', () => {
    const { money } = bridgeInvoice(own, { ...invoice, additions: '65' }, counts);
    expect(money && [money.base, money.additions, money.priceEffect].map(decimalOf)).toEqual([
      '2035.00',
      '65.00',
      '0.00',
    ]);
  });

  test('nothing priced it: no money, and the counts all the same', () => {
    const unpriced = rates({ kind: 'monthly' }, { list: null });
    expect(bridgeInvoice(unpriced, invoice, counts)).toMatchObject({ unexplained: 3, money: null });
    expect(bridgeInvoice(own, { ...invoice, currency: 'EUR' }, counts).money).toBeNull();
  });

  test('the effects add up to the invoice', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(900_000), fc.nat(2000), (quantity, minor, counted) => {
        const bill = { ...invoice, quantity, amount: String(minor / 100) };
        const { money } = bridgeInvoice(own, bill, { counted, external: 0, peak: 0, unknown: 0 });
        if (!money) throw new Error('no money');
        const { expected, quantityEffect, priceEffect, additions } = money;
        expect([quantityEffect, priceEffect, additions].reduce(addMoney, expected)).toEqual(money.amount);
      }),
    );
  });
});

test('the list shows every period, also one whose invoice is missing', () => {
  const listed = listInvoices(
    { ...own, invoices: [invoice, { ...before, period: '2026-09' }] },
    new Map([['2026-11-01', counts]]),
    '2026-12-05',
  );
  expect(
    listed.map(({ period, invoice: entered, bridge }) => [period.start, entered?.quantity, bridge?.unexplained]),
  ).toEqual([
    ['2026-09-01', 592, undefined],
    ['2026-10-01', undefined, undefined],
    ['2026-11-01', 595, 3],
    ['2026-12-01', undefined, undefined],
  ]);
  expect(listInvoices(own, new Map(), '2026-12-05')).toEqual([]);
});
