import { describe, expect, test } from '@jest/globals';
import type { CaseEvent } from '../../../core/cases/events.ts';
import { whatStands } from '../../../core/cases/what-stands.ts';
import { caseOf, folded, happened, NOON, planOf } from '../../cases.ts';

const { proposed, approved, started, asked, said } = happened;
const begun: readonly CaseEvent[] = [proposed, approved, started];
const STEP = 'all: disable';
const at = '2026-11-23T10:02:00Z';
const BACK = 'Back: Activate the account again; its accesses are as before.';

const kept: CaseEvent = {
  ...{ kind: 'kept', at, key: 'all: keep 1', accounts: [] },
  skipped: [{ accountId: 'a3', result: 'skipped', why: 'it is gone' }],
};
const failed: CaseEvent = { ...said, done: false, why: 'no rights' };
const stepped: CaseEvent = {
  ...{ kind: 'stepped', at, key: STEP, step: STEP, read: true },
  work: [
    { accountId: 'a1', result: 'done', why: null },
    { accountId: 'a2', result: 'failed', why: 'it is still active' },
  ],
};
const writing: CaseEvent = { kind: 'writing', at, key: `${STEP} a2: write 1`, step: STEP, accountIds: ['a2'] };
const taken: CaseEvent = {
  ...{ kind: 'taken-back', at, key: `back ${STEP} a1`, step: STEP },
  work: [{ accountId: 'a1', result: 'done', why: null }],
};
const ended: CaseEvent = {
  ...{ kind: 'ended', at, key: `${STEP} a2`, accountId: 'a2', stays: false, halted: null, why: 'it broke off' },
};
const paused: CaseEvent = { kind: 'paused', at, key: 'p1', directoryId: 'd1', until: '2026-11-23T11:02:00Z' };
const resumed: CaseEvent = { kind: 'resumed', at, key: 'p1', directoryId: 'd1' };

const DONE = `"${STEP}" is done for a1. ${BACK}`;

describe('what stands when a case ends here', () => {
  test.each<[string, readonly CaseEvent[], readonly string[]]>([
    ['nothing was done', [], []],
    ['a step was asked for', [asked], [`"${STEP}" was asked for and not said to be done: it may have been.`]],
    [
      'it was said to be done, and not read',
      [asked, said],
      [`"${STEP}" was said to be done for a1, a2, a3, and not read. ${BACK}`],
    ],
    [
      'likewise, of those left',
      [kept, asked, said],
      [`"${STEP}" was said to be done for a1, a2, and not read. ${BACK}`],
    ],
    [
      'said, not seen, and asked for again',
      [asked, said, { ...asked, again: 'a1: it is still active' }],
      [`"${STEP}" was said to be done for a1, a2, a3; not all of them showed it, and it was asked for again. ${BACK}`],
    ],
    [
      'an execution that broke off goes no further',
      [ended, asked, said],
      [`"${STEP}" was said to be done for a1, a3, and not read. ${BACK}`],
    ],
    ['it was said that it cannot be done', [asked, failed], []],
    ['said to be done, and after another look that it cannot be', [asked, said, asked, failed], []],
    ['it was read', [asked, said, stepped], [DONE]],
    ['it was taken back', [asked, said, stepped, taken], []],
    ['provisioning is paused', [paused], ['Provisioning of the directory d1 may still be paused: switch it on, now.']],
    ['provisioning runs again', [paused, resumed], []],
  ])('%s', (_, events, stands) => {
    expect(whatStands(folded([...begun, ...events]))).toEqual(stands);
  });
});

test('what the program was about to write may have been done', () => {
  const one = caseOf(planOf({ automated: ['deactivate'] }));
  const stands = [`"${STEP}" was being written for a2: it may have been done. ${BACK}`];
  expect(whatStands(folded([...begun, writing], NOON, one))).toEqual(stands);
});
