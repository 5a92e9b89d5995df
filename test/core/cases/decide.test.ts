import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Case } from '../../../core/cases/case.ts';
import { type CaseCommand, decide } from '../../../core/cases/decide.ts';
import type { CaseEvent, Work } from '../../../core/cases/events.ts';
import { RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { ANNA, BEN, caseOf, folded, happened, NOON, planOf, REMEDIATION, SIRI } from '../../cases.ts';

const { proposed, approved, started, asked, said, finished, cancelled } = happened;
const disabled = (result: Work['result']): CaseEvent => ({
  ...{ kind: 'stepped', at: '2026-11-23T10:01:00Z', key: 'all: disable', step: 'all: disable', read: true },
  work: ['a1', 'a2', 'a3'].map((accountId) => ({ accountId, result, why: null })),
});
const ID = caseOf().id;
const HASH = caseOf().planHash;
const approve: CaseCommand = { action: 'approve', case: ID, plan: HASH };
const context = { caller: BEN, now: NOON, settings: REMEDIATION };
const decided = (command: CaseCommand, events: readonly CaseEvent[], change: Partial<typeof context> = {}) =>
  decide(command, folded(events), { ...context, ...change });

describe('approving', () => {
  test('by a named approver who did not propose it', () => {
    expect(decided(approve, [proposed])).toEqual({
      accepted: true,
      event: { kind: 'approved', at: NOON, by: BEN, planHash: HASH },
    });
  });

  test.each([
    ['by whoever proposed it', approve, [proposed], { caller: ANNA }, /does not approve it/],
    ['by somebody who is not named', approve, [proposed], { caller: SIRI }, /not among remediation.approvers/],
    ['of another plan', { ...approve, plan: 'other' }, [proposed], {}, /not the plan of the case/],
    ['while the switch is off', approve, [proposed], { settings: { ...REMEDIATION, switch: 'off' } }, /switched off/],
    ['too late', approve, [proposed], { now: '2026-12-01T00:00:00Z' }, /expired/],
    ['after somebody else did', approve, [proposed, approved], { caller: ANNA }, /it is approved/],
    ['after a rejection', approve, [proposed, happened.rejected], {}, /it is rejected/],
  ] as const)('is refused %s', (_, command, events, change, why) => {
    const now = 'now' in change ? change.now : NOON;
    expect(decide(command, folded(events, now), { ...context, ...change })).toMatchObject({
      accepted: false,
      why: expect.stringMatching(why),
    });
  });

  test('twice by the same person is one approval', () => {
    expect(decided(approve, [proposed, approved])).toEqual({ accepted: 'already' });
  });

  test.each([
    ['by the same person', BEN],
    ['by somebody else', SIRI],
  ])('once more, of a case that has begun since, %s: who approved it is said', (_, caller) => {
    expect(decided(approve, [proposed, approved, started], { caller })).toEqual({
      accepted: false,
      why: `the case was approved already, by ${BEN}: it is under way`,
    });
  });

  test.each(RECOMMENDATION_ORDER)('%s: security where single sign-on or the account is given up', (option) => {
    const one = caseOf(planOf({ option }));
    const by = (caller: string) =>
      decide({ ...approve, plan: one.planHash }, folded([proposed], NOON, one), { ...context, caller }).accepted;
    const security = ['leave-unclaimed', 'non-billable-policy', 'narrow-sync', 'external-policy'].includes(option);
    expect([by(BEN), by(SIRI)]).toEqual(security ? [false, true] : [true, false]);
  });
});

describe('saying that a step is done', () => {
  const done: CaseCommand = { action: 'done', case: ID, step: null, failed: null };

  test('by anybody who may call, of the step that is waited for', () => {
    const caller = 'arn:aws:iam::111122223333:user/helpdesk';
    expect(decided(done, [proposed, approved, started, asked], { caller })).toEqual({
      accepted: true,
      event: { kind: 'said', at: NOON, by: caller, step: 'all: disable', done: true, why: null },
    });
  });

  test.each([
    [
      'of another step',
      { ...done, step: 'canary: unlink' },
      [proposed, approved, started, asked],
      /waits for the step "all: disable"/,
    ],
    ['twice', done, [proposed, approved, started, asked, happened.said], /waits for nobody: it is under way/],
    ['before it has begun', done, [proposed], /waits for nobody: it is proposed/],
  ] as const)('is refused %s', (_, command, events, why) => {
    expect(decided(command, events)).toMatchObject({ accepted: false, why: expect.stringMatching(why) });
  });
});

describe('calling off and taking back', () => {
  const cancel: CaseCommand = { action: 'cancel', case: ID, why: 'wrong list' };
  const undo: CaseCommand = { action: 'undo', case: ID, why: 'they came back' };

  test.each([
    ['its proposer', ANNA, true],
    ['an approver', BEN, true],
    ['somebody else', SIRI, false],
  ])('cancel by %s', (_, caller, accepted) => {
    expect(decided(cancel, [proposed, approved, started], { caller }).accepted).toBe(accepted);
  });

  test('the switch does not keep anybody from cancelling', () => {
    const settings = { ...REMEDIATION, switch: 'off' as const };
    expect(decided(cancel, [proposed, approved, started], { settings }).accepted).toBe(true);
  });

  test.each([
    ['work that has ended', [proposed, approved, started, disabled('done'), finished], true],
    ['a case that is under way: it is cancelled first', [proposed, approved, started], false],
    ['a case that never began', [proposed, cancelled], false],
  ])('undo %s', (_, events, accepted) => {
    expect(decided(undo, events).accepted).toBe(accepted);
  });

  const stopped: CaseEvent = { kind: 'stopped', at: NOON, key: 's', step: null, why: 'halted', stands: [] };
  const writing: CaseEvent = { kind: 'writing', at: NOON, key: 'w', step: 'all: disable', accountIds: ['a1'] };
  const paused: CaseEvent = { kind: 'paused', at: NOON, key: 'p', directoryId: 'd-1', until: NOON };

  test.each<[string, readonly CaseEvent[]]>([
    ['a step is said to be done, and was not read', [asked, said, stopped]],
    ['a step was being written', [writing, stopped]],
    ['a step was read to be done', [disabled('done'), stopped]],
    ['provisioning is still paused', [paused, stopped]],
  ])('undo of a case that ended half-way, where %s', (_, events) => {
    expect(decided(undo, [proposed, approved, started, ...events])).toMatchObject({ accepted: true });
  });

  const asking = caseOf(planOf({ option: 'leave-or-delete-workspace' }));
  const left: readonly CaseEvent[] = ['all: ask', 'all: answers'].map((step) => ({
    ...{ kind: 'stepped', at: NOON, key: step, step, read: false },
    work: [{ accountId: 'a1', result: 'done', why: null }],
  }));
  const proved: CaseEvent = {
    ...{ kind: 'proved', at: NOON, key: 'proved', snapshot: NOON },
    proofs: [{ accountId: 'a1', result: 'verified', successor: null }],
  };

  test.each<[string, readonly CaseEvent[], Case]>([
    ['whose holders have left by themselves', [...left, finished, proved], asking],
    ['whose accounts were all left as they are', [disabled('skipped'), finished], caseOf()],
    ['that stopped before it did anything', [stopped], caseOf()],
  ])('no undo of a case %s: a saving is not lost for nothing', (_, events, one) => {
    expect(decide(undo, folded([proposed, approved, started, ...events], NOON, one), context)).toEqual({
      accepted: false,
      why: `nothing of the case ${ID} can be taken back`,
    });
  });
});

test('nobody but a named approver who did not propose it ever approves, rejects or undoes, whatever happened before', () => {
  const event = fc.constantFrom<CaseEvent>(...Object.values(happened));
  const caller = fc.constantFrom(ANNA, BEN, SIRI, 'arn:aws:iam::111122223333:user/x');
  const command = fc.constantFrom<CaseCommand>(
    approve,
    { action: 'reject', case: ID, why: 'no' },
    { action: 'undo', case: ID, why: 'no' },
  );
  fc.assert(
    fc.property(fc.array(event), caller, command, (events, who, wanted) => {
      const decision = decided(wanted, events, { caller: who });
      if (decision.accepted === true) expect(who).toBe(BEN);
    }),
  );
});
