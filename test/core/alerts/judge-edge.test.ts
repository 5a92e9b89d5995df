import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert, Silence } from '../../../core/alerts/alert.ts';
import { judgeEdge, type RuleState } from '../../../core/alerts/judge-edge.ts';

const day = (number: number) => new Date(Date.UTC(2026, 10, 1 + number, 6)).toISOString().replace('.000', '');
const civil = (number: number) => day(number).slice(0, 10);

const alertOf = (number: number, value = 60): Alert => ({
  kind: 'crossing',
  asOf: day(number),
  since: day(0),
  recipients: [],
  counts: { before: 200, now: 200 + value, planned: 0 },
  came: { groups: [], other: 0 },
  ...{ rule: 'accounts', value, threshold: 50, currency: null },
});

const muted = (until: number): Silence => ({ kind: 'muted', until: civil(until), reason: 'r', from: civil(0) });
const seen = (until: number, value: number): Silence => ({ ...muted(until), kind: 'acknowledged', value });

const armed: RuleState = { edge: 'armed', alert: null, silence: null };
const rung: RuleState = { edge: 'rung', alert: alertOf(3), silence: null };
const reading = (number: number, value: number | null, lastDigest = 0) => ({
  ...{ value, threshold: 50, asOf: day(number), today: civil(number), lastDigest: day(lastDigest), coolDownDays: 7 },
});

describe('a rule', () => {
  test.each<[string, RuleState, ReturnType<typeof reading>, string]>([
    ['at the threshold rings', armed, reading(2, 50), 'ring'],
    ['one below is quiet', armed, reading(2, 49), 'stay'],
    ['whose value is not known is quiet', armed, reading(2, null), 'stay'],
    ['that has rung is quiet', rung, reading(20, 900), 'stay'],
    ['that has rung stays so while its value is not known', rung, reading(20, null), 'stay'],
    ['that has rung is armed again below the threshold', rung, reading(4, 49), 'arm'],
    ['that has rung is armed again by a digest', rung, reading(12, 50, 5), 'ring'],
    ['cools down for seven days', rung, reading(9, 50, 5), 'stay'],
    ['rings on the seventh', rung, reading(10, 50, 5), 'ring'],
    ['armed and below has nothing to arm', armed, reading(4, 10), 'stay'],
    ['is not judged by an older snapshot', rung, reading(2, 10), 'stay'],
    ['is not judged twice by one snapshot', { ...rung, edge: 'armed' }, reading(3, 60), 'stay'],
    ['that is muted is quiet on the last day too', { ...armed, silence: muted(5) }, reading(5, 900), 'stay'],
    ['rings the day after, if it still stands', { ...armed, silence: muted(5) }, reading(6, 900), 'ring'],
    ['is quiet up to what was acknowledged', { ...armed, silence: seen(9, 60) }, reading(5, 60), 'stay'],
    ['rings above what was acknowledged', { ...armed, silence: seen(9, 60) }, reading(5, 61), 'ring'],
  ])('%s', (_, state, read, verdict) => expect(judgeEdge(state, read)).toBe(verdict));
});

interface Day {
  readonly value: number | null;
  readonly digest: boolean;
  readonly muted: boolean;
}

const days = fc.array(
  fc.record({
    value: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 8 }),
    digest: fc.boolean(),
    muted: fc.boolean(),
  }),
  { maxLength: 60 },
);

/** What a series of days does to one rule. A day with a digest tells it there, and its growth starts anew. */
function live(series: readonly Day[], coolDownDays: number): readonly number[] {
  let state: RuleState = armed;
  let lastDigest = 0;
  const rang: number[] = [];
  series.forEach(({ value, digest, muted: quiet }, index) => {
    const number = index + 1;
    if (digest) {
      lastDigest = number;
      return;
    }
    state = { ...state, silence: quiet ? muted(number) : null };
    const verdict = judgeEdge(state, { ...reading(number, value, lastDigest), coolDownDays });
    if (verdict === 'ring') {
      rang.push(number);
      state = { ...state, edge: 'rung', alert: alertOf(number) };
    }
    if (verdict === 'arm') state = { ...state, edge: 'armed' };
    // The same snapshot once more.
    expect(judgeEdge(state, { ...reading(number, value, lastDigest), coolDownDays })).toBe('stay');
  });
  return rang;
}

describe('for any series of days', () => {
  test('between two alerts the value has fallen below or a digest came, and the cool-down has passed', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 20 }), (series, coolDownDays) => {
        const rang = live(series, coolDownDays);
        rang.slice(1).forEach((later, index) => {
          const earlier = rang[index] ?? 0;
          const between = series.slice(earlier, later - 1);
          expect(between.some(({ value, digest }) => digest || (value !== null && value < 50))).toBe(true);
          expect(later - earlier).toBeGreaterThanOrEqual(coolDownDays);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('an alert is of a day at or over the threshold, that is neither muted nor told by a digest', () => {
    fc.assert(
      fc.property(days, (series) => {
        for (const number of live(series, 3)) {
          const { value, digest, muted: quiet } = series[number - 1] ?? {};
          expect([(value ?? 0) >= 50, digest, quiet]).toEqual([true, false, false]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('without cool-down and mute every first crossing after a digest is told', () => {
    fc.assert(
      fc.property(days, (series) => {
        const loud = series.map((each) => ({ ...each, muted: false }));
        const expected = loud.flatMap(({ value, digest }, index) => {
          if (digest || (value ?? 0) < 50) return [];
          const before = loud.slice(0, index).findLast((each) => each.digest || each.value !== null);
          return before === undefined || before.digest || (before.value ?? 0) < 50 ? [index + 1] : [];
        });
        expect(live(loud, 0)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
