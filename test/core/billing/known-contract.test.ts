import { describe, expect, test } from '@jest/globals';
import type { Invoice, Quote } from '../../../core/billing/invoices.ts';
import { doubtMonthly, knownContract } from '../../../core/billing/known-contract.ts';
import { LIST_2023 } from './books.ts';
import { contractOf } from './contracts.ts';

const invoice: Invoice = { period: '2026-03', quantity: 200, amount: '800', currency: 'USD' };
const quote: Quote = { date: '2026-02-20', quantity: 500, amount: '1750', currency: 'EUR' };

describe('without a contract in the settings', () => {
  const terms = (invoices: readonly Invoice[], quotes: readonly Quote[]) => {
    const known = knownContract({}, invoices, quotes);
    const [term] = known?.contract.terms ?? [];
    return known && term && [term.kind, term.from, 'renewal' in term ? term.renewal : null, known.contract.currency];
  };

  test.each([
    ['nobody has said', [], [], null],
    ['an invoice: monthly', [invoice], [quote], ['monthly', '2026-02-20', null, 'USD']],
    ['a quote alone', [], [quote], ['monthly', '2026-02-20', null, 'EUR']],
    ['a year', [{ ...invoice, plan: 'annual' as const }], [], ['annual', '2026-03-01', '2026-03-01', 'USD']],
    [
      'the plan holds for the next invoice too',
      [
        { ...invoice, plan: 'annual' as const },
        { ...invoice, period: '2027-03' },
      ],
      [],
      ['annual', '2026-03-01', '2027-03-01', 'USD'],
    ],
    [
      'a quote of another plan',
      [invoice],
      [{ ...quote, plan: 'annual' as const }],
      ['monthly', '2026-02-20', null, 'USD'],
    ],
  ])('%s', (_, invoices, quotes, expected) => {
    expect(terms(invoices, quotes)).toEqual(expected);
  });

  test('what is assumed is said', () => {
    expect(knownContract({}, [invoice], [])?.assumption).toBe(
      'your settings have no contract: taken as monthly, billed on the 1st, in USD',
    );
  });
});

test('the contract of the settings holds', () => {
  const contract = contractOf({ kind: 'annual' });
  expect(knownContract({ contract }, [invoice], [])).toEqual({ contract, assumption: null });
});

describe('what looks like the price of a year', () => {
  test.each([
    ['a year of 500 by list 2023', { quantity: 500, amount: '17500' }, true],
    ['a month of them', { quantity: 500, amount: '1750' }, false],
    ['twice the first price, to the cent', { quantity: 10, amount: '80.00' }, false],
    ['and a cent more', { quantity: 10, amount: '80.01' }, true],
    ['nobody', { quantity: 0, amount: '30' }, false],
    ['another currency than the list', { quantity: 500, amount: '17500', currency: 'EUR' }, false],
  ])('%s', (_, change, doubted) => {
    const doubt = doubtMonthly({ currency: 'USD', ...change }, LIST_2023);
    expect(doubt !== null).toBe(doubted);
  });
});
