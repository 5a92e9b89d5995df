import * as z from 'zod';
import type { Asked } from './asked.ts';
import { BACKLOG_STATES, type BacklogFacts, type BacklogRow, OVERDUE_OF } from './backlog.ts';
import { daysBefore } from './exposure.ts';

const day = z.string();

/** The backlog as a digest records it: numbers, and no account. */
export const backlogRecordSchema = z.object({
  states: z.record(z.enum(BACKLOG_STATES), z.number()),
  /** Of the overdue those that became so since the digest before. */
  due: z.number(),
  /** Who was asked on one day, and what came of it: not avoidable any more, kept on purpose, in a case, or no answer. */
  asks: z.array(
    z.object({
      on: day,
      until: day,
      asked: z.number(),
      left: z.number(),
      kept: z.number(),
      inProgress: z.number(),
      silent: z.number(),
    }),
  ),
  /** Kept until a day, the nearest end first; `other`: kept longer. */
  kept: z.array(z.object({ until: day, accounts: z.number() })),
  otherKept: z.number(),
  cases: z.array(z.object({ case: z.string(), accounts: z.number(), until: day.nullable() })),
  overdue: z.array(z.object({ of: z.enum(OVERDUE_OF), since: day, accounts: z.number(), due: z.boolean() })),
});
export type BacklogRecord = z.output<typeof backlogRecordSchema>;

const MOST_LINES = 5;
/** Everybody has answered: told for so long after the asking. */
const SETTLED_DAYS = 28;

/** What a digest tells of the backlog. */
export function recordBacklog(rows: readonly BacklogRow[], { asked, today }: BacklogFacts): BacklogRecord {
  const kept = countAlike(rows.filter(({ state }) => state === 'kept').map(({ until }) => ({ until: until ?? '' })));
  const cases = rows.flatMap(({ state, case: id, until }) =>
    state === 'in-progress' && id !== null ? [{ case: id, until }] : [],
  );
  const overdue = rows.flatMap(({ overdueOf, overdueSince, listed }) =>
    overdueOf !== null && overdueSince !== null ? [{ since: overdueSince, of: overdueOf, due: listed }] : [],
  );
  return {
    states: countStates(rows),
    due: overdue.filter(({ due }) => due).length,
    asks: recordAsks(rows, [...asked.values()], today),
    kept: kept.slice(0, MOST_LINES),
    otherKept: kept.slice(MOST_LINES).reduce((sum, { accounts }) => sum + accounts, 0),
    cases: countAlike(cases),
    overdue: countAlike(overdue),
  };
}

function countStates(rows: readonly BacklogRow[]): BacklogRecord['states'] {
  const states = { new: 0, told: 0, asked: 0, kept: 0, 'in-progress': 0, overdue: 0 };
  for (const { state } of rows) states[state] += 1;
  return states;
}

/** The last askings that somebody has not answered yet, or that are not long ago. */
function recordAsks(rows: readonly BacklogRow[], asked: readonly Asked[], today: string): BacklogRecord['asks'] {
  const states = new Map(rows.map(({ accountId, state }) => [accountId, state]));
  const since = daysBefore(today, SETTLED_DAYS);
  return countAlike(asked.map(({ on, until }) => ({ on, until })))
    .map(({ on, until, accounts }) => {
      const group = asked.filter((each) => each.on === on && each.until === until);
      const count = (of: BacklogRow['state'] | undefined) =>
        group.filter(({ accountId }) => states.get(accountId) === of).length;
      const [left, kept, inProgress] = [count(undefined), count('kept'), count('in-progress')];
      return { on, until, asked: accounts, left, kept, inProgress, silent: accounts - left - kept - inProgress };
    })
    .filter(({ on, silent }) => silent > 0 || on >= since)
    .toSorted((one, other) => (one.on > other.on ? -1 : 1))
    .slice(0, MOST_LINES);
}

/** Counts values that are alike, in the order of their text. */
function countAlike<Value extends object>(values: readonly Value[]): (Value & { accounts: number })[] {
  const groups = new Map<string, Value & { accounts: number }>();
  for (const value of values) {
    const key = JSON.stringify(value);
    groups.set(key, { ...value, accounts: (groups.get(key)?.accounts ?? 0) + 1 });
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
}
