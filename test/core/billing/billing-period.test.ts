import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayOf, daysBetween, periodOn, periodsBetween } from '../../../core/billing/billing-period.ts';
import { contractOf } from './contracts.ts';

const bounds = (contract: ReturnType<typeof contractOf>, day: string) => {
  const { start, end, days } = periodOn(contract, day);
  return [start, end, days];
};

describe('a month begins on the billing day, or on the last day of a month that has no such day', () => {
  test.each([
    [1, '2026-11-30', '2026-11-01', '2026-12-01', 30],
    [1, '2026-12-01', '2026-12-01', '2027-01-01', 31],
    [15, '2026-11-14', '2026-10-15', '2026-11-15', 31],
    [31, '2026-02-27', '2026-01-31', '2026-02-28', 28],
    [31, '2026-02-28', '2026-02-28', '2026-03-31', 31],
    [31, '2026-04-30', '2026-04-30', '2026-05-31', 31],
    [30, '2028-02-29', '2028-02-29', '2028-03-30', 30],
    [29, '2027-02-28', '2027-02-28', '2027-03-29', 29],
    [29, '2028-02-29', '2028-02-29', '2028-03-29', 29],
  ])('billing day %i: %s lies in %s to %s', (billingDay, day, start, end, days) => {
    expect(bounds(contractOf({ kind: 'monthly', billingDay }), day)).toEqual([start, end, days]);
  });
});

describe('a year begins on the day of renewal', () => {
  test.each([
    ['2026-03-01', '2026-11-23', '2026-03-01', '2027-03-01', 365],
    ['2026-03-01', '2028-02-29', '2027-03-01', '2028-03-01', 366],
    ['2030-03-01', '2026-11-23', '2026-03-01', '2027-03-01', 365],
    ['2024-02-29', '2026-02-28', '2026-02-28', '2027-02-28', 365],
    ['2024-02-29', '2028-02-29', '2028-02-29', '2029-02-28', 365],
  ])('renewal %s: %s lies in %s to %s', (renewal, day, start, end, days) => {
    expect(bounds(contractOf({ kind: 'annual', renewal }), day)).toEqual([start, end, days]);
  });
});

describe('where plans change', () => {
  const contract = contractOf(
    { kind: 'monthly', billingDay: 15 },
    { kind: 'annual', from: '2026-06-01', renewal: '2027-03-01' },
    { kind: 'enterprise', from: '2027-09-10' },
  );
  test.each([
    ['the last month ends early', '2026-05-20', '2026-05-15', '2026-06-01', 31],
    ['the first year begins late', '2026-06-01', '2026-06-01', '2027-03-01', 365],
    ['the next one is whole, and ends early', '2027-03-01', '2027-03-01', '2027-09-10', 366],
  ])('%s', (_, day, start, end, fullDays) => {
    expect(periodOn(contract, day)).toMatchObject({ start, end, fullDays });
  });

  test('periods follow each other without hole or overlap', () => {
    const periods = periodsBetween(contract, '2026-04-20', '2027-10-01');
    expect(periods.map(({ start }) => start)).toEqual([
      '2026-04-15',
      '2026-05-15',
      '2026-06-01',
      '2027-03-01',
      '2027-09-10',
      '2027-10-01',
    ]);
    expect(periods.slice(1).map(({ start }) => start)).toEqual(periods.slice(0, -1).map(({ end }) => end));
  });
});

test('every day lies in exactly one period, whatever the billing day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31 }), fc.nat(3000), (billingDay, offset) => {
      const contract = contractOf({ kind: 'monthly', billingDay });
      const day = addDays('2024-01-01', offset);
      const { start, end, days, fullDays } = periodOn(contract, day);
      expect(start <= day && day < end).toBe(true);
      expect(days).toBe(daysBetween(start, end));
      expect(fullDays).toBe(days);
      expect(periodOn(contract, end).start).toBe(end);
    }),
  );
});

test.each([
  ['2026-11-30T23:30:00Z', 'Europe/Berlin', '2026-12-01'],
  ['2026-11-30T23:30:00Z', 'America/New_York', '2026-11-30'],
  ['2026-12-01T04:30:00Z', 'America/New_York', '2026-11-30'],
  ['2026-03-29T22:30:00Z', 'Europe/Berlin', '2026-03-30'],
])('%s in %s is %s', (instant, timeZone, day) => {
  expect(dayOf(instant, timeZone)).toBe(day);
});
