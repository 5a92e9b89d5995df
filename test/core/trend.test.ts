import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../core/billing/billing-period.ts';
import { type TrendFacts, trendOf } from '../../core/trend.ts';
import { countsOf, guideNovember, stepOf } from '../trend-steps.ts';

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };
const trend = (changes: Partial<TrendFacts> = {}) =>
  trendOf({ steps: guideNovember(), partial: [], range: NOVEMBER, timeZone: 'Europe/Berlin', ...changes });

test('the guide: 200, then 500', () => {
  const { points, peak, exposures, products, domains, gaps } = trend();
  expect(points.map(({ billable }) => billable)).toEqual([...Array(17).fill(200), ...Array(6).fill(500)]);
  expect(points[17]).toMatchObject({ day: '2026-11-18', avoidable: 300, came: 300, went: 0, unknown: 0 });
  expect(peak).toEqual({ day: '2026-11-18', billable: 500 });
  expect(exposures.map(({ name }) => name)).toEqual(['licensed', 'self-signup']);
  expect(products.map(({ name, values }) => [name, values.at(-1)])).toEqual([
    ['trello', 300],
    ['jira-service-desk', 200],
  ]);
  expect(domains).toEqual([{ name: 'contoso.com', values: points.map(({ billable }) => billable) }]);
  expect(gaps).toEqual([]);
});

describe('the range', () => {
  test('is of civil days in the zone of the organization', () => {
    const late = stepOf('2026-11-10T23:30:00Z');
    expect(trend({ steps: [late] }).points.map(({ day }) => day)).toEqual(['2026-11-11']);
    const range = { from: '2026-11-11', to: '2026-11-11' };
    expect(trend({ steps: [late], range }).points).toHaveLength(1);
    expect(trend({ steps: [late], range, timeZone: 'UTC' }).points).toHaveLength(0);
  });

  test('without a snapshot there is nothing, not even a peak', () => {
    expect(trend({ steps: [] })).toMatchObject({
      points: [],
      first: null,
      peak: null,
      exposures: [],
      gaps: [],
      log: [],
    });
  });

  test('one point is a trend of one point', () => {
    expect(trend({ steps: [stepOf('2026-11-05T06:00:00Z')] })).toMatchObject({
      points: [{ day: '2026-11-05', billable: 200 }],
      peak: { day: '2026-11-05', billable: 200 },
      gaps: [],
    });
  });
});

test('of several snapshots on a day the last one counts, and what changed adds up', () => {
  const steps = [
    stepOf('2026-11-05T06:00:00Z', { entries: 3, counts: countsOf({ billable: 203 }) }),
    stepOf('2026-11-05T12:00:00Z', { entries: 1, exits: 4, counts: countsOf({ billable: 200 }) }),
  ];
  expect(trend({ steps }).points).toMatchObject([{ billable: 200, came: 4, went: 4, asOf: '2026-11-05T12:00:00Z' }]);
  expect(trend({ steps }).log).toHaveLength(2);
});

test('no snapshot is lost in a day with several: the first one begins the time, the highest one is the peak', () => {
  const steps = [
    stepOf('2026-11-05T06:00:00Z', { counts: countsOf({ billable: 203 }) }),
    stepOf('2026-11-05T09:00:00Z', { counts: countsOf({ billable: 230 }) }),
    stepOf('2026-11-05T12:00:00Z', { counts: countsOf({ billable: 200 }) }),
  ];
  expect(trend({ steps })).toMatchObject({
    first: { asOf: '2026-11-05T06:00:00Z', billable: 203 },
    peak: { day: '2026-11-05', billable: 230 },
  });
});

describe('gaps', () => {
  const on = (...days: number[]) => days.map((day) => stepOf(`2026-11-${String(day).padStart(2, '0')}T06:00:00Z`));

  test.each([
    ['a day missing among daily ones', on(1, 2, 3, 5, 6), [['2026-11-03', '2026-11-05']]],
    ['none among weekly ones', on(1, 8, 15, 22), []],
    ['a week missing among weekly ones', on(1, 8, 22, 29), [['2026-11-08', '2026-11-22']]],
    ['Mondays and Thursdays', on(2, 5, 9, 12, 16), []],
  ])('%s', (_, steps, expected) => {
    expect(trend({ steps }).gaps.map(({ after, until }) => [after, until])).toEqual(expected);
  });

  test('say why walks in between were not complete', () => {
    const partial = [
      { asOf: '2026-11-04T06:00:00Z', reason: '40 accounts are missing' },
      { asOf: '2026-11-04T07:00:00Z', reason: '40 accounts are missing' },
      { asOf: '2026-11-09T06:00:00Z', reason: 'elsewhere' },
    ];
    expect(trend({ steps: on(1, 2, 3, 5, 6), partial }).gaps).toEqual([
      { after: '2026-11-03', until: '2026-11-05', reasons: ['40 accounts are missing'] },
    ]);
  });
});

describe('the drift log', () => {
  test('lists what changed something, and the first snapshot', () => {
    expect(trend().log.map(({ day, since, entries }) => [day, since, entries])).toEqual([
      ['2026-11-01', null, 0],
      ['2026-11-18', '2026-11-17', 300],
    ]);
  });

  test('a claimed domain is an event even if nobody of it is billable', () => {
    const claimed = stepOf('2026-11-05T06:00:00Z', { claimedDomains: [{ domain: 'a.com', accounts: 9, billable: 0 }] });
    expect(trend({ steps: [claimed] }).log).toHaveLength(1);
  });
});

describe('departments', () => {
  const on = (day: string, ...rows: [string, number][]) =>
    stepOf(`2026-11-${day}T06:00:00Z`, {
      byDepartment: { rows: rows.map(([name, accounts]) => ({ name, accounts })), other: 0 },
    });

  test('from the first snapshot that has them on, the small ones and the unknown with the rest', () => {
    const steps = [
      stepOf('2026-11-05T06:00:00Z'),
      on('06', ['Sales', 120], ['Board', 4]),
      on('07', ['Sales', 110], ['IT', 60], ['Board', 4]),
    ];
    expect(trend({ steps }).departments).toEqual([
      { name: 'Sales', values: [null, 120, 110] },
      { name: 'IT', values: [null, 0, 60] },
      { name: null, values: [null, 80, 30] },
    ]);
  });

  test('none where nobody ever told them', () => {
    expect(trend().departments).toEqual([]);
  });
});

describe('domains', () => {
  const rows = (...domains: [string, number][]) => ({
    rows: domains.map(([name, accounts]) => ({ name, accounts })),
    other: 0,
  });

  test('of fewer than five people are told with the rest, and so is who hides it', () => {
    const byDomain = rows(['contoso.com', 180], ['small.org', 4]);
    expect(trend({ steps: [stepOf('2026-11-05T06:00:00Z', { byDomain })] }).domains).toEqual([
      { name: 'contoso.com', values: [180] },
      { name: null, values: [20] },
    ]);
  });

  test('at most eight have a line of their own, and all add up to the billable ones', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 12 }), (sizes) => {
        const billable = sizes.reduce((sum, size) => sum + size, 3);
        const byDomain = rows(...sizes.map((size, index): [string, number] => [`d${index}.com`, size]));
        const step = stepOf('2026-11-05T06:00:00Z', { byDomain, counts: countsOf({ billable }) });
        const { domains } = trend({ steps: [step] });
        expect(domains.filter(({ name }) => name !== null).length).toBeLessThanOrEqual(8);
        expect(domains.reduce((sum, { values }) => sum + (values[0] ?? 0), 0)).toBe(billable);
      }),
    );
  });
});

test('a year of daily points is a point a day, each series as long', () => {
  const steps = Array.from({ length: 366 }, (_, index) => stepOf(`${addDays('2026-01-01', index)}T06:00:00Z`));
  const { points, exposures, domains } = trend({ steps, range: { from: '2026-01-01', to: '2027-01-01' } });
  expect(points).toHaveLength(366);
  for (const { values } of [...exposures, ...domains]) expect(values).toHaveLength(366);
});
