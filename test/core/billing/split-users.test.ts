import { describe, expect, test } from '@jest/globals';
import { periodOn } from '../../../core/billing/billing-period.ts';
import {
  countingOf,
  keptRows,
  nearestFirst,
  type SplitRequest,
  startSplit,
  uncounted,
} from '../../../core/billing/split-users.ts';
import { access, agent } from '../../accounts.ts';
import { contractOf } from './contracts.ts';

const accounts = [
  agent({ email: 'ada@contoso.com' }),
  agent({ email: 'bela@CONTOSO.com', access: [access('trello')] }),
  agent({ email: null, access: [access('trello'), access('loom')] }),
  agent({ email: 'no@contoso.com', billable: 'not-billable' }),
];

test.each<[SplitRequest['by'], object[]]>([
  [
    'product',
    [
      { names: ['Jira Service Management'], users: 1 },
      { names: ['Trello'], users: 1 },
      { names: ['Loom', 'Trello'], users: 1 },
    ],
  ],
  [
    'department',
    [
      { names: ['IT'], users: 1 },
      { names: [], users: 2 },
    ],
  ],
])('billable accounts by %s', (by, rows) => {
  const split = startSplit({ by, departments: new Map([['bela@contoso.com', 'IT']]) });
  accounts.forEach(split.see);
  const sorted = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).sort();
  expect(sorted(split.finish())).toEqual(sorted(rows));
});

test('users that no snapshot counts are groups of their own', () => {
  expect(uncounted(595, 500, 84)).toEqual([
    { names: ['external users'], users: 84 },
    { names: ['billed, not counted'], users: 11 },
  ]);
  expect(uncounted(500, 510, 0)).toEqual([]);
});

test('billable accounts by what the history keeps, whose names may be gone', () => {
  const kept = {
    counts: { billable: 60, exposures: { licensed: 20, 'self-signup': 40 } },
    byDomain: { rows: [{ name: 'contoso.com', accounts: 50 }], other: 7 },
  };
  expect(keptRows('domain', kept)).toEqual([
    { names: ['contoso.com'], users: 50 },
    { names: ['other domains'], users: 7 },
    { names: [], users: 3 },
  ]);
  expect(keptRows('exposure', kept)).toEqual([
    { names: ['licensed'], users: 20 },
    { names: ['self-signup'], users: 40 },
  ]);
});

describe('the snapshot that a bill is shared out by', () => {
  const monthly = contractOf({ kind: 'monthly' });
  const november = periodOn(monthly, '2026-11-10');

  test.each([
    ['an invoice: the count its period began with', true, '2026-12-20', { day: '2026-10-31', to: '2026-11-30' }],
    [
      'an estimate of a period that is over: its last day',
      false,
      '2026-12-20',
      { day: '2026-11-30', to: '2026-11-30' },
    ],
    ['an estimate so far: today', false, '2026-11-18', { day: '2026-11-18', to: '2026-11-18' }],
  ])('%s', (_, invoiced, today, counting) => {
    expect(countingOf(monthly, november, invoiced, today)).toEqual({ ...counting, from: '2026-10-01' });
  });

  const counting = { day: '2026-10-31', from: '2026-10-01', to: '2026-11-30' };
  test.each([
    ['the nearest before', ['2026-10-20', '2026-10-28', '2026-11-09'], ['2026-10-28', '2026-11-09', '2026-10-20']],
    ['or the nearest after', ['2026-10-10', '2026-11-02'], ['2026-11-02', '2026-10-10']],
    ['of two as near the earlier one', ['2026-11-01', '2026-10-30'], ['2026-10-30', '2026-11-01']],
    ['none of another time', ['2026-09-30', '2026-12-01'], []],
  ])('%s', (_, days, expected) => {
    const snapshots = days.map((day) => ({ asOf: `${day}T06:00:00Z` }));
    expect(nearestFirst(snapshots, counting, 'UTC').map(({ asOf }) => asOf.slice(0, 10))).toEqual(expected);
  });

  test('of one day the last one', () => {
    const snapshots = ['06', '18'].map((hour) => ({ asOf: `2026-10-31T${hour}:00:00Z` }));
    expect(nearestFirst(snapshots, counting, 'UTC')[0]?.asOf).toBe('2026-10-31T18:00:00Z');
  });
});
