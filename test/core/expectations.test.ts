import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  countWaves,
  type Expectation,
  expectationProblem,
  isOpenWave,
  plannedEntries,
  type StepEntries,
} from '../../core/expectations.ts';

const timeZone = 'Europe/Berlin';
const today = '2026-11-24';
const perfect: Expectation = {
  date: '2026-12-15',
  since: '2026-11-24T09:00:00Z',
  accounts: 200,
  reason: 'onboarding',
  author: 'it@contoso.com',
};

describe('an expectation is refused', () => {
  const other = { ...perfect, date: '2026-12-20', since: '2026-12-10T00:00:00Z' };
  test.each<[string, Partial<Expectation>, readonly Expectation[], string | null]>([
    ['never where it is perfect', {}, [], null],
    ['not for its last day being today', { date: today }, [], null],
    ['if its day is over', { date: '2026-11-23' }, [], 'by: 2026-11-23 is over'],
    ['not a year ahead', { date: '2027-11-25' }, [], null],
    ['more than a year ahead', { date: '2027-11-26' }, [], 'by: 2027-11-26 is more than a year away'],
    ['if it ends before it begins', { since: '2026-12-16T09:00:00Z' }, [], 'by: 2026-12-15 lies before --from'],
    ['if it overlaps another', {}, [other], 'by: it overlaps with +200 by 2026-12-20 (onboarding)'],
    ['not if the other begins the day after', {}, [{ ...other, since: '2026-12-16T00:00:00Z' }], null],
    ['not if the other is over', {}, [{ ...other, since: '2026-10-01T00:00:00Z', date: '2026-11-23' }], null],
    ['not by the one it may take the place of', {}, [perfect], null],
  ])('%s', (_, change, others, problem) => {
    const said = expectationProblem({ ...perfect, ...change }, others, { today, timeZone });
    expect(said).toEqual(problem === null ? null : expect.stringContaining(problem));
  });
});

describe('a wave is counted', () => {
  const step = (from: string, to: string, entries: number): StepEntries => ({
    baseline: `2026-${from}T05:00:00Z`,
    asOf: `2026-${to}T05:00:00Z`,
    entries,
  });
  test.each<[string, readonly StepEntries[], number, number]>([
    ['nothing came', [], 0, 0],
    ['before it was planned', [step('11-23', '11-24', 50)], 0, 0],
    ['from the first snapshot after it was planned on', [step('11-24', '11-25', 50)], 50, 0],
    ['what came since the digest apart', [step('11-24', '11-25', 50), step('12-01', '12-02', 70)], 120, 70],
    ['never beyond its number', [step('11-24', '11-25', 150), step('12-01', '12-02', 70)], 200, 50],
    ['its last day, found the next morning', [step('12-15', '12-16', 9)], 9, 9],
    ['nothing after its last day', [step('12-16', '12-17', 9)], 0, 0],
    ['nothing after what is asked about', [step('12-10', '12-31', 9)], 0, 0],
  ])('%s', (_, steps, came, now) => {
    const range = { after: '2026-11-30T05:00:00Z', upTo: '2026-12-30T05:00:00Z', timeZone };
    expect(countWaves([perfect], steps, range)).toEqual([{ expectation: perfect, came, now }]);
  });

  test('the earlier wave first where one step covers both', () => {
    const later = { ...perfect, since: '2026-12-16T00:00:00Z', date: '2026-12-31', accounts: 30 };
    const waves = countWaves([later, perfect], [step('12-14', '12-21', 220)], { after: '', upTo: '2027', timeZone });
    expect(waves.map(({ came }) => came)).toEqual([200, 20]);
  });

  test('property: never more than came, never more than planned; steps in any order say the same', () => {
    const day = fc.integer({ min: 0, max: 60 });
    const instant = (number: number) => new Date(Date.UTC(2026, 10, 1 + number)).toISOString().replace('.000', '');
    const steps = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 });
    const waves = fc.array(fc.record({ since: day, days: day, accounts: fc.integer({ min: 1, max: 300 }) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(steps, waves, day, (entries, planned, after) => {
        const all = entries.map((count, number) => ({
          ...{ baseline: instant(number), asOf: instant(number + 1), entries: count },
        }));
        const expectations = planned.map(({ since, days, accounts }) => ({
          ...{ ...perfect, accounts, since: instant(since), date: instant(since + days).slice(0, 10) },
        }));
        const range = { after: instant(after), upTo: '2027', timeZone };
        const told = plannedEntries(expectations, all, range);
        const since = all.filter(({ asOf }) => asOf > range.after).reduce((sum, each) => sum + each.entries, 0);
        expect(told).toBeLessThanOrEqual(since);
        for (const { expectation, came, now } of countWaves(expectations, all, range)) {
          expect(came).toBeLessThanOrEqual(expectation.accounts);
          expect(now).toBeLessThanOrEqual(came);
        }
        expect(plannedEntries(expectations, [...all].reverse(), range)).toBe(told);
      }),
    );
  });
});

test('a wave is open to the end of its last day, in the zone of the organization', () => {
  expect(isOpenWave(perfect, '2026-12-15T22:59:59Z', timeZone)).toBe(true);
  expect(isOpenWave(perfect, '2026-12-15T23:00:00Z', timeZone)).toBe(false);
});
