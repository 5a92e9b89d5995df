import { describe, expect, test } from '@jest/globals';
import { periodOn } from '../../../core/billing/billing-period.ts';
import { chargeHistory } from '../../../core/billing/charge-history.ts';
import { accrue, compareBudget, effectOf } from '../../../core/billing/finance-month.ts';
import type { Invoice } from '../../../core/billing/invoices.ts';
import { decimalOf } from '../../../core/billing/money.ts';
import { chargesIn, daily, rates } from './charges.ts';
import { contractOf } from './contracts.ts';

const november = chargesIn(chargeHistory(rates({ kind: 'monthly' }), daily('2026-11-01', [200, 17], [500, 6])));

describe('accruals at the end of a month', () => {
  const told = (charges: typeof november, lastDay: string) => {
    const { accrued, prepaid } = accrue('USD', charges, lastDay);
    return [decimalOf(accrued), decimalOf(prepaid)];
  };
  const byDay15 = rates({ kind: 'monthly', billingDay: 15 });
  const year = chargesIn(
    chargeHistory(rates({ kind: 'annual', renewal: '2026-03-01' }), daily('2026-03-01', [200, 9])),
  );

  test.each([
    ['additions are used, and come with the next invoice', november, '2026-11-30', ['411.67', '0.00']],
    ['within the month only the days so far', november, '2026-11-23', ['190.00', '186.67']],
    ['before the first day of an addition', november, '2026-11-10', ['0.00', '533.33']],
    ['once the next invoice is out nothing is left', november, '2026-12-31', ['0.00', '0.00']],
    [
      'a period that goes on after the month: its base is prepaid, its additions accrue',
      chargesIn(chargeHistory(byDay15, daily('2026-11-15', [200, 5], [300, 20]))),
      '2026-11-30',
      ['128.33', '373.33'],
    ],
    ['a prepaid year', year, '2026-12-31', ['0.00', '1293.15']],
  ])('%s', (_, charges, lastDay, expected) => {
    expect(told(charges, lastDay)).toEqual(expected);
  });
});

describe('budget against actual', () => {
  const budgeted = rates({ kind: 'monthly', budget: '1000' });
  const invoice: Invoice = { period: '2026-11', quantity: 200, amount: '800', currency: 'USD' };
  const period = periodOn(budgeted.contract, '2026-11-23');

  test.each([
    ['an estimate until the invoice is there', [], '1211.67', '211.67', 'estimated'],
    ['then the invoice', [invoice], '800.00', '-200.00', 'invoiced'],
  ])('%s', (_, invoices, actual, over, basis) => {
    const line = compareBudget({ ...budgeted, invoices }, period, november);
    expect(line && [decimalOf(line.actual), decimalOf(line.over), line.basis]).toEqual([actual, over, basis]);
  });

  test('no budget, no line', () => {
    const { contract } = rates({ kind: 'monthly' });
    expect(compareBudget(rates({ kind: 'monthly' }), periodOn(contract, '2026-11-23'), november)).toBeNull();
  });
});

describe('avoided and reduced are two things', () => {
  const bill = (period: string, amount: string): Invoice => ({ period, quantity: 200, amount, currency: 'USD' });
  const effect = (invoices: readonly Invoice[]) => {
    const by = rates({ kind: 'monthly', unitPrice: '4' }, { invoices });
    const { avoided, reduced } = effectOf(by, periodOn(by.contract, '2026-12-15'), 201, 300);
    return [avoided && decimalOf(avoided), reduced && decimalOf(reduced)];
  };

  test.each([
    ['no invoice: avoided by our count, nothing reduced', [], ['1200.00', null]],
    ['billed lower: reduced', [bill('2026-11', '2000'), bill('2026-12', '804')], ['1200.00', '1196.00']],
    ['billed the same: not reduced', [bill('2026-11', '804'), bill('2026-12', '804')], ['1200.00', null]],
    ['the invoice before is missing', [bill('2026-12', '804')], ['1200.00', null]],
    [
      'an addition of the month before is no price that fell',
      [{ ...bill('2026-11', '1000'), additions: '196' }, bill('2026-12', '804')],
      ['1200.00', null],
    ],
  ])('%s', (_, invoices, expected) => {
    expect(effect(invoices)).toEqual(expected);
  });

  test('nothing is avoided where nothing is paid', () => {
    const contract = contractOf({ kind: 'enterprise' });
    expect(effectOf(rates({ kind: 'enterprise' }), periodOn(contract, '2026-12-15'), 1, 1)).toMatchObject({
      avoided: null,
      reduced: null,
    });
  });
});
