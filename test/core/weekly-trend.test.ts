import { describe, expect, test } from '@jest/globals';
import { weeklyTrend } from '../../core/weekly-trend.ts';

const AS_OF = '2026-11-23T06:00:00Z';
const DAY = 86_400_000;
const ago = (days: number) => `${new Date(Date.parse(AS_OF) - days * DAY).toISOString().slice(0, 19)}Z`;
const at = (days: number, billable: number) => ({ asOf: ago(days), billable, avoidable: 0 });
const weekly = (...billable: number[]) => billable.map((count, index) => at(7 * (billable.length - 1 - index), count));
const told = (counts: Parameters<typeof weeklyTrend>[0]) =>
  weeklyTrend(counts, AS_OF)?.map(({ billable }) => billable) ?? null;

describe('says something', () => {
  test.each([
    ['four weeks and five accounts', weekly(200, 201, 202, 205), [200, 201, 202, 205]],
    ['it went and came again', weekly(200, 190, 190, 200), [200, 190, 190, 200]],
    ['down to nobody', weekly(5, 5, 5, 0), [5, 5, 5, 0]],
    ['2 % of many', weekly(9_800, 9_900, 9_950, 10_000), [9_800, 9_900, 9_950, 10_000]],
  ])('%s', (_, counts, billable) => {
    expect(told(counts)).toEqual(billable);
  });
});

describe('says nothing', () => {
  test.each([
    ['no history', []],
    ['one point', weekly(500)],
    ['three weeks', weekly(200, 300, 500)],
    ['four accounts', weekly(200, 201, 202, 204)],
    ['less than 2 % of many', weekly(9_801, 9_900, 9_950, 10_000)],
    ['four snapshots of one week', [at(3, 200), at(2, 300), at(1, 400), at(0, 500)]],
  ])('%s', (_, counts) => {
    expect(told(counts)).toBeNull();
  });
});

test('of a week its last snapshot; half a year of a year of daily ones', () => {
  const year = Array.from({ length: 365 }, (_, index) => at(364 - index, index));
  const weeks = told(year);
  expect(weeks).toHaveLength(26);
  expect(weeks?.slice(-2)).toEqual([357, 364]);
});

test('weeks without a snapshot are left out', () => {
  expect(told([at(150, 100), at(100, 110), at(30, 120), at(0, 130)])).toEqual([100, 110, 120, 130]);
});
