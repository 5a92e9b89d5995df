import { describe, expect, test } from '@jest/globals';
import type { CaseEvent, Kept } from '../../../core/cases/events.ts';
import { ourMoves, reEntriesOf, reEntriesSince } from '../../../core/cases/our-moves.ts';
import { measureDrift } from '../../../core/measure-drift.ts';
import { agentFact } from '../../accounts.ts';
import { caseOf, folded, happened, NOON } from '../../cases.ts';

const { proposed, approved, started, asked, said, finished } = happened;
const LATER = '2026-12-20T06:00:00Z';
const ID = caseOf().id;

const kept = (accountId: string): Kept => ({
  ...{ accountId, status: 'active', billable: 'billable', policyId: 'p', links: [], emailHash: null },
});
const keeping: CaseEvent = {
  ...{ kind: 'kept', at: '2026-11-23T09:01:30Z', key: 'all: keep 1' },
  accounts: ['a1', 'a2', 'a3'].map(kept),
  skipped: [{ accountId: 'a3', result: 'skipped', why: 'it is gone' }],
};
const stepped: CaseEvent = {
  ...{ kind: 'stepped', at: '2026-11-23T10:01:00Z', key: 'all: disable', step: 'all: disable', read: true },
  work: [
    { accountId: 'a1', result: 'done', why: null },
    { accountId: 'a2', result: 'failed', why: 'it is still active' },
  ],
};
const proved = (result: 'verified' | 'still-billable', successor: string | null = null): CaseEvent => ({
  ...{ kind: 'proved', at: '2026-11-25T06:00:00Z', key: 'proved', snapshot: '2026-11-25T06:00:00Z' },
  proofs: [{ accountId: 'a1', result, successor }],
});
const reEntered: CaseEvent = {
  ...{ kind: 're-entered', at: '2026-12-10T06:00:00Z', key: 'x', snapshot: '2026-12-10T06:00:00Z' },
  accountIds: ['a1'],
};
const undoAsked: CaseEvent = { kind: 'undo-asked', at: '2026-12-01T08:00:00Z', by: 'x', why: 'wrong list' };
const undone: CaseEvent = {
  ...{ kind: 'undone', at: '2026-12-01T09:00:00Z', key: 'undone 1' },
  work: [{ accountId: 'a1', result: 'done', why: null }],
};

const WORKING: readonly CaseEvent[] = [proposed, approved, started, keeping, asked];
const WORKED: readonly CaseEvent[] = [...WORKING, said, stepped, finished];

describe('whose moves are ours', () => {
  const moved = (events: readonly CaseEvent[], until = LATER) => {
    const { went, came } = ourMoves([folded(events, LATER)], until);
    return [[...went.keys()], [...came.keys()]];
  };

  test.each<[string, readonly CaseEvent[], string[], string[]]>([
    ['nobody before it has begun', [proposed, approved], [], []],
    ['whoever is held while it works, but who was skipped', WORKING, ['a1', 'a2'], []],
    ['then who a step was taken for', WORKED, ['a1'], []],
    ['still so once it is proven', [...WORKED, proved('verified')], ['a1'], []],
    ['not whom the proof shows to have stayed', [...WORKED, proved('still-billable')], [], []],
    ['nor who has come again', [...WORKED, proved('verified'), reEntered], [], []],
    ['in again once it is to be undone', [...WORKED, undoAsked], ['a1'], ['a1']],
    ['and out no more when it was', [...WORKED, undoAsked, undone], [], ['a1']],
  ])('%s', (_, events, went, came) => {
    expect(moved(events)).toEqual([went, came]);
  });

  test('what happened after the snapshot does not count', () => {
    expect(moved(WORKED, '2026-11-23T09:00:00Z')).toEqual([[], []]);
  });

  test('they are told as remediated, by the case, and others by what was seen', () => {
    const facts = (ids: readonly string[], status: string) => new Map(ids.map((id) => [id, agentFact({ status })]));
    const before = facts(['a1', 'b1'], 'active');
    const after = new Map(
      ['a1', 'b1'].map((id) => [id, agentFact({ status: 'inactive', state: 'not-billable', exposure: null })]),
    );
    const ours = ourMoves([folded(WORKED)], NOON);
    expect(measureDrift(before, after, true, ours).exits).toMatchObject([
      { accountId: 'a1', cause: 'remediated', certainty: 'observed', case: ID },
      { accountId: 'b1', cause: 'deactivated' },
    ]);
    const back = ourMoves([folded([...WORKED, undoAsked, undone], LATER)], LATER);
    expect(measureDrift(after, before, true, back).entries).toMatchObject([
      { accountId: 'a1', cause: 'remediated', case: ID },
      { accountId: 'b1', cause: 'reactivated' },
    ]);
  });
});

describe('who comes again', () => {
  const proven = folded([...WORKED, proved('verified')], LATER);

  test('is told once, by the case that had proven them gone', () => {
    expect(reEntriesOf([proven], ['a1', 'a2'], '2026-12-10T06:00:00Z')).toEqual([
      { case: proven.case, accountIds: ['a1'] },
    ]);
    const again = folded([...WORKED, proved('verified'), reEntered], LATER);
    expect(reEntriesOf([again], ['a1'], '2026-12-11T06:00:00Z')).toEqual([]);
  });

  test('comes again as the account that took its place, too', () => {
    const exchanged = folded([...WORKED, proved('verified', 'n1')], LATER);
    expect(reEntriesOf([exchanged], ['n1'], '2026-12-10T06:00:00Z')).toMatchObject([{ accountIds: ['a1'] }]);
    expect(reEntriesOf([proven], ['n1'], '2026-12-10T06:00:00Z')).toEqual([]);
  });

  test.each([
    ['a proof that is newer than the snapshot', proven, '2026-11-25T06:00:00Z'],
    ['work that is not proven', folded(WORKED, LATER), '2026-12-10T06:00:00Z'],
    ['an undo', folded([...WORKED, proved('verified'), undoAsked], LATER), '2026-12-10T06:00:00Z'],
  ])('is not %s', (_, one, asOf) => {
    expect(reEntriesOf([one], ['a1'], asOf)).toEqual([]);
  });

  test('since the digest before', () => {
    const again = folded([...WORKED, proved('verified'), reEntered], LATER);
    const told = { case: ID, option: 'deactivate', accounts: 1 };
    expect(reEntriesSince([again], '2026-12-07T06:00:00Z', '2026-12-14T06:00:00Z')).toEqual([told]);
    expect(reEntriesSince([again], '2026-12-10T06:00:00Z', '2026-12-14T06:00:00Z')).toEqual([]);
  });
});
