import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Asked, CaseHold } from '../../core/asked.ts';
import { BACKLOG_STATES, type BacklogFacts, type BacklogRow, isBacklog, judgeBacklog } from '../../core/backlog.ts';
import { activeExclusions, type Exclusion } from '../../core/exclusions.ts';
import { recordBacklog } from '../../core/record-backlog.ts';
import { access } from '../accounts.ts';
import { LEFT, subject } from '../subjects.ts';

const today = '2026-11-23';
const fixBy = '2026-11-27';

const excluded = (until: string, from = '2026-11-01'): Exclusion => ({
  ...{ accountId: 'a', reason: 'client board', author: 'it@contoso.com', from, until },
});
const asked = (on: string, until: string): Asked => ({ accountId: 'a', on, until, author: 'ada' });
const held = (until: string | null, asks = false): CaseHold => ({ case: 'c0ffee0001', asks, until });
const told = (change: Partial<BacklogRow> = {}): BacklogRow => ({
  ...{ accountId: 'a', toldOn: '2026-11-09', decideBy: fixBy, state: 'told', overdueSince: null, overdueOf: null },
  ...{ until: fixBy, case: null, listed: false, ...change },
});

interface Facts {
  readonly exclusion?: Exclusion;
  readonly asked?: Asked;
  readonly hold?: CaseHold;
  /** Left out: the digest before did not have it. */
  readonly earlier?: BacklogRow;
}

function factsOf({ exclusion, asked: ask, hold, earlier }: Facts, day = today): BacklogFacts {
  return {
    ...{ today: day, fixBy },
    before: earlier ? [earlier] : [],
    exclusions: activeExclusions(exclusion ? [exclusion] : [], day),
    asked: new Map(ask ? [['a', ask]] : []),
    holds: new Map(hold ? [['a', hold]] : []),
  };
}

describe('an avoidable account is', () => {
  test.each<[string, Facts, Partial<BacklogRow>]>([
    ['new at first', {}, { state: 'new', toldOn: today, decideBy: fixBy, listed: true }],
    ['told after that', { earlier: told() }, { state: 'told', toldOn: '2026-11-09', until: fixBy, listed: false }],
    ['told without a date where none is known', { earlier: told({ decideBy: null }) }, { state: 'told', until: null }],
    ['told on its last day', { earlier: told({ decideBy: today }) }, { state: 'told' }],
    [
      'overdue the day after',
      { earlier: told({ decideBy: '2026-11-22' }) },
      { state: 'overdue', overdueOf: 'told', overdueSince: '2026-11-22', listed: true },
    ],
    [
      'overdue, and not listed a second time',
      { earlier: told({ decideBy: '2026-11-10', state: 'overdue', overdueOf: 'told', overdueSince: '2026-11-10' }) },
      { state: 'overdue', listed: false },
    ],
    ['asked', { earlier: told(), asked: asked('2026-11-16', '2026-11-30') }, { state: 'asked', until: '2026-11-30' }],
    ['asked on the last day of the answer', { asked: asked('2026-11-09', today) }, { state: 'asked', listed: false }],
    [
      'overdue without an answer',
      { earlier: told(), asked: asked('2026-11-02', '2026-11-22') },
      { state: 'overdue', overdueOf: 'asked', overdueSince: '2026-11-22', listed: true },
    ],
    [
      'new if it was asked about long ago, and has been away since',
      { asked: asked('2026-05-02', '2026-05-16') },
      { state: 'new', listed: true },
    ],
    ['kept', { earlier: told(), exclusion: excluded('2027-03-31') }, { state: 'kept', until: '2027-03-31' }],
    ['kept on its last day', { exclusion: excluded(today) }, { state: 'kept', listed: false }],
    [
      'overdue once what kept it has ended',
      { earlier: told({ state: 'kept', until: '2026-11-22' }), exclusion: excluded('2026-11-22') },
      { state: 'overdue', overdueOf: 'kept', overdueSince: '2026-11-22', listed: true },
    ],
    [
      'kept, whatever was asked and whatever case holds it',
      { exclusion: excluded('2027-03-31'), asked: asked('2026-11-16', '2026-11-30'), hold: held(null) },
      { state: 'kept' },
    ],
    [
      'overdue of the later word: a decision after an asking',
      { earlier: told(), asked: asked('2026-10-01', '2026-10-15'), exclusion: excluded('2026-11-20', '2026-10-10') },
      { overdueOf: 'kept', overdueSince: '2026-11-20' },
    ],
    [
      'asked again after a decision has ended',
      { earlier: told(), asked: asked('2026-11-21', '2026-12-05'), exclusion: excluded('2026-11-20') },
      { state: 'asked', until: '2026-12-05' },
    ],
    ['in progress', { earlier: told(), hold: held(null) }, { state: 'in-progress', case: 'c0ffee0001', until: null }],
    ['in progress until a day', { hold: held('2026-11-27') }, { state: 'in-progress', until: '2026-11-27' }],
    [
      'overdue where its case waits in vain',
      { hold: held('2026-11-22') },
      { state: 'overdue', overdueOf: 'in-progress', overdueSince: '2026-11-22', case: 'c0ffee0001', listed: true },
    ],
    ['asked by its case', { hold: held('2026-11-30', true) }, { state: 'asked', case: 'c0ffee0001' }],
    ['overdue where its case asked in vain', { hold: held('2026-11-22', true) }, { overdueOf: 'asked' }],
  ])('%s', (_, facts, row) => {
    expect(judgeBacklog(['a'], factsOf(facts))).toEqual([expect.objectContaining({ accountId: 'a', ...row })]);
  });
});

test('the backlog holds who is billable and avoidable, or has left; managed accounts only', () => {
  const licensed = { account: { access: [access('jira-service-desk', 'contoso.atlassian.net')] } };
  expect(isBacklog(subject())).toBe(true);
  expect(isBacklog(subject(licensed))).toBe(false);
  expect(isBacklog(subject({ ...licensed, presence: LEFT }))).toBe(true);
  expect(isBacklog(subject({ account: { billable: 'unknown' } }))).toBe(false);
  expect(isBacklog(subject({ account: { billable: 'not-billable' } }))).toBe(false);
  expect(isBacklog(subject({ relation: 'external-user' }))).toBe(false);
});

describe('properties, over many weeks', () => {
  const ids = [...'abcdef'];
  const day = (week: number, offset = 0) =>
    new Date(Date.UTC(2026, 10, 2 + week * 7 + offset)).toISOString().slice(0, 10);
  const anyDay = fc.tuple(fc.nat(9), fc.nat(6)).map(([week, offset]) => day(week, offset));
  const anyId = fc.constantFrom(...ids);
  const anySpan = fc
    .tuple(anyDay, anyDay)
    .map(([one, other]): readonly [string, string] => (one < other ? [one, other] : [other, one]));
  const anyWorld = fc.record({
    weeks: fc.array(fc.subarray(ids), { minLength: 2, maxLength: 9 }),
    exclusions: fc.array(fc.tuple(anyId, anySpan), { maxLength: 4 }),
    asked: fc.array(fc.tuple(anyId, anySpan), { maxLength: 4 }),
    holds: fc.array(fc.tuple(anyId, fc.option(anyDay), fc.boolean()), { maxLength: 3 }),
    fixBy: fc.option(anyDay),
  });

  /** What each week's digest makes of what is known by then. */
  function live(world: ReturnType<typeof anyWorld.generate>['value']) {
    let last: BacklogFacts['before'] = [];
    return world.weeks.map((present, week) => {
      const now = day(week);
      const facts: BacklogFacts = {
        ...{ today: now, fixBy: world.fixBy !== null && world.fixBy >= now ? world.fixBy : null, before: last },
        exclusions: activeExclusions(
          world.exclusions.map(([accountId, [from, until]]) => ({ ...excluded(until, from), accountId })),
          now,
        ),
        asked: new Map(
          world.asked
            .filter(([, [on]]) => on <= now)
            .map(([accountId, [on, until]]) => [accountId, { ...asked(on, until), accountId }]),
        ),
        holds: new Map(world.holds.map(([accountId, until, asks]) => [accountId, held(until, asks)])),
      };
      const rows = judgeBacklog(present, facts);
      last = rows;
      return { present, rows, facts };
    });
  }

  test('each account is in exactly one state, and the states add up', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        for (const { present, rows, facts } of live(world)) {
          expect(rows.map(({ accountId }) => accountId)).toEqual(present);
          const { states } = recordBacklog(rows, facts);
          expect(BACKLOG_STATES.reduce((sum, state) => sum + states[state], 0)).toBe(present.length);
        }
      }),
    );
  });

  test('listed are the new and the due, and nobody else', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        for (const { rows, facts } of live(world)) {
          const { states, due } = recordBacklog(rows, facts);
          expect(rows.filter(({ listed }) => listed)).toHaveLength(states.new + due);
          for (const { listed, state } of rows) if (listed) expect(['new', 'overdue']).toContain(state);
        }
      }),
    );
  });

  test('the same digest once more lists nobody, and neither does a week in which nothing falls due', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        for (const { present, rows, facts } of live(world)) {
          const again = judgeBacklog(present, { ...facts, before: rows });
          expect(again.filter(({ listed }) => listed)).toEqual([]);
          expect(again.filter(({ state }) => state === 'new')).toEqual([]);
        }
      }),
    );
  });

  test('whoever stays is listed for one missed day once', () => {
    fc.assert(
      fc.property(anyWorld, (world) => {
        const weeks = live(world).map(({ rows }) => new Map(rows.map((row) => [row.accountId, row])));
        weeks.forEach((rows, week) => {
          for (const row of weeks[week - 1]?.values() ?? []) {
            const next = rows.get(row.accountId);
            if (next?.listed) expect(next.overdueSince).not.toBe(row.overdueSince);
          }
        });
      }),
    );
  });
});

describe('the record', () => {
  const eight = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const facts: BacklogFacts = {
    ...{ today, fixBy, before: eight.map((accountId) => told({ accountId })) },
    exclusions: activeExclusions(
      ['a', 'b', 'c', 'd', 'e'].map((accountId) => ({ ...excluded('2027-03-01'), accountId })),
      today,
    ),
    asked: new Map(eight.map((accountId) => [accountId, { ...asked('2026-11-09', '2026-11-23'), accountId }])),
    holds: new Map(),
  };

  test('8 asked on 9 November: 3 left, 5 keep, none silent', () => {
    const rows = judgeBacklog(['a', 'b', 'c', 'd', 'e'], facts);
    expect(recordBacklog(rows, facts)).toMatchObject({
      states: { kept: 5, new: 0, told: 0 },
      asks: [{ on: '2026-11-09', asked: 8, left: 3, kept: 5, inProgress: 0, silent: 0 }],
      kept: [{ until: '2027-03-01', accounts: 5 }],
      overdue: [],
    });
  });

  test('an asking is told while somebody is silent, and for four weeks', () => {
    const later = (day: string, silent: boolean) => {
      const now = { ...facts, today: day };
      return recordBacklog(judgeBacklog(silent ? ['a', 'h'] : ['a'], now), now).asks.map((each) => each.silent);
    };
    expect(later('2026-12-07', false)).toEqual([0]);
    expect(later('2026-12-08', false)).toEqual([]);
    expect(later('2026-12-08', true)).toEqual([1]);
  });

  test('names nobody, and keeps five ends of what is kept', () => {
    const many = eight.map((accountId, index) => ({ ...excluded(`2027-0${index + 1}-01`), accountId }));
    const now = { ...facts, exclusions: activeExclusions(many, today) };
    const record = recordBacklog(judgeBacklog(eight, now), now);
    expect(record.kept.map(({ until }) => until)).toEqual([
      '2027-01-01',
      '2027-02-01',
      '2027-03-01',
      '2027-04-01',
      '2027-05-01',
    ]);
    expect(record.otherKept).toBe(3);
    expect(JSON.stringify(record)).not.toContain('accountId');
  });
});
