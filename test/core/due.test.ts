import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  digestSlot,
  due,
  isDigestDue,
  type LastDone,
  overdue,
  snapshotSlot,
  startDelaySeconds,
} from '../../core/due.ts';

const berlin = { id: 'acme', timeZone: 'Europe/Berlin', schedule: { hour: 6, digestDay: 'monday' as const } };
const asked = (head: LastDone | undefined, now: string) => due([berlin], new Map(head ? [['acme', head]] : []), now);

describe('the daily slot', () => {
  test.each([
    ['winter', '2026-11-23T12:00:00Z', '2026-11-23T05:00:00Z'],
    ['summer', '2026-07-01T12:00:00Z', '2026-07-01T04:00:00Z'],
    ['the very second', '2026-11-23T05:00:00Z', '2026-11-23T05:00:00Z'],
    ['a second before', '2026-11-23T04:59:59Z', '2026-11-22T05:00:00Z'],
    ['already tomorrow in Berlin', '2026-11-22T23:30:00Z', '2026-11-22T05:00:00Z'],
  ])('%s', (_, now, slot) => {
    expect(snapshotSlot(berlin, now)).toBe(slot);
  });

  test.each([
    ['does not exist: as much later', 2, '2026-03-29T12:00:00Z', '2026-03-29T01:00:00Z'],
    ['exists twice: the first', 2, '2026-10-25T12:00:00Z', '2026-10-25T00:00:00Z'],
    ['between the two: the first is over', 2, '2026-10-25T00:30:00Z', '2026-10-25T00:00:00Z'],
  ])('an hour that %s', (_, hour, now, slot) => {
    expect(snapshotSlot({ ...berlin, schedule: { hour, digestDay: 'monday' } }, now)).toBe(slot);
  });

  test('there is one on each civil day of a year, in every zone, at every hour', () => {
    const zones = [
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'UTC',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 23 }), (timeZone, hour) => {
        const clock = { ...berlin, timeZone, schedule: { hour, digestDay: 'monday' as const } };
        const slots = new Set<string>();
        for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += 3_600_000) {
          slots.add(snapshotSlot(clock, `${new Date(time).toISOString().slice(0, 19)}Z`));
        }
        expect(slots.size).toBeGreaterThanOrEqual(365);
        expect(slots.size).toBeLessThanOrEqual(366);
      }),
      { numRuns: 12 },
    );
  });
});

describe('a snapshot is due', () => {
  const now = '2026-11-23T08:00:00Z';
  const slot = '2026-11-23T05:00:00Z';

  test.each([
    ['the first time', undefined, true],
    ['after yesterday', { snapshot: '2026-11-22T05:00:00Z' }, true],
    ['not again after today', { snapshot: slot }, false],
    ['not after one taken by hand later', { snapshot: '2026-11-23T07:00:00Z' }, false],
    ['not while somebody walks', { lease: { until: '2026-11-23T08:05:00Z' } }, false],
    ['when the lease has run out', { lease: { until: '2026-11-23T07:59:00Z' } }, true],
  ])('%s', (_, head, expected) => {
    expect(asked(head, now)).toEqual(expected ? [{ organization: 'acme', asOf: slot }] : []);
  });

  test('hour after hour, until it is filled, with the same asOf', () => {
    const hours = [5, 6, 7, 23].map((hour) => `2026-11-23T${String(hour).padStart(2, '0')}:10:00Z`);
    expect(new Set(hours.map((hour) => asked(undefined, hour)[0]?.asOf))).toEqual(new Set([slot]));
  });
});

test('overdue is who missed a slot for six hours', () => {
  const heads = new Map([['acme', { snapshot: '2026-11-22T05:00:00Z' }]]);
  expect(overdue([berlin], heads, '2026-11-23T10:59:59Z')).toEqual([]);
  expect(overdue([berlin], heads, '2026-11-23T11:00:00Z')).toEqual(['acme']);
  expect(overdue([berlin], new Map(), '2026-11-23T11:00:00Z')).toEqual(['acme']);
  const fresh = new Map([['acme', { since: '2026-11-23T08:00:00Z' }]]);
  expect(overdue([berlin], fresh, '2026-11-23T12:00:00Z')).toEqual([]);
  expect(overdue([berlin], fresh, '2026-11-24T11:00:00Z')).toEqual(['acme']);
});

describe('a digest is due', () => {
  const monday = '2026-11-23T05:00:00Z';
  test.each([
    ['with the first snapshot', undefined, '2026-11-25T05:00:00Z', true],
    ['on Monday', '2026-11-16T05:00:00Z', monday, true],
    ['not on Tuesday after it', monday, '2026-11-24T05:00:00Z', false],
    ['on Tuesday, when Monday had no complete snapshot', '2026-11-16T05:00:00Z', '2026-11-24T05:00:00Z', true],
    ['not before Monday', '2026-11-17T05:00:00Z', '2026-11-22T05:00:00Z', false],
    ['on Monday, after one sent by hand on Sunday', '2026-11-22T09:00:00Z', monday, true],
  ])('%s', (_, lastDigest, asOf, expected) => {
    expect(isDigestDue(berlin, lastDigest, asOf)).toBe(expected);
  });

  test('the weekly slot is that of the digest day', () => {
    expect(digestSlot(berlin, '2026-11-25T05:00:00Z')).toBe(monday);
    expect(digestSlot(berlin, '2026-11-23T04:00:00Z')).toBe('2026-11-16T05:00:00Z');
  });
});

test('a thousand organizations start spread over forty minutes', () => {
  const delays = Array.from({ length: 1000 }, (_, index) => startDelaySeconds(`organization-${index}`));
  const perMinute = Array.from(
    { length: 40 },
    (_, minute) => delays.filter((delay) => Math.floor(delay / 60) === minute).length,
  );
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...perMinute)).toBeLessThan(60);
  expect(startDelaySeconds('acme')).toBe(startDelaySeconds('acme'));
});
