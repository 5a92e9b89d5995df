import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../core/cases/decide.ts';
import type { CaseEvent } from '../../../core/cases/events.ts';
import { whyNotErased } from '../../../core/cases/judge-erasure.ts';
import { seeCase } from '../../../core/cases/sight.ts';
import { formatsFor } from '../../../render/formats.ts';
import { caseLine, caseText } from '../../../render/terminal/case-text.ts';
import { ANNA, BEN, caseOf, folded, happened, planOf, REMEDIATION, SIRI } from '../../cases.ts';

const { proposed, approved, started, asked, said, finished, cancelled, rejected } = happened;
const begun = [proposed, approved, started] as const;
const overdue: CaseEvent = { kind: 'overdue', at: '2026-11-30T10:00:00Z', key: 'o', step: asked.step };
const undoAsked: CaseEvent = { kind: 'undo-asked', at: '2026-11-24T10:00:00Z', by: BEN, why: 'x' };
const undoing: CaseEvent = {
  ...{ kind: 'started', at: '2026-11-24T10:01:00Z', key: 'undo', execution: 'arn:undo', task: 'undo' },
};
const stopped: CaseEvent = { kind: 'stopped', at: '2026-11-23T11:00:00Z', key: 's', step: null, why: 'x', stands: [] };

/** The last second in which an execution may live, by what a living one has said by then, and the instant it spoke last. */
const SILENT = [
  ['under way, and nobody is asked', [...begun], '2026-11-26T09:01:00Z', started.at],
  ['a person has said so, and it is not read', [...begun, asked, said], '2026-11-26T10:00:00Z', said.at],
  ['a person is late, and that is not told', [...begun, asked], '2026-12-01T09:02:00Z', asked.at],
  [
    'a person is late for over a week, and it did not stop',
    [...begun, asked, overdue],
    '2026-12-08T09:02:00Z',
    overdue.at,
  ],
  ['cancelled, and it did not stop', [...begun, asked, cancelled], '2026-11-26T10:01:00Z', cancelled.at],
  [
    'an undo that was asked for and did not begin',
    [...begun, asked, said, finished, undoAsked],
    '2026-11-25T10:00:00Z',
    undoAsked.at,
  ],
  ['an undo under way', [...begun, finished, undoAsked, undoing], '2026-11-27T10:01:00Z', undoing.at],
] as const satisfies readonly (readonly [string, readonly CaseEvent[], string, string])[];

const aSecondAfter = (instant: string) => `${new Date(Date.parse(instant) + 1000).toISOString().slice(0, 19)}Z`;

describe('since when nothing carries a case out', () => {
  test.each(SILENT)('%s', (_, events, last, since) => {
    expect(folded(events, last).silentSince).toBeNull();
    expect(folded(events, aSecondAfter(last)).silentSince).toBe(since);
  });

  test('holders may answer for as long as a case may be under way', () => {
    const option = 'leave-or-delete-workspace';
    const one = caseOf(planOf({ option, automated: [option] }));
    expect(folded(begun, '2027-01-23T09:01:00Z', one).silentSince).toBeNull();
    expect(folded(begun, '2027-01-23T09:01:01Z', one).silentSince).toBe(started.at);
  });

  test.each([
    ['proposed', [proposed]],
    ['rejected', [proposed, rejected]],
    ['stopped', [...begun, stopped]],
    ['worked', [...begun, finished]],
  ])('a case that is not under way is never silent: %s', (_, events) => {
    expect(folded(events, '2027-11-23T00:00:00Z').silentSince).toBeNull();
  });
});

describe('a case that nothing carries out', () => {
  const cancel = { action: 'cancel', case: caseOf().id, why: 'the execution is gone' } as const;
  const by = (events: readonly CaseEvent[], now: string, caller = BEN) =>
    decide(cancel, folded(events, now), { caller, now, settings: REMEDIATION });

  test.each(SILENT)('is ended by cancelling it, and says what stands: %s', (_, events, last, since) => {
    const now = aSecondAfter(last);
    const decision = by(events, now);
    if (decision.accepted !== true) throw new Error(JSON.stringify(decision));
    expect(decision.event).toMatchObject({ kind: 'stopped', at: now, why: expect.stringContaining(`${BEN} ended it`) });
    const after = folded([...events, decision.event], now);
    expect(after.status).toMatchObject({ state: 'stopped' });
    expect(after.silentSince).toBeNull();
    if (folded(events, now).status.state !== 'undo-asked') return;
    // What was done stands, and may be taken back by another undo.
    const undo = { action: 'undo', case: caseOf().id, why: 'once more' } as const;
    expect(decide(undo, after, { caller: BEN, now, settings: REMEDIATION })).toMatchObject({ accepted: true });
    expect(since).not.toBe('');
  });

  test('one that may live is cancelled, once, and stops by itself', () => {
    expect(by([...begun, asked], '2026-11-24T00:00:00Z')).toMatchObject({ event: { kind: 'cancelled' } });
    expect(by([...begun, asked, cancelled], '2026-11-24T00:00:00Z')).toMatchObject({
      accepted: false,
      why: 'the case cannot be cancelled: it is being stopped',
    });
  });

  test('nobody ends it who may not cancel it', () => {
    const now = '2026-12-24T00:00:00Z';
    expect([ANNA, BEN, SIRI].map((caller) => by([...begun, cancelled], now, caller).accepted)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('says so in the list and by itself, with the way out', () => {
    const formats = formatsFor('en-GB', 'UTC');
    const sight = seeCase(folded([...begun, cancelled], '2026-12-24T00:00:00Z'));
    const said = 'nothing has carried it out since Mon 23 Nov 2026, 10:01. cases cancel c0ffee0001 --why TEXT ends it';
    for (const text of [caseLine(sight, formats), caseText(sight, { remediation: REMEDIATION }, formats)]) {
      expect(text.replaceAll(/\n +/g, ' ')).toContain(said);
    }
    const alive = seeCase(folded([...begun, cancelled]));
    expect(caseText(alive, {}, formats)).not.toContain('SILENT');
    expect(caseText(alive, {}, formats)).toContain('Next      stops before its next step');
    expect(caseText(sight, {}, formats)).not.toContain('Next ');
  });
});

describe('what is kept of a case', () => {
  const paused: CaseEvent = {
    ...{ kind: 'paused', at: '2026-11-23T10:00:00Z', key: 'p', directoryId: 'd-1', until: '2026-11-23T11:00:00Z' },
  };
  const resumed: CaseEvent = { kind: 'resumed', at: '2026-11-23T10:30:00Z', key: 'p', directoryId: 'd-1' };
  const NOON = '2026-11-23T12:00:00Z';
  test.each<[string, readonly CaseEvent[], string, RegExp]>([
    ['approved', [proposed, approved], NOON, /^cases cancel c0ffee0001 ends it$/],
    ['under way', [...begun, asked], NOON, /^cases cancel c0ffee0001, and wait until .* has stopped$/],
    ['being stopped', [...begun, cancelled], NOON, /^the case c0ffee0001 is being stopped: wait until/],
    [
      'being stopped, by nobody any more',
      [...begun, cancelled],
      '2026-11-27T00:00:00Z',
      /^cases cancel c0ffee0001 ends it$/,
    ],
    ['about to be undone', [...begun, finished, undoAsked], '2026-11-24T11:00:00Z', /ends it$/],
    ['being undone', [...begun, finished, undoAsked, undoing], '2026-11-24T11:00:00Z', /and wait until/],
    ['stopped, with provisioning paused', [...begun, paused, stopped], NOON, /has provisioning of d-1 paused/],
  ])('is not erased: %s', (_, events, now, why) => {
    expect(whyNotErased(folded(events, now), now)).toMatch(why);
  });

  test.each<[string, readonly CaseEvent[], string]>([
    ['proposed', [proposed], NOON],
    ['stopped', [...begun, paused, resumed, stopped], NOON],
    ['stopped, and nothing tries to start provisioning any more', [...begun, paused, stopped], '2026-11-24T11:00:01Z'],
    ['waits for its proof', [...begun, finished], NOON],
  ])('may be erased: %s', (_, events, now) => {
    expect(whyNotErased(folded(events, now), now)).toBeNull();
  });
});
