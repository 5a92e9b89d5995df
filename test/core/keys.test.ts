import { describe, expect, test } from '@jest/globals';
import {
  daysHeld,
  daysLeft,
  expiryOf,
  isOfDirectory,
  keyWords,
  newWarnings,
  readDay,
  readKeyText,
  warnOfKeys,
} from '../../core/keys.ts';
import { keyRecord } from '../keys.ts';

const NOW = '2026-11-23T06:00:00Z';
const ending = (day: string, putAt = '2026-01-01T00:00:00Z') => keyRecord({ putAt, expiry: { day, from: 'entered' } });

test.each([
  ['2027-03-01', '2027-04-01', { day: '2027-03-01', from: 'told' }],
  [null, '2027-04-01', { day: '2027-04-01', from: 'entered' }],
  [null, null, { day: '2027-11-23', from: 'assumed' }],
])('told %s, entered %s', (told, entered, expiry) => {
  expect(expiryOf(told, entered, NOW)).toEqual(expiry);
});

test('a year after a leap day is the last of February', () => {
  expect(expiryOf(null, null, '2028-02-29T12:00:00Z').day).toBe('2029-02-28');
});

test('days are calendar days in UTC, whatever the hour', () => {
  expect(daysLeft(ending('2026-11-24'), '2026-11-23T00:00:00Z')).toBe(1);
  expect(daysLeft(ending('2026-11-24'), '2026-11-23T23:59:59Z')).toBe(1);
  expect(daysLeft(ending('2026-11-23'), NOW)).toBe(0);
  expect(daysLeft(ending('2026-11-22'), NOW)).toBe(-1);
  expect(daysHeld(keyRecord(), NOW)).toBe(22);
});

describe('warnings', () => {
  test.each([
    ['2026-12-24', []],
    ['2026-12-23', [30, false]],
    ['2026-12-08', [30, false]],
    ['2026-12-07', [14, false]],
    ['2026-12-01', [14, false]],
    ['2026-11-30', [7, true]],
    ['2026-11-25', [7, true]],
    ['2026-11-24', [1, true]],
    ['2026-11-23', [1, true]],
    ['2026-11-22', [0, true]],
  ])('a key that ends on %s: %j', (day, expected) => {
    expect(warnOfKeys([ending(day)], NOW).flatMap(({ mark, ownMail }) => [mark, ownMail])).toEqual(expected);
  });

  test('the nearest end first', () => {
    const days = ['2026-12-10', '2026-11-24', '2026-12-01'];
    expect(
      warnOfKeys(
        days.map((day) => ending(day)),
        NOW,
      ).map(({ key }) => key.expiry.day),
    ).toEqual(days.toSorted());
  });

  test.each([
    ['the same mark as at the check before', '2026-11-28', '2026-11-22T06:00:00Z', 0],
    ['a mark passed since', '2026-11-30', '2026-11-22T06:00:00Z', 1],
    ['a mark passed in a week without checks', '2026-11-24', '2026-11-16T06:00:00Z', 1],
    ['ended since', '2026-11-22', '2026-11-22T06:00:00Z', 1],
    ['no check before', '2026-11-28', undefined, 1],
  ])('new: %s', (_, day, before, count) => {
    expect(newWarnings([ending(day)], NOW, before)).toHaveLength(count);
  });

  test('a key put since is new, whatever mark it is at', () => {
    expect(newWarnings([ending('2026-11-28', '2026-11-22T12:00:00Z')], NOW, '2026-11-22T06:00:00Z')).toHaveLength(1);
  });
});

test.each([
  ['', 'it is blank'],
  [' \n ', 'it is blank'],
  ['two\nlines', 'it has a line break inside'],
  ['Bearer abc', 'it starts with "Bearer"'],
  ['with space', 'it has a character that no key has'],
  ['“quoted”', 'it has a character that no key has'],
])('%j is no key', (text, problem) => {
  expect(readKeyText(text)).toEqual({ problem: expect.stringContaining(problem) });
});

test('the line break that a file ends with belongs to the file', () => {
  expect(readKeyText('ATCTT3xFfGN0-k_e.y=ABC\r\n')).toEqual({ key: 'ATCTT3xFfGN0-k_e.y=ABC' });
});

test.each([
  ['2027-03-01', '2027-03-01'],
  ['2027-02-30', null],
  ['1 March 2027', null],
  ['2027-3-1', null],
])('day %s', (text, day) => {
  expect(readDay(text)).toBe(day);
});

test('kinds and their words', () => {
  expect((['org', 'remediation', 'scim', 'jira', 'idp'] as const).map((kind) => isOfDirectory(kind))).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
  expect(keyWords({ kind: 'scim', directory: 'd-1' })).toBe('SCIM key of the directory d-1');
});
