import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suspectLast, suspectMove, suspiciousFrom } from '../../../core/alerts/suspicion.ts';

const allowed = { suspiciousPercent: 20 };
const counts = (billable: number, accounts = 10_000, planned = 0) => ({ accounts, billable, planned });
const planned = (billable: number, of: number) => counts(billable, 10_000, of);

describe('a move is suspicious', () => {
  test.each([
    ['nothing moved', counts(500), counts(500), {}, null],
    ['a fifth more billable', counts(500), counts(600), {}, null],
    ['one over a fifth', counts(500), counts(601), {}, 'billable'],
    ['a fifth fewer', counts(500), counts(400), {}, null],
    ['one over a fifth fewer', counts(500), counts(399), {}, 'billable'],
    ['twenty of fifty: few', counts(50), counts(30), {}, null],
    ['twenty-one of fifty', counts(50), counts(29), {}, 'billable'],
    ['from none', counts(0), counts(21), {}, 'billable'],
    ['a third fewer accounts', counts(500), counts(500, 6600), {}, 'accounts'],
    ['by a share of their own', counts(500), counts(551), { suspiciousPercent: 10 }, 'billable'],
    ['that share exactly', counts(500), counts(550), { suspiciousPercent: 10 }, null],
    ['a planned wave', counts(200), planned(400, 200), {}, null],
    ['a planned wave and a few', counts(200), planned(440, 200), {}, null],
    ['a planned wave and too many', counts(200), planned(441, 200), {}, 'billable'],
    ['who came of a wave long ago', planned(400, 200), planned(481, 200), {}, 'billable'],
    ['a fall in spite of a planned wave', counts(200), planned(100, 20), {}, 'billable'],
  ] as const)('%s', (_, before, now, change, what) => {
    expect(suspectMove(before, now, { ...allowed, ...change })?.what ?? null).toBe(what);
  });

  test('from the first count that is over, and only from there', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 100 }), (before, suspiciousPercent) => {
        const from = suspiciousFrom(before, { suspiciousPercent });
        const to = (moved: number) => suspectMove(counts(before), counts(before + moved), { suspiciousPercent });
        expect(to(from)).not.toBeNull();
        expect(to(from - 1)).toBeNull();
      }),
    );
  });
});

describe('of a series the last one', () => {
  test.each([
    ['one alone', [200], false],
    ['a jump', [200, 500], true],
    ['a jump that the next one confirms', [200, 500, 500], false],
    ['a jump, and back to where it was', [200, 500, 200], false],
    ['a jump, and on to nowhere known', [200, 500, 900], true],
    ['there and back, and there again', [200, 500, 200, 500], true],
    ['slow growth', [200, 230, 260, 300, 340], false],
  ] as const)('%s', (_, series, suspicious) => {
    expect(
      suspectLast(
        series.map((billable) => counts(billable)),
        allowed,
      ) !== null,
    ).toBe(suspicious);
  });

  test('none at all', () => expect(suspectLast([], allowed)).toBeNull());

  test('is never suspicious where it equals the one before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { minLength: 1, maxLength: 9 }), (series) => {
        const twice = [...series, series.at(-1) ?? 0].map((billable) => counts(billable));
        expect(suspectLast(twice, allowed)).toBeNull();
      }),
    );
  });
});
