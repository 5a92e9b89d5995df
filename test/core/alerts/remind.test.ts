import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../core/alerts/alert.ts';
import { isReminderDue, reminderOf } from '../../../core/alerts/remind.ts';
import type { PlanRecord } from '../../../core/record-plan.ts';
import { billedBy, costOf, ROUGH_COST } from '../../costs.ts';

const FRIDAY = { fixBy: '2026-11-27', countedOn: '2026-11-30', startsOn: '2026-12-01' };

const GROUP: PlanRecord['groups'][number] = {
  ...{ remedy: 'non-billable-policy', exposure: 'self-signup', products: ['trello'], sites: [], management: 'local' },
  ...{
    accounts: 231,
    listed: 231,
    savesPerMonth: '693.00',
    savesPerYear: '8316.00',
    feels: 'lose SSO',
    effort: 'click',
  },
  ...{ approval: 'security-approver', undo: 'yes', makesCutOff: 'yes', requests: null, wouldComeFirst: [] },
};
const PLAN: PlanRecord = {
  ...{ groups: [GROUP], other: 0, billableAfter: 269, savesPerMonth: '693.00', savesPerYear: '8316.00' },
  money: { kind: 'priced', currency: 'USD', basis: 'monthly', source: 'your contract' },
  ...{ fixBy: '2026-11-27', remains: [], ways: [], people: null },
  inspection: { state: 'ended', why: null, gaps: [] },
};

const told = (fixBy: string): Alert => ({
  ...{ kind: 'reminder', asOf: '2026-10-28T06:00:00Z', since: '2026-10-26T06:00:00Z', recipients: [], fixBy },
  ...{
    startsOn: '2026-11-01',
    accounts: 1,
    amount: '1.00',
    currency: 'USD',
    per: 'month',
    sources: [],
    verified: true,
  },
  groups: [],
});

describe('a reminder is due', () => {
  const facts = {
    ...{ deadline: FRIDAY, today: '2026-11-25', reminderDays: 3, told: null, silence: null },
    lastDigestOn: '2026-11-23',
  };
  const muted = { kind: 'muted', reason: 'r', from: '2026-11-01' } as const;
  test.each([
    ['in the last days', {}, true],
    ['three days before', { today: '2026-11-24' }, true],
    ['not four days before', { today: '2026-11-23', lastDigestOn: '2026-11-16' }, false],
    ['on the day itself', { today: '2026-11-27' }, true],
    ['not after it', { today: '2026-11-28' }, false],
    ['not without a contract', { deadline: null }, false],
    ['not where they are switched off', { reminderDays: 0, today: '2026-11-27' }, false],
    ['not twice for one date', { told: told('2026-11-27') }, false],
    ['again for the next date', { told: told('2026-10-29') }, true],
    ['not if a digest said it in these days', { lastDigestOn: '2026-11-24' }, false],
    ['not while muted', { silence: { ...muted, until: '2026-11-25' } }, false],
    ['after the mute', { silence: { ...muted, until: '2026-11-24' } }, true],
  ])('%s', (_, change, due) => expect(isReminderDue({ ...facts, ...change })).toBe(due));
});

describe('what can still be saved', () => {
  test('accounts, money, its sources, and what makes it in time', () => {
    expect(reminderOf(costOf(), PLAN)).toEqual({
      ...{
        fixBy: '2026-11-27',
        startsOn: '2026-12-01',
        accounts: 300,
        amount: '950.00',
        currency: 'USD',
        per: 'month',
      },
      ...{ sources: ['your invoice', 'your quote'], verified: true },
      groups: [{ remedy: 'non-billable-policy', products: ['trello'], sites: [], accounts: 231, makesCutOff: 'yes' }],
    });
  });

  test('what others decide may still be in time; what cannot be is left out', () => {
    const groups = [
      { ...GROUP, makesCutOff: 'no' as const },
      { ...GROUP, accounts: 57, makesCutOff: 'depends' as const },
    ];
    expect(reminderOf(costOf(), { ...PLAN, groups })?.groups).toMatchObject([{ accounts: 57, makesCutOff: 'depends' }]);
  });

  test.each([
    ['nothing is avoidable', costOf({ avoidable: 0 }), PLAN],
    [
      'it saves no money',
      costOf({ settings: billedBy({ kind: 'monthly', minimum: '5000' }), invoices: [], quotes: [] }),
      PLAN,
    ],
    ['nobody has said how it is billed', ROUGH_COST, PLAN],
    ['an Enterprise plan', costOf({ settings: billedBy({ kind: 'enterprise', why: 'included' }) }), PLAN],
    ['no option fits', costOf(), { ...PLAN, groups: [] }],
    ['no option makes it', costOf(), { ...PLAN, groups: [{ ...GROUP, makesCutOff: 'no' as const }] }],
    ['nobody knows whether one does', costOf(), { ...PLAN, groups: [{ ...GROUP, makesCutOff: 'unknown' as const }] }],
  ])('nothing where %s', (_, cost, plan) => expect(reminderOf(cost, plan)).toBeNull());
});
