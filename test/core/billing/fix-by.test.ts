import { describe, expect, test } from '@jest/globals';
import { deadlinesOn } from '../../../core/billing/fix-by.ts';
import { contractOf } from './contracts.ts';

const monthly = contractOf({ kind: 'monthly' });

describe('the last working day before the count', () => {
  test.each([
    ['counted on a Monday: the Friday before', monthly, '2026-11-23', '2026-11-27', '2026-11-30', '2026-12-01'],
    ['on that Friday itself', monthly, '2026-11-27', '2026-11-27', '2026-11-30', '2026-12-01'],
    ['counted on a Sunday', monthly, '2027-01-05', '2027-01-29', '2027-01-31', '2027-02-01'],
    ['counted on a Saturday', monthly, '2026-10-05', '2026-10-30', '2026-10-31', '2026-11-01'],
    ['counted on a Thursday', monthly, '2026-12-07', '2026-12-30', '2026-12-31', '2027-01-01'],
    [
      'a billing day of 31',
      contractOf({ kind: 'monthly', billingDay: 31 }),
      '2027-02-10',
      '2027-02-26',
      '2027-02-27',
      '2027-02-28',
    ],
    [
      'a renewal, without a quote ahead',
      contractOf({ kind: 'annual', renewal: '2027-03-01' }),
      '2026-11-23',
      '2027-02-26',
      '2027-02-28',
      '2027-03-01',
    ],
    [
      'a renewal whose quote takes 30 days',
      contractOf({ kind: 'annual', renewal: '2027-03-01', quoteLeadDays: 30 }),
      '2026-11-23',
      '2027-01-29',
      '2027-01-30',
      '2027-03-01',
    ],
  ])('%s', (_, contract, today, fixBy, countedOn, startsOn) => {
    expect(deadlinesOn(contract, today)).toEqual({ next: { fixBy, countedOn, startsOn }, missed: null });
  });
});

describe('a deadline that has passed', () => {
  const december = { fixBy: '2026-11-27', countedOn: '2026-11-30', startsOn: '2026-12-01' };
  const january = { fixBy: '2026-12-30', countedOn: '2026-12-31', startsOn: '2027-01-01' };
  test.each([['2026-11-28'], ['2026-11-30']])('on %s is said, and the next one is told', (today) => {
    expect(deadlinesOn(monthly, today)).toEqual({ next: january, missed: december });
  });

  test('is no longer said once the period has begun', () => {
    expect(deadlinesOn(monthly, '2026-12-01')).toEqual({ next: january, missed: null });
  });

  test('of a renewal whose quote is out: the year after', () => {
    const annual = contractOf({ kind: 'annual', renewal: '2027-03-01', quoteLeadDays: 30 });
    expect(deadlinesOn(annual, '2027-02-01')).toMatchObject({
      missed: { startsOn: '2027-03-01' },
      next: { startsOn: '2028-03-01' },
    });
  });
});

describe('where plans change', () => {
  test('the count for the next term is the one that matters', () => {
    const contract = contractOf({ kind: 'monthly' }, { kind: 'annual', from: '2026-12-10', quoteLeadDays: 14 });
    expect(deadlinesOn(contract, '2026-12-01')).toMatchObject({ missed: { countedOn: '2026-11-26' } });
  });

  test('an Enterprise plan counts nobody', () => {
    const contract = contractOf({ kind: 'monthly' }, { kind: 'enterprise', from: '2026-12-01' });
    expect(deadlinesOn(contract, '2026-11-23')).toEqual({ next: null, missed: null });
  });
});
