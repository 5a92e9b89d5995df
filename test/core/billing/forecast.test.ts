import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../core/billing/billing-period.ts';
import { forecastUsers, peakSince } from '../../../core/billing/forecast.ts';
import type { Observation } from '../../../core/billing/history.ts';
import { daily } from './charges.ts';

const weekly = (...users: number[]): Observation[] =>
  users.map((count, week) => ({ date: addDays('2026-10-05', 7 * week), users: count }));

describe('a forecast', () => {
  test('under four days of history there is none, and it says so', () => {
    expect(forecastUsers(weekly(200, 205, 210), '2026-12-01')).toEqual({
      kind: 'too-few',
      day: '2026-12-01',
      points: 3,
    });
    expect(forecastUsers([], '2026-12-01')).toMatchObject({ kind: 'too-few', points: 0 });
  });

  test('several counts of one day are one point', () => {
    const one = { date: '2026-10-05', users: 5 };
    expect(forecastUsers([one, one, one, one], '2026-12-01')).toMatchObject({ kind: 'too-few', points: 1 });
  });

  test('a steady history is its own continuation', () => {
    expect(forecastUsers(weekly(200, 207, 214, 221), '2026-11-02')).toEqual({
      kind: 'range',
      day: '2026-11-02',
      low: 228,
      high: 228,
      points: 4,
    });
  });

  test('an unsteady one is a range that one wave does not carry away', () => {
    expect(forecastUsers(weekly(200, 203, 205, 505, 507, 510, 512), '2026-11-23')).toMatchObject({
      low: 514,
      high: 614,
    });
  });

  test('older than 180 days does not count', () => {
    const old = [{ date: '2025-01-01', users: 9000 }, ...weekly(200, 207, 214, 221)];
    expect(forecastUsers(old, '2026-11-02')).toMatchObject({ low: 228, points: 4 });
  });

  test('it never falls below nobody, and its low end never lies above its high end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 4, maxLength: 20 }), fc.nat(400), (users, ahead) => {
        const history = weekly(...users);
        const forecast = forecastUsers(history, addDays(history.at(-1)?.date ?? '', ahead));
        if (forecast.kind === 'too-few') throw new Error('too few');
        expect(forecast.low).toBeGreaterThanOrEqual(0);
        expect(forecast.high).toBeGreaterThanOrEqual(forecast.low);
        if (ahead === 0) expect(forecast).toMatchObject({ low: users.at(-1), high: users.at(-1) });
      }),
    );
  });
});

describe('the peak since the period began', () => {
  const history = daily('2026-10-30', [506, 2], [500, 3], [503, 1], [498, 5]);
  test.each([
    ['2026-11-01', { date: '2026-11-01', users: 506 }],
    ['2026-11-02', { date: '2026-11-04', users: 503 }],
    ['2026-10-30', { date: '2026-10-30', users: 506 }],
  ])('since %s', (start, peak) => {
    expect(peakSince(history, start)).toEqual(peak);
  });

  test('nobody seen, no peak', () => {
    expect(peakSince([], '2026-11-01')).toBeNull();
  });
});
