import { describe, expect, test } from '@jest/globals';
import { billedHistory } from '../../../core/billing/billed-history.ts';
import type { Invoice } from '../../../core/billing/invoices.ts';
import { rates } from './charges.ts';

const invoice = (quantity: number, period = '2026-11'): Invoice => ({
  period,
  quantity,
  amount: '800',
  currency: 'USD',
});
const october = { date: '2026-10-29', users: 200 };
const november = { date: '2026-11-03', users: 220 };
const today = '2026-11-23';

function billed(term: object, invoices: readonly Invoice[], observed = [october, november]) {
  const { history, assumptions } = billedHistory(rates(term, { invoices }), observed, today);
  return { users: history.map(({ users }) => users), assumptions };
}

describe('a month begins with what its invoice bills', () => {
  test.each([
    ['no invoice', [], [200, 220]],
    ['who came between two counts is no residual', [invoice(210)], [200, 210, 220]],
    ['more than any count', [invoice(231)], [200, 231, 231]],
    ['fewer than any count', [invoice(190)], [200, 190, 210]],
    ['of the period before', [invoice(205, '2026-10')], [205, 200, 220]],
    ['of a period to come', [invoice(205, '2026-12')], [200, 220]],
  ])('%s', (_, invoices, users) => {
    expect(billed({ kind: 'monthly' }, invoices).users).toEqual(users);
  });

  test('the residual is said', () => {
    expect(billed({ kind: 'monthly' }, [invoice(231)]).assumptions).toEqual([
      '11 users that the invoice of 2026-11 bills and our count does not have are taken as billed since',
    ]);
    expect(billed({ kind: 'monthly' }, [invoice(199)]).assumptions).toEqual([
      '1 user that the invoice of 2026-11 does not bill, though we count them, are taken as not billed since',
    ]);
  });

  test('a first snapshot in the middle of the period: it began with the invoice, and that is said', () => {
    const late = billed({ kind: 'monthly' }, [invoice(200)], [{ date: '2026-11-20', users: 500 }]);
    expect(late.users).toEqual([200, 500]);
    expect(late.assumptions).toEqual([
      'the first snapshot is of 2026-11-20: whoever came earlier in the period costs more than is said',
    ]);
  });
});

test('a prepaid tier is charged by, and is no count: nothing of it was used', () => {
  const annual = { kind: 'annual', renewal: '2026-11-01', quoteLeadDays: 30 };
  const observed = [{ date: '2026-09-30', users: 187 }, october, november];
  expect(billed(annual, [invoice(200)], observed).users).toEqual([187, 200, 200, 220]);
  expect(billedHistory(rates(annual, { invoices: [invoice(200)] }), observed, today).used).toEqual(observed);
});

test('invoices of an earlier term say nothing of this one', () => {
  const invoices = [invoice(500, '2026-03')];
  const contract = rates({ kind: 'monthly' }).contract;
  const [term] = contract.terms;
  if (!term) throw new Error('no term');
  const terms = [term, { ...term, from: '2026-06-01' }];
  const later = { ...rates({ kind: 'monthly' }, { invoices }), contract: { ...contract, terms } };
  expect(billedHistory(later, [october], today).history).toEqual([october]);
});
