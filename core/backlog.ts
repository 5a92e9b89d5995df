import * as z from 'zod';
import type { Asked, CaseHold } from './asked.ts';
import type { Exclusion, ExclusionList } from './exclusions.ts';
import { isAvoidable } from './exposure.ts';
import type { OptionSubject } from './options/option.ts';

export const BACKLOG_STATES = ['new', 'told', 'asked', 'kept', 'in-progress', 'overdue'] as const;

/** What an overdue account has waited for in vain. */
export const OVERDUE_OF = ['told', 'asked', 'kept', 'in-progress'] as const;

/**
 * One avoidable account as a digest leaves it, kept for the next. `toldOn`: the day of the digest that first had it;
 * `decideBy`: the fix-by date of that digest, null if no contract told one. `listed`: told by this digest, because it is
 * new or became overdue since the one before.
 */
export const backlogRowSchema = z.object({
  accountId: z.string(),
  toldOn: z.string(),
  decideBy: z.string().nullable(),
  state: z.enum(BACKLOG_STATES),
  /** The day after which it was overdue; null while it is not. */
  overdueSince: z.string().nullable(),
  overdueOf: z.enum(OVERDUE_OF).nullable(),
  /** Until which day it is kept or waited for; null: no day is known. */
  until: z.string().nullable(),
  case: z.string().nullable(),
  listed: z.boolean(),
});
export type BacklogRow = z.output<typeof backlogRowSchema>;

export interface BacklogFacts {
  /** The day of the snapshot, in the organization's zone. */
  readonly today: string;
  readonly fixBy: string | null;
  /** What the digest before left; nothing if there was none. */
  readonly before: readonly BacklogRow[];
  readonly exclusions: ExclusionList;
  readonly asked: ReadonlyMap<string, Asked>;
  readonly holds: ReadonlyMap<string, CaseHold>;
}

/** Whether an account belongs into the backlog: billable, and nobody planned it, or its person has left. */
export function isBacklog({ account, exposure, presence, relation }: OptionSubject): boolean {
  if (account.billable !== 'billable' || relation !== 'managed') return false;
  return isAvoidable(exposure.exposure) || presence.state === 'left';
}

type Judged = Pick<BacklogRow, 'state' | 'overdueSince' | 'overdueOf' | 'until' | 'case'>;

/**
 * Puts every avoidable account into one state, the first that fits: `kept` by an exclusion in force; held by an open
 * case, which is `in-progress`, `asked` while it waits for the holder, or `overdue` once its day is over; `asked`, or
 * `overdue` without an answer; `overdue` once what kept it has ended; `told` by a digest before, and `overdue` after the
 * fix-by date of that one; else `new`. A day itself is never late.
 */
export function judgeBacklog(accountIds: Iterable<string>, facts: BacklogFacts): readonly BacklogRow[] {
  const before = new Map(facts.before.map((row) => [row.accountId, row]));
  const ended = new Map(facts.exclusions.ended.map((exclusion) => [exclusion.accountId, exclusion]));
  return [...accountIds].map((accountId) => {
    const earlier = before.get(accountId);
    const known = { accountId, earlier, asked: facts.asked.get(accountId), ended: ended.get(accountId) };
    const judged = stateOf(known, facts);
    const became = judged.state === 'overdue' && earlier?.overdueSince !== judged.overdueSince;
    return {
      accountId,
      toldOn: earlier?.toldOn ?? facts.today,
      decideBy: earlier ? earlier.decideBy : facts.fixBy,
      ...judged,
      listed: judged.state === 'new' || became,
    };
  });
}

interface Known {
  readonly accountId: string;
  readonly earlier: BacklogRow | undefined;
  readonly asked: Asked | undefined;
  readonly ended: Exclusion | undefined;
}

function stateOf({ accountId, earlier, asked, ended }: Known, facts: BacklogFacts): Judged {
  const { today } = facts;
  const exclusion = facts.exclusions.active.get(accountId);
  if (exclusion) return { ...NOTHING, state: 'kept', until: exclusion.until };
  const hold = facts.holds.get(accountId);
  if (hold) return heldBy(hold, today);
  const word = lastWord(asked, ended);
  if (word && word.until >= today) return { ...NOTHING, state: 'asked', until: word.until };
  // What was said before the account came, or came back, counts no more.
  if (word && word.until >= (earlier?.toldOn ?? today)) return overdue(word.of, word.until);
  if (!earlier) return { ...NOTHING, state: 'new' };
  const { decideBy } = earlier;
  if (decideBy !== null && decideBy < today) return overdue('told', decideBy);
  return { ...NOTHING, state: 'told', until: decideBy };
}

/** Of an asking and a decision to keep that has ended, the later one. */
function lastWord(asked: Asked | undefined, ended: Exclusion | undefined) {
  if (ended && (!asked || ended.from >= asked.on)) return { of: 'kept' as const, until: ended.until };
  return asked ? { of: 'asked' as const, until: asked.until } : null;
}

function heldBy({ case: id, asks, until }: CaseHold, today: string): Judged {
  if (until !== null && until < today) return { ...overdue(asks ? 'asked' : 'in-progress', until), case: id };
  return { ...NOTHING, state: asks ? 'asked' : 'in-progress', until, case: id };
}

const NOTHING = { overdueSince: null, overdueOf: null, until: null, case: null } as const;

function overdue(of: (typeof OVERDUE_OF)[number], since: string): Judged {
  return { ...NOTHING, state: 'overdue', overdueOf: of, overdueSince: since };
}
