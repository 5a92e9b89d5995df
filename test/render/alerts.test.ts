import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../core/alerts/alert.ts';
import { renderAlert } from '../../render/alerts/render-alert.ts';
import { renderReminder } from '../../render/alerts/render-reminder.ts';
import { formatsFor } from '../../render/formats.ts';
import { gained } from '../digests.ts';
import { HOSTILE } from '../hostile.ts';

const formats = formatsFor('en-GB', 'UTC');
const told = { asOf: '2026-11-19T06:00:00Z', since: '2026-11-16T06:00:00Z', recipients: [] };
const counted = {
  counts: { before: 200, now: 506, planned: 0 },
  came: { groups: [gained(300, ['trello'])], other: 6 },
};

type Crossing = Extract<Alert, { kind: 'crossing' }>;
type Suspicion = Extract<Alert, { kind: 'suspicion' }>;
type Reminder = Extract<Alert, { kind: 'reminder' }>;

const accounts: Crossing = {
  kind: 'crossing',
  ...told,
  ...counted,
  rule: 'accounts',
  value: 306,
  threshold: 50,
  currency: null,
};
const percent: Crossing = { ...accounts, rule: 'percent', value: 1530 / 11, threshold: 10 };
const money: Crossing = { ...accounts, rule: 'money', value: 95_000, threshold: 20_000, currency: 'USD' };
const jump: Suspicion = {
  kind: 'suspicion',
  ...told,
  ...counted,
  previous: '2026-11-18T06:00:00Z',
  what: 'billable',
  before: 200,
  now: 506,
};
const reminder: Reminder = {
  ...{ kind: 'reminder', ...told, fixBy: '2026-11-27', startsOn: '2026-12-01', accounts: 300, amount: '950.00' },
  ...{ currency: 'USD', per: 'month', sources: ['your invoice', 'your quote'], verified: true },
  groups: [
    { remedy: 'non-billable-policy', products: ['trello'], sites: [], accounts: 231, makesCutOff: 'yes' },
    { remedy: 'leave-or-delete-workspace', products: ['trello'], sites: [], accounts: 57, makesCutOff: 'depends' },
  ],
};

const alertOf = (alerts: readonly (Crossing | Suspicion)[], organizationName = 'Contoso') =>
  renderAlert({ alerts, organizationName, formats });
const reminderOf = (change: Partial<Reminder> = {}, organizationName = 'Contoso') =>
  renderReminder({ reminder: { ...reminder, ...change }, organizationName, formats });

describe('the subject of an alert says it all', () => {
  test.each([
    [[accounts], 'Guard, Contoso: +306 paid accounts since 16 Nov, 506 billable'],
    [[accounts, money], 'Guard, Contoso: +306 paid accounts since 16 Nov, $950.00/month, 506 billable'],
    [[accounts, jump], 'Guard, Contoso: +306 paid accounts since 16 Nov, 506 billable; is that right?'],
    [[jump], 'Guard, Contoso: billable accounts went from 200 to 506, is that right?'],
  ])('%#', (alerts, subject) => expect(alertOf(alerts).subject).toBe(subject));
});

test('an alert of everything, in words', () => {
  expect(
    alertOf([accounts, percent, money, jump]).text,
  ).toBe(`Contoso   Thu 19 Nov 2026   since the digest of 16 Nov   alert
Billable 506 (was 200, +306)

CROSSED
  306 more billable accounts; your threshold is 50.
  139 % more billable accounts; your threshold is 10 %.
  $950.00 a month more, before tax, by prices of your own; your threshold is
  $200.00.

TO BE DOUBTED
  Billable accounts went from 200 to 506 since Wed 18 Nov 2026. Nothing of the
  kind was planned. Until the next snapshot confirms it nothing is changed on
  its ground, and it counts for no limit.

WHO CAME LAST, AND WHY
    300  signed up for Trello, nothing else
      6  in smaller groups

WHAT NOW
  What can be done: billable-drift options. Names are in the next digest, for
  admins.
  This is told once; the next digest tells all. Less of it: billable-drift
  alerts ack accounts --until DAY.
`);
});

describe('a reminder', () => {
  test('in words', () => {
    const mail = reminderOf();
    expect(mail.subject).toBe('Guard, Contoso: fix 300 accounts by Fri 27 Nov or pay $950/month from 1 Dec');
    expect(mail.text).toBe(`Contoso   Thu 19 Nov 2026   reminder of the fix-by date

STILL AVOIDABLE
    300  probably unplanned: $950.00 a month from Tue 1 Dec 2026 on, before tax
         (your invoice, your quote), if all are gone by Fri 27 Nov 2026

WHAT MAKES IT IN TIME
    231  Trello: move it to the non-billable policy (in time if begun today)
     57  Trello: ask the holder to leave or delete the workspace (in time if
         others act)

WHAT NOW
  billable-drift options names the groups in order, and --pack N writes what one
  needs.
`);
  });

  test('by a public list has no money in its subject', () => {
    const mail = reminderOf({ verified: false, sources: ['list 2023, unverified'] });
    expect(mail.subject).toBe('Guard, Contoso: fix 300 accounts by Fri 27 Nov');
    expect(mail.text).toContain('(list 2023, unverified)');
  });
});

test.each(HOSTILE)('an organization called %j is inert', (name) => {
  for (const mail of [alertOf([accounts], name), reminderOf({}, name)]) {
    expect(mail.html).not.toMatch(/<script|<img|" onmouseover/);
    for (const part of [mail.subject, mail.html, mail.text]) {
      expect(part.replaceAll('\n', ' ')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    }
    expect(mail.text).not.toMatch(/^Bcc/m);
  }
});
