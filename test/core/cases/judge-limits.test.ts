import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suspectLast } from '../../../core/alerts/suspicion.ts';
import { doubtSnapshot, isTooOld, overLimit, roomOf } from '../../../core/cases/judge-limits.ts';
import { REMEDIATION } from '../../cases.ts';

const sound = { accounts: 10_000, gap: 0, unconfirmedAbsences: 0, unknown: 0 };

describe('a snapshot is doubted', () => {
  test.each([
    ['sound', {}, null, null],
    [
      'suspicious',
      {},
      { what: 'billable', before: 500, now: 601 },
      /601 billable accounts, the one before had 500; a later one that confirms it is$/,
    ],
    ['a third fewer', {}, { what: 'accounts', before: 10_000, now: 6600 }, /6600 accounts, the one before had 10000/],
    ['accounts missing', { gap: 1 }, null, /^1 account of it not found; a later one that finds them is$/],
    ['absences unconfirmed', { unconfirmedAbsences: 2 }, null, /not confirmed; a later one that confirms them is$/],
    ['a fiftieth of the flags unknown', { unknown: 200 }, null, null],
    [
      'flags unknown',
      { unknown: 201 },
      null,
      /201 accounts in it without a billable flag; a later one with their flags is$/,
    ],
  ] as const)('%s', (_, change, suspicion, why) => {
    const doubt = doubtSnapshot({ ...sound, ...change }, suspicion);
    if (why === null) expect(doubt).toBeNull();
    else expect(doubt).toMatch(why);
  });
});

test('whatever the counts were: a suspicious snapshot is no ground, and so feeds no limit', () => {
  const count = fc.nat(3000);
  const series = fc.array(fc.record({ accounts: count, billable: count, planned: fc.constant(0) }), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(series, (counts) => {
      const suspicion = suspectLast(counts, { suspiciousPercent: 20 });
      expect(doubtSnapshot(sound, suspicion) === null).toBe(suspicion === null);
    }),
  );
});

describe('how many at once', () => {
  test.each([
    [{ accounts: 50, percent: 10 }, 1000, 50],
    [{ accounts: 50, percent: 10 }, 499, 49],
    [{ accounts: 50, percent: 10 }, 3, 1],
    [{ accounts: 1, percent: 100 }, 1000, 1],
  ])('%j of %d', (limit, billable, room) => {
    expect(roomOf(limit, billable)).toBe(room);
  });

  test('one more is refused, with both limits', () => {
    expect(overLimit(50, 500, REMEDIATION.limits)).toBeNull();
    expect(overLimit(51, 500, REMEDIATION.limits)).toMatch(/51 accounts, and one case may hold 50/);
  });
});

test('a snapshot is old after seven days', () => {
  expect(isTooOld('2026-11-16T06:00:00Z', '2026-11-23T06:00:00Z')).toBe(false);
  expect(isTooOld('2026-11-16T06:00:00Z', '2026-11-23T06:00:01Z')).toBe(true);
});
