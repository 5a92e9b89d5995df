import { describe, expect, test } from '@jest/globals';
import { countDays, observe, readHistory } from '../../../core/billing/history.ts';

const first = { date: '2026-06-01', users: '10' };

test('rows of text or numbers are read', () => {
  expect(readHistory([first, { date: ' 2026-06-02', users: 13 }])).toEqual({
    valid: true,
    history: [
      { date: '2026-06-01', users: 10 },
      { date: '2026-06-02', users: 13 },
    ],
  });
});

describe('a problem names row, field and value', () => {
  test.each([
    [[], 'history: it has no row; give one for each day: date,users'],
    [[{ date: '2026-06-01' }], 'history row 1: it needs the fields date and users'],
    [[{ date: '1.6.2026', users: 1 }], 'history row 1: date "1.6.2026" is no date such as 2026-11-24'],
    [[{ ...first, users: '-3' }], 'history row 1: users -3 is below zero'],
    [[{ ...first, users: '' }], 'history row 1: users "" is no whole number'],
    [[{ ...first, users: 2.5 }], 'history row 1: users "2.5" is no whole number'],
    [[first, first], 'history row 2: date 2026-06-01 is there twice'],
    [
      [first, { date: '2026-05-31', users: 1 }],
      'history row 2: date 2026-05-31 comes after 2026-06-01: the oldest row comes first',
    ],
    [
      [first, { date: '2026-06-04', users: 1 }],
      'history row 2: date 2026-06-04 leaves a gap: 2026-06-02 is missing, give one row for each day',
    ],
  ])('%#', (rows, problem) => {
    expect(readHistory(rows)).toEqual({ valid: false, problems: [problem] });
  });
});

describe('snapshots day by day', () => {
  const snapshots = [
    { asOf: '2026-12-01T05:00:00Z', billable: 500, unknown: 2 },
    { asOf: '2026-11-30T23:30:00Z', billable: 490, unknown: 0 },
    { asOf: '2026-11-30T05:00:00Z', billable: 480, unknown: 0 },
  ];
  const number = (date: string, users: number) => ({ date, users, origin: 'number' as const });

  test('on the day of the organization, with the external users known by then', () => {
    const external = [number('2026-11-01', 80), number('2026-12-01', 84)];
    expect(countDays(snapshots, external, 'Europe/Berlin')).toEqual([
      { date: '2026-11-30', counted: 480, external: 80, unknown: 0 },
      { date: '2026-12-01', counted: 490, external: 84, unknown: 0 },
      { date: '2026-12-01', counted: 500, external: 84, unknown: 2 },
    ]);
  });

  test('that external users were counted late is no rise', () => {
    const days = countDays(snapshots, [number('2026-12-01', 84)], 'Europe/Berlin');
    expect(observe(days).map(({ users }) => users)).toEqual([564, 574, 584]);
    expect(observe(countDays(snapshots, [], 'UTC')).map(({ users }) => users)).toEqual([480, 490, 500]);
  });
});
