import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../core/alerts/alert.ts';
import { judgeSilence, readRule } from '../../../core/alerts/silence-rule.ts';

const told = { asOf: '2026-11-20T06:00:00Z', since: '2026-11-16T06:00:00Z', recipients: [] };
const counted = { counts: { before: 200, now: 262, planned: 0 }, came: { groups: [], other: 0 } };
const crossing: Alert = {
  kind: 'crossing',
  ...told,
  ...counted,
  rule: 'accounts',
  value: 62,
  threshold: 50,
  currency: null,
};
const suspicion: Alert = {
  kind: 'suspicion',
  ...told,
  ...counted,
  previous: told.since,
  what: 'billable',
  before: 500,
  now: 300,
};
const request = { kind: 'muted', until: '2026-12-31', reason: 'migration', author: 'ada' } as const;
const judge = (change: object = {}, alert: Alert | null = crossing) =>
  judgeSilence('accounts', { ...request, ...change }, { alert }, '2026-11-24');

describe('to keep a rule quiet', () => {
  test.each([
    [
      'until a day to come',
      {},
      crossing,
      { kind: 'muted', until: '2026-12-31', reason: 'migration', author: 'ada', from: '2026-11-24' },
    ],
    ['until today', { until: '2026-11-24' }, crossing, { until: '2026-11-24' }],
    ['before it has ever rung', {}, null, { kind: 'muted' }],
    ['acknowledged, up to what was told', { kind: 'acknowledged' }, crossing, { kind: 'acknowledged', value: 62 }],
    ['acknowledged, a fall too', { kind: 'acknowledged' }, suspicion, { value: 200 }],
  ])('%s', (_, change, alert, silence) => {
    expect(judge(change, alert)).toMatchObject({ accepted: true, silence });
  });

  test.each([
    ['until yesterday', { until: '2026-11-23' }, crossing, 'until: 2026-11-23 is over; give a day from 2026-11-24 on'],
    ['until no day', { until: 'friday' }, crossing, 'until: a day such as 2026-12-31 is expected'],
    ['without a reason', { reason: ' ' }, crossing, 'reason: it is empty; text is expected'],
    ['by nobody', { author: ' ' }, crossing, /^author: /],
    ['acknowledged before it has rung', { kind: 'acknowledged' }, null, /^accounts has told nothing/],
  ])('%s is refused', (_, change, alert, why) => {
    const verdict = judge(change, alert);
    expect(verdict.accepted ? '' : verdict.why).toMatch(why);
  });
});

test('rules go by their names', () => {
  expect([readRule('fix-by'), readRule('money'), readRule('everything'), readRule('')]).toEqual([
    'fix-by',
    'money',
    null,
    null,
  ]);
});
