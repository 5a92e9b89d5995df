import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlanRecord } from '../../core/record-plan.ts';
import { planSection, preventionSection } from '../../render/digest/plan.ts';
import { formatsFor } from '../../render/formats.ts';
import { whatMayFit } from '../../render/terminal/what-may-fit.ts';

const formats = formatsFor('en-GB', 'UTC');

type Group = PlanRecord['groups'][number];

const GROUP: Group = {
  ...{ remedy: 'non-billable-policy', exposure: 'self-signup', products: ['trello'], sites: [], management: 'local' },
  ...{ accounts: 231, listed: 231, savesPerMonth: '693.00', savesPerYear: '6930.00' },
  ...{
    feels: 'lose enforced single sign-on',
    effort: 'click',
    approval: 'security-approver',
    undo: 'yes',
    makesCutOff: 'yes',
    requests: null,
    wouldComeFirst: [],
  },
};

const PLAN: PlanRecord = {
  ...{ groups: [GROUP], other: 0, billableAfter: 269, savesPerMonth: '693.00', savesPerYear: '6930.00' },
  money: { kind: 'priced', currency: 'USD', basis: 'monthly', source: 'your contract' },
  ...{ fixBy: '2026-11-27', remains: [], ways: [], people: null },
  inspection: { state: 'ended', why: null, gaps: [] },
};

const lines = (change: Partial<PlanRecord> = {}) =>
  planSection({ ...PLAN, ...change }, formats).lines.map(({ count, text }) => `${count ?? ''} ${text}`.trim());

test('a line says how many, what, what it saves, by when, who feels it, and whether it can be undone', () => {
  expect(lines()).toEqual([
    '231 Trello, not synced: move it to the non-billable policy (saves $693 a month; by Fri 27 Nov: yes; they lose enforced single sign-on; can be undone; security approves; pack 1)',
    'in this order 269 stay billable; together $693 a month, $6,930 a year (your contract).',
    'Who has left is not known: no source says so (--people FILE).',
  ]);
});

describe('no two lines read the same', () => {
  const site = (count: number) => ['a', 'b', 'c', 'd', 'e'].slice(0, count).map((name) => `${name}.atlassian.net`);
  const left = { ...GROUP, remedy: 'deactivate' as const, products: ['jira-software'], sites: site(1) } satisfies Group;

  test.each<[string, Partial<Group>, readonly string[]]>([
    [
      'why they are billable',
      { exposure: 'licensed-idle' },
      [', not synced, signed up by themselves: deactivate', ', not synced, licensed, idle for 180 days: deactivate'],
    ],
    [
      'what is to be found out',
      { wouldComeFirst: ['non-billable-policy'] },
      [', nothing would come first: deactivate', ', 2 would come first if facts were known: deactivate'],
    ],
  ])('%s is said where it alone tells them apart', (_, change, texts) => {
    const said = lines({ groups: [left, { ...left, ...change }] });
    for (const [index, text] of texts.entries()) expect(said[index]).toContain(text);
    expect(lines({ groups: [left, { ...left, ...change, management: 'idp' }] })[0]).toContain(
      ', not synced: deactivate',
    );
  });

  test('whatever tells groups apart', () => {
    const anyGroup = fc.record({
      exposure: fc.constantFrom('licensed', 'licensed-idle', 'sandbox-only'),
      products: fc.subarray(['jira-software', 'confluence', 'trello', 'loom', 'bitbucket'], { minLength: 1 }),
      sites: fc.nat(5).map(site),
      management: fc.constantFrom('idp', 'local'),
      wouldComeFirst: fc.subarray<'deactivate' | 'narrow-sync'>(['deactivate', 'narrow-sync']),
      undo: fc.constantFrom('yes', 'partly', 'no'),
      makesCutOff: fc.constantFrom('yes', 'no', 'depends'),
    } as const);
    fc.assert(
      fc.property(fc.uniqueArray(anyGroup, { selector: (group) => JSON.stringify(group), maxLength: 6 }), (changes) => {
        const groups = changes.map((change) => ({ ...GROUP, ...change }));
        const said = lines({ groups }).slice(0, groups.length);
        expect(new Set(said.map((line) => line.replace(/; pack \d+/, ''))).size).toBe(groups.length);
      }),
    );
  });
});

test.each([
  [{ reported: 40, unknownOf: 0 }, 'new reporter: 40;'],
  [{ reported: 40, unknownOf: 3 }, 'new reporter: 40, not known of 3 accounts;'],
  [{ reported: 0, unknownOf: 3 }, 'new reporter: not known of 3 accounts;'],
  [{ reported: 0, unknownOf: 0 }, 'new reporter: 0;'],
])('accounts that are replaced say what has to be moved: %j', (requests, words) => {
  expect(lines({ groups: [{ ...GROUP, remedy: 'atlassian-support', requests }] })[0]).toContain(words);
});

describe('money', () => {
  test.each<[string, PlanRecord['money'], RegExp]>([
    [
      'a prepaid year saves from its renewal',
      { kind: 'priced', currency: 'USD', basis: 'prepaid', source: 'your contract' },
      /together \$6,930 a year from the renewal \(your contract\)/,
    ],
    [
      'by a list it is said to be unverified',
      { kind: 'priced', currency: 'USD', basis: 'rough', source: 'list 2023, unverified' },
      /\$6,930 a year prepaid \(list 2023, unverified\)/,
    ],
    ['in an Enterprise plan there is none', { kind: 'enterprise', why: 'part of it' }, /No money: part of it\./],
  ])('%s', (_, money, text) => {
    expect(lines({ money }).join('\n')).toMatch(text);
  });
});

describe('how far it can be trusted', () => {
  test.each<[string, Partial<PlanRecord>, RegExp]>([
    ['no inspection', { inspection: { state: 'none', why: null, gaps: [] } }, /^Accounts were not inspected/m],
    ['one that ended early', { inspection: { state: 'stopped', why: 'gave up', gaps: [] } }, /ended early: gave up\./],
    [
      'what the key may not read',
      { inspection: { state: 'ended', why: null, gaps: [{ fact: 'policy', why: 'forbidden', accounts: 60 }] } },
      /^Not known: their policy of 60 \(the key may not read it\)\./m,
    ],
    [
      'who says who has left',
      { people: { source: 'hr.csv', asOf: '2026-11-20', left: 2, unknownAddresses: 1, unreadableRows: 0 } },
      /^Who has left: hr\.csv of Fri 20 Nov 2026\. 1 of its addresses have no account\.$/m,
    ],
    [
      'a fact to find out first',
      { remains: [{ reason: 'find-out', why: 'it is not known', how: 'give a key', accounts: 12 }] },
      /^12 nothing yet: it is not known\. give a key$/m,
    ],
  ])('%s', (_, change, text) => {
    expect(lines(change).join('\n')).toMatch(text);
  });
});

test('an empty plan says nothing', () => {
  expect(planSection({ ...PLAN, groups: [], remains: [] }, formats).lines).toEqual([]);
  expect(planSection(null, formats).lines).toEqual([]);
});

test('of the checklist only what was not told yet', () => {
  const line = {
    ...{ topic: 'default-local-policy' as const, site: null, state: 'advised' as const },
    ...{ evidence: '9 of 9.', advice: 'Do it.', risk: 'Some.' },
  };
  const section = preventionSection([
    { ...line, toldOn: null },
    { ...line, toldOn: '2026-11-16' },
  ]);
  expect(section.lines).toEqual([{ count: null, text: '9 of 9. Do it. Risk: Some.' }]);
});

test('after the first run: what is open, what may be, and what is missing', () => {
  const ways: PlanRecord['ways'] = [
    { option: 'deactivate', accounts: 0, perhaps: 0, how: ['give a people file'] },
    { option: 'non-billable-policy', accounts: 0, perhaps: 262, how: ['give a key'] },
    { option: 'leave-or-delete-workspace', accounts: 262, perhaps: 0, how: [] },
  ];
  expect(whatMayFit({ ...PLAN, ways }, formats)).toEqual([
    'What may fit, of those that nobody planned',
    '    262  ask the holder to leave or delete the workspace',
    '      0  deactivate the account. No: give a people file',
    '      ?  move it to the non-billable policy. No: give a key',
    '  billable-drift options says more, account by account',
  ]);
  expect(whatMayFit(null, formats)).toEqual([]);
});
