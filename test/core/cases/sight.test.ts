import { expect, test } from '@jest/globals';
import type { CaseEvent, Proof } from '../../../core/cases/events.ts';
import { seeCase } from '../../../core/cases/sight.ts';
import { formatsFor } from '../../../render/formats.ts';
import { caseLine, caseText } from '../../../render/terminal/case-text.ts';
import { caseOf, folded, happened, planOf, REMEDIATION } from '../../cases.ts';

const { proposed, approved, started, asked, said } = happened;
const formats = formatsFor('en-GB', 'UTC');
const overdue: CaseEvent = { kind: 'overdue', at: '2026-12-01T09:02:00Z', key: 'x', step: 'all: disable' };
const stepped: CaseEvent = {
  ...{ kind: 'stepped', at: '2026-11-23T10:01:00Z', key: 'all: disable', step: 'all: disable', read: true },
  work: [
    { accountId: 'a1', result: 'done', why: null },
    { accountId: 'a2', result: 'failed', why: 'it is still active' },
  ],
};
const paused: CaseEvent = {
  ...{ kind: 'paused', at: '2026-11-23T10:00:00Z', key: 'p', directoryId: 'd-1', until: '2026-11-23T11:00:00Z' },
};
const left: CaseEvent = {
  ...{ kind: 'kept', at: '2026-11-23T09:30:00Z', key: 'all: keep 1', accounts: [] },
  skipped: ['a2', 'a3'].map((accountId) => ({ accountId, result: 'skipped' as const, why: 'it is gone' })),
};
const proved = (...proofs: readonly (readonly [string, Proof['result']])[]): CaseEvent => ({
  ...{ kind: 'proved', at: '2026-11-25T07:00:00Z', key: 'proved', snapshot: '2026-11-25T06:00:00Z' },
  proofs: proofs.map(([accountId, result]) => ({ accountId, result, successor: null })),
});
const resumed: CaseEvent = { kind: 'resumed', at: '2026-11-23T10:30:00Z', key: 'p', directoryId: 'd-1' };

test.each<[string, readonly CaseEvent[], string]>([
  ['not yet', [proposed, approved, started], 'to-come'],
  ['asked of a person', [proposed, approved, started, asked], 'waiting'],
  ['who is late', [proposed, approved, started, asked, overdue], 'overdue'],
  ['who has said so', [proposed, approved, started, asked, said], 'under-way'],
  ['and it was read', [proposed, approved, started, asked, said, stepped], 'taken'],
])('a step: %s', (_, events, state) => {
  expect(seeCase(folded(events)).steps.map((step) => step.state)).toEqual([state]);
});

test('whom it waits for, until when, and what is late, in two lines', () => {
  expect(caseLine(seeCase(folded([proposed, approved, started, asked])), formats)).toBe(
    [
      'c0ffee0001  option 4, 3 accounts: under way',
      '            waits for the organization admin to take "all: disable" for 3',
      '            accounts: Deactivate. Asked on Mon 23 Nov 2026, 09:02, until Mon 30',
      '            Nov 2026, 09:02',
    ].join('\n'),
  );
  expect(caseLine(seeCase(folded([proposed, approved, started, asked, overdue])), formats)).toContain('OVERDUE since');
});

test.each<[string, readonly CaseEvent[], string]>([
  [
    'some of them',
    [happened.finished, proved(['a1', 'verified'], ['a2', 'still-billable'], ['a3', 'verified'])],
    '2 of 3 verified',
  ],
  [
    'none of those that something was done to',
    [left, happened.finished, proved(['a1', 'still-billable'])],
    '0 of 1 verified',
  ],
  [
    'nobody, for nothing was done',
    [
      { ...stepped, work: ['a1', 'a2', 'a3'].map((accountId) => ({ accountId, result: 'skipped', why: null })) },
      happened.finished,
      proved(),
    ],
    'no account was changed',
  ],
])('of whom a later snapshot has shown it: %s', (_, events, said) => {
  const sight = seeCase(folded([proposed, approved, started, ...events]));
  const words = `done and checked in a later snapshot: ${said}`;
  expect(caseLine(sight, formats).replaceAll(/\s+/g, ' ')).toContain(`3 accounts: ${words}`);
  expect(caseText(sight, {}, formats)).toContain(`State     ${words}\n`);
});

test('why a case ended before its end is said in its line', () => {
  const stopped: CaseEvent = {
    ...{ kind: 'stopped', at: '2026-11-23T09:05:00Z', key: 's', step: null, why: 'no rights\u001b[2K', stands: [] },
  };
  const line = caseLine(seeCase(folded([proposed, approved, started, stopped])), formats);
  expect(line).toMatch(/^c0ffee0001 {2}option 4, 3 accounts: stopped before its end: no\s+rights/);
  expect(line).not.toContain('\u001b');
});

test('provisioning that is paused is told until it goes on', () => {
  const text = (events: readonly CaseEvent[]) =>
    caseText(seeCase(folded(events)), { remediation: REMEDIATION }, formats);
  const line = 'PAUSED    provisioning of d-1, until Mon 23 Nov 2026, 11:00 at the latest';
  expect(text([proposed, approved, started, paused])).toContain(line);
  expect(text([proposed, approved, started, paused, resumed])).not.toContain('PAUSED');
});

test('what comes from outside cannot move the cursor or forge a line', () => {
  const why = 'fine\u001b[2K\r\nState     approved';
  const text = caseText(seeCase(folded([proposed, { ...happened.rejected, why }])), {}, formats);
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('\r');
  expect(text.match(/^State/gm)).toHaveLength(1);
});

test('who may approve is said, or that nobody can', () => {
  const sight = seeCase(folded([proposed], undefined, caseOf(planOf({ option: 'leave-unclaimed' }))));
  expect(caseText(sight, { remediation: REMEDIATION }, formats)).toContain('siri@contoso.com');
  expect(caseText(sight, {}, formats)).toContain('nobody may: besides whoever proposed it no approver is named');
});
