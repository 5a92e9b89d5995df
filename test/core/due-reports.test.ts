import { describe, expect, test } from '@jest/globals';
import { dueReports, type ReportClock, type ReportsDone, renewalMark } from '../../core/due-reports.ts';
import { contractOf } from './billing/contracts.ts';

const clock: ReportClock = {
  id: 'acme',
  timeZone: 'Europe/Berlin',
  schedule: { hour: 6, digestDay: 'monday' },
  contract: contractOf({ kind: 'monthly', billingDay: 15 }),
};
const head: ReportsDone = { since: '2026-01-01T00:00:00Z', snapshot: '2026-11-17T05:00:00Z' };
const SLOT = '2026-11-17T05:00:00Z';

const slots = (now: string, done: ReportsDone = head, of: ReportClock = clock) =>
  dueReports([of], new Map([['acme', done]]), now).map(({ occasion, asOf }) => [occasion, asOf]);

describe('monthly, two days after the billing day', () => {
  test.each([
    ['an hour before', '2026-11-17T04:00:00Z', [['report', '2026-10-17T04:00:00Z']]],
    ['at its hour', '2026-11-17T05:00:00Z', [['report', SLOT]]],
    ['days later, if it failed until then', '2026-11-20T09:00:00Z', [['report', SLOT]]],
  ])('%s', (_, now, expected) => {
    expect(slots(now)).toEqual(expected);
  });

  test('once', () => {
    expect(slots('2026-11-20T09:00:00Z', { ...head, report: SLOT })).toEqual([]);
    expect(slots('2026-12-17T05:00:00Z', { ...head, report: SLOT, snapshot: '2026-12-16T05:00:00Z' })).toEqual([
      ['report', '2026-12-17T05:00:00Z'],
    ]);
  });

  test('not before a snapshot of the new period is there', () => {
    expect(slots(SLOT, { ...head, snapshot: '2026-11-14T22:59:59Z' })).toEqual([]);
    expect(slots(SLOT, { ...head, snapshot: '2026-11-14T23:00:00Z' })).toEqual([['report', SLOT]]);
    expect(slots(SLOT, { since: '2026-01-01T00:00:00Z' })).toEqual([]);
  });

  test('not what was due before anybody took care', () => {
    expect(slots('2026-11-20T09:00:00Z', { ...head, since: '2026-11-18T00:00:00Z' })).toEqual([]);
  });

  test.each([
    [
      'a billing day the month does not have is its last',
      { kind: 'monthly', billingDay: 31 },
      '2026-03-05T09:00:00Z',
      '2026-03-02T05:00:00Z',
    ],
    [
      'prepaid years have it on the third',
      { kind: 'annual', renewal: '2026-08-20' },
      '2026-04-04T09:00:00Z',
      '2026-04-03T04:00:00Z',
    ],
    ['Enterprise too', { kind: 'enterprise' }, '2026-04-04T09:00:00Z', '2026-04-03T04:00:00Z'],
  ])('%s', (_, term, now, slot) => {
    const of = { ...clock, contract: contractOf(term) };
    expect(slots(now, { ...head, snapshot: now }, of)).toEqual([['report', slot]]);
  });

  test('without a contract on the third', () => {
    const { contract: _, ...none } = clock;
    expect(slots('2026-11-20T09:00:00Z', head, none)).toEqual([['report', '2026-11-03T05:00:00Z']]);
  });
});

describe('the renewal pack', () => {
  const annual = { ...clock, contract: contractOf({ kind: 'annual', renewal: '2027-03-01' }) };
  const done = { ...head, report: '2027-12-31T00:00:00Z' };
  const at = (now: string, more: ReportsDone = {}) => slots(now, { ...done, snapshot: now, ...more }, annual);

  test.each([
    ['91 days ahead', '2026-11-30T12:00:00Z', []],
    ['90 days ahead', '2026-12-01T05:00:00Z', [['renewal', '2026-12-01T05:00:00Z']]],
    ['60 days ahead', '2026-12-31T05:00:00Z', [['renewal', '2026-12-31T05:00:00Z']]],
    ['30 days ahead', '2027-01-30T05:00:00Z', [['renewal', '2027-01-30T05:00:00Z']]],
    ['after the renewal', '2027-03-01T12:00:00Z', []],
  ])('%s', (_, now, expected) => {
    expect(at(now)).toEqual(expected);
  });

  test('once at each mark, and from a snapshot of the last seven days', () => {
    expect(at('2026-12-05T05:00:00Z', { renewal: '2026-12-01T05:00:00Z' })).toEqual([]);
    expect(at('2026-12-05T05:00:00Z', { snapshot: '2026-11-20T05:00:00Z' })).toEqual([]);
  });
});

test.each([
  ['2026-11-30', null],
  ['2026-12-01', '2026-12-01'],
  ['2026-12-30', '2026-12-01'],
  ['2026-12-31', '2026-12-31'],
  ['2027-02-28', '2027-01-30'],
  ['2027-03-01', null],
])('on %s the latest mark is %s', (today, mark) => {
  expect(renewalMark(contractOf({ kind: 'annual', from: '2026-03-01' }), today)).toBe(mark);
});
