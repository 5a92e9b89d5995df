import { describe, expect, test } from '@jest/globals';
import { costOfDrift, type DriftCost } from '../../../core/billing/drift-cost.ts';
import type { Invoice, Quote } from '../../../core/billing/invoices.ts';
import { decimalOf } from '../../../core/billing/money.ts';
import { saySource } from '../../../core/billing/price-source.ts';
import { daily, rates } from './charges.ts';
import { contractOf } from './contracts.ts';

const today = '2026-11-23';
const november = daily('2026-11-01', [200, 17], [500, 6]);
const invoice: Invoice = { period: '2026-11', quantity: 200, amount: '800', currency: 'USD' };
const quote: Quote = { date: '2026-11-20', quantity: 500, amount: '1750', currency: 'USD' };
const monthly = rates({ kind: 'monthly' }, { invoices: [invoice], quotes: [quote] });

function numbers(cost: DriftCost) {
  if (cost.kind === 'enterprise' || cost.kind === 'unpriced') return cost.kind;
  const { lockedIn, avoidable } = cost;
  if (!avoidable) return [decimalOf(lockedIn.amount)];
  const { amount, per, deadline } = avoidable;
  return [decimalOf(lockedIn.amount), decimalOf(amount), per, deadline.startsOn, deadline.fixBy];
}

describe('a monthly plan', () => {
  test('the digest of EXAMPLES: locked in, avoidable, and the day to fix it by', () => {
    const cost = costOfDrift(monthly, november, 300, today);
    expect(numbers(cost)).toEqual(['411.67', '950.00', 'month', '2026-12-01', '2026-11-27']);
    expect('sources' in cost && cost.sources.map(saySource)).toEqual(['your invoice', 'your quote']);
  });

  test('without a quote the list prices both ends', () => {
    const cost = costOfDrift(
      { ...monthly, quotes: [], invoices: [{ ...invoice, amount: '640' }] },
      november,
      300,
      today,
    );
    expect(numbers(cost)).toEqual(['411.67', '950.00', 'month', '2026-12-01', '2026-11-27']);
    expect('sources' in cost && cost.sources.map(saySource)).toEqual(['your invoice', 'list 2023, unverified']);
  });

  test('a spike that is over is locked in, and nothing is avoidable of it', () => {
    const cost = costOfDrift(monthly, daily('2026-11-01', [200, 17], [500, 1], [200, 5]), 0, today);
    expect(numbers(cost)).toEqual(['411.67', '0.00', 'month', '2026-12-01', '2026-11-27']);
  });

  test('too late for the next period: what counts is the one after', () => {
    const cost = costOfDrift(monthly, daily('2026-11-01', [200, 17], [500, 12]), 300, '2026-11-29');
    expect(numbers(cost)).toEqual(['411.67', '950.00', 'month', '2027-01-01', '2026-12-30']);
  });

  test('a week in which nothing came', () => {
    const cost = costOfDrift(monthly, daily('2026-11-01', [200, 23]), 0, today);
    expect(numbers(cost)).toEqual(['0.00', '0.00', 'month', '2026-12-01', '2026-11-27']);
  });
});

describe('a prepaid year', () => {
  const annual = rates({ kind: 'annual', renewal: '2026-03-01', quoteLeadDays: 30 });

  test('nothing to save before the renewal, then by the tier', () => {
    const cost = costOfDrift(annual, daily('2026-03-01', [500, 268]), 300, today);
    expect(numbers(cost)).toEqual(['0.00', '9500.00', 'year', '2027-03-01', '2027-01-29']);
  });

  test('an upgrade is locked in', () => {
    const cost = costOfDrift(annual, daily('2026-03-01', [200, 184], [500, 84]), 300, today);
    expect(numbers(cost)).toEqual(['4710.96', '9500.00', 'year', '2027-03-01', '2027-01-29']);
  });

  test('too few to reach a lower tier save nothing', () => {
    const cost = costOfDrift(annual, daily('2026-03-01', [500, 268]), 50, today);
    expect(numbers(cost)).toEqual(['0.00', '0.00', 'year', '2027-03-01', '2027-01-29']);
  });
});

describe('other plans', () => {
  test('Enterprise costs nothing, and why', () => {
    const enterprise = rates({ kind: 'enterprise', why: 'Guard comes with Jira Enterprise' });
    expect(costOfDrift(enterprise, november, 300, today)).toEqual({
      kind: 'enterprise',
      why: 'Guard comes with Jira Enterprise',
    });
  });

  test('before an Enterprise plan there is nothing to avoid', () => {
    const contract = contractOf({ kind: 'monthly' }, { kind: 'enterprise', from: '2026-12-01' });
    const cost = costOfDrift({ ...monthly, contract }, november, 300, today);
    expect(numbers(cost)).toEqual(['411.67']);
  });

  test('sizes without a price ask for quotes', () => {
    const cost = costOfDrift({ ...monthly, list: null, quotes: [] }, november, 300, today);
    expect(cost).toEqual({ kind: 'unpriced', quantities: [500] });
  });
});
