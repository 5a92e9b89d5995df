import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planText, stagesOf, stepKey } from '../../../core/cases/case.ts';
import { foldCase, isOpen } from '../../../core/cases/case-state.ts';
import { type CaseEvent, eventSchema } from '../../../core/cases/events.ts';
import { caseOf, folded, happened, NOON, planOf } from '../../cases.ts';

const { proposed, approved, started, asked, said, finished, cancelled, rejected } = happened;
const begun = [proposed, approved, started] as const;
const kept = {
  kind: 'kept',
  at: NOON,
  key: 'all: keep',
  accounts: [],
  skipped: [{ accountId: 'a3', result: 'skipped', why: 'it is gone' }],
} as const;
const proved = {
  kind: 'proved',
  at: '2026-11-25T07:00:00Z',
  key: 'proof',
  snapshot: '2026-11-25T06:00:00Z',
  proofs: [
    { accountId: 'a1', result: 'verified', successor: 'b1' },
    { accountId: 'a2', result: 'still-billable', successor: null },
  ],
} as const;

describe('where a case stands', () => {
  test.each<[string, readonly CaseEvent[], string, string, boolean]>([
    ['nothing happened yet', [], NOON, 'proposed', true],
    ['the last second of its week', [proposed], '2026-11-30T08:00:00Z', 'proposed', true],
    ['a second later', [proposed], '2026-11-30T08:00:01Z', 'expired', false],
    ['rejected', [proposed, rejected], NOON, 'rejected', false],
    ['approved', [proposed, approved], NOON, 'approved', true],
    ['approved and not begun for a day', [proposed, approved], '2026-11-24T09:00:01Z', 'expired', false],
    ['cancelled before it began', [proposed, approved, cancelled], NOON, 'cancelled', false],
    ['under way, for weeks', [...begun, asked], '2027-01-01T00:00:00Z', 'running', true],
    ['cancelled under way', [...begun, asked, cancelled], NOON, 'cancelling', true],
    [
      'stopped',
      [...begun, { kind: 'stopped', at: NOON, key: 's', step: null, why: 'x', stands: [] }],
      NOON,
      'stopped',
      false,
    ],
    ['worked, not proven', [...begun, asked, said, finished], NOON, 'worked', true],
    ['proven', [...begun, finished, proved], NOON, 'proven', false],
    ['worked, while somebody may still look for a proof', [...begun, finished], '2026-12-10T10:05:00Z', 'worked', true],
    [
      'worked, and whoever looked for the proof is gone',
      [...begun, finished],
      '2026-12-10T10:05:01Z',
      'unproven',
      false,
    ],
    ['no snapshot came', [...begun, finished, { kind: 'unproven', at: NOON, key: 'u' }], NOON, 'unproven', false],
  ])('%s', (_, events, now, state, open) => {
    const one = folded(events, now);
    expect(one.status.state).toBe(state);
    expect(isOpen(one)).toBe(open);
  });

  test('it waits for a person, until they say so', () => {
    const waiting = { step: 'all: disable', who: 'organization admin', until: asked.until, overdue: false };
    expect(folded([...begun, asked]).status).toMatchObject({ waiting });
    expect(folded([...begun, asked, { kind: 'overdue', at: NOON, key: 'o', step: asked.step }]).status).toMatchObject({
      waiting: { ...waiting, overdue: true },
    });
    expect(folded([...begun, asked, said]).status).toMatchObject({ waiting: null });
  });
});

test('each account is told apart: done, skipped, proven, come back', () => {
  const again = { kind: 're-entered', at: NOON, key: 'r', snapshot: NOON, accountIds: ['a1'] } as const;
  const { accounts } = folded([...begun, kept, asked, said, finished, proved, again]);
  expect(Object.fromEntries(accounts)).toMatchObject({
    a1: { work: 'done', proof: 're-entered', successor: 'b1' },
    a2: { work: 'done', proof: 'still-billable' },
    a3: { work: 'skipped', why: 'it is gone', proof: null },
  });
});

test('of an account that is undone no proof is told any more; of one that could not be, it still is', () => {
  const verified = proved.proofs.map((proof) => ({ ...proof, result: 'verified' as const }));
  const undone: CaseEvent = {
    ...{ kind: 'undone', at: NOON, key: 'undone 1' },
    work: [
      { accountId: 'a1', result: 'done', why: null },
      { accountId: 'a2', result: 'failed', why: 'it is gone' },
    ],
  };
  const { accounts } = folded([...begun, finished, { ...proved, proofs: verified }, undone]);
  expect(Object.fromEntries(accounts)).toMatchObject({
    a1: { work: 'undone', proof: null },
    a2: { work: 'done', why: 'it is gone', proof: 'verified' },
  });
});

test('folding a longer prefix never loses an account, and every event survives being stored', () => {
  const all: readonly CaseEvent[] = [...Object.values(happened), kept, proved];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...all)), (events) => {
      for (let length = 0; length <= events.length; length += 1) {
        const one = foldCase(caseOf(), events.slice(0, length), NOON);
        expect([...one.accounts.keys()]).toEqual(['a1', 'a2', 'a3']);
      }
      expect(events.map((event) => eventSchema.parse(JSON.parse(JSON.stringify(event))))).toEqual(events);
    }),
    { numRuns: 50 },
  );
});

describe('a plan', () => {
  test('is the same text however it was stored', () => {
    const plan = planOf();
    const { steps, ...rest } = plan;
    const shuffled = { steps: steps.map((step) => Object.fromEntries(Object.entries(step).reverse())), ...rest };
    expect(planText(JSON.parse(JSON.stringify(shuffled)))).toBe(planText(plan));
  });

  test('the canary goes first where order could lock people out, alone', () => {
    const stages = stagesOf(planOf({ option: 'relink-through-idp', accountIds: ['b', 'a', 'c', 'a'] }));
    expect(stages.map(({ name, accountIds }) => [name, accountIds])).toEqual([
      ['canary', ['a']],
      ['rest', ['b', 'c']],
      // Requests are moved and old accounts disabled once all are exchanged.
      ['end', ['a', 'b', 'c']],
    ]);
    const [canary, rest] = stages.map((stage) => stage.steps.map((step) => stepKey(stage, step)));
    expect(canary).toContain('canary: which-account');
    expect(rest).not.toContain('rest: which-account');
  });

  test('nothing that waits for another person lies between pause and resume', () => {
    const { steps } = planOf({ option: 'relink-through-idp' });
    const pause = steps.findIndex(({ name }) => name === 'pause');
    expect(steps[pause + 1]).toMatchObject({ name: 'resume', who: steps[pause]?.who, withinMinutes: 60 });
  });

  test('the link is cut before anybody leaves the scope, and read in between', () => {
    const { steps } = planOf({ option: 'narrow-sync' });
    expect(steps.map(({ name, check }) => [name, check])).toEqual([
      ['unlink', 'unlinked'],
      ['out-of-scope', 'unlinked-and-active'],
      ['move-to-policy', 'in-non-billable-policy'],
    ]);
  });
});
