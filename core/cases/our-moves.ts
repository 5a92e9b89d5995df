import type { Instant } from '../account.ts';
import type { ReEntered } from '../digest.ts';
import type { AccountState } from './account-state.ts';
import type { FoldedCase } from './case-state.ts';
import type { CaseEvent } from './events.ts';
import { stepsTaken } from './what-stands.ts';

/** Accounts whose moves are our own doing, with the case that moved them: out by its work, in again by its undo. */
export interface OurMoves {
  readonly went: ReadonlyMap<string, string>;
  readonly came: ReadonlyMap<string, string>;
}

export const NO_MOVES: OurMoves = { went: new Map(), came: new Map() };

/**
 * The accounts that cases have moved by an instant. A move out is ours from the moment an account was read and kept by a
 * case that is at work, or once a step was taken for it; no longer once a proof says that it did not go, or that it came
 * again. A move in is ours once the case was asked to take its work back.
 */
export function ourMoves(cases: readonly FoldedCase[], until: Instant): OurMoves {
  const went = new Map<string, string>();
  const came = new Map<string, string>();
  for (const one of cases) {
    const events = one.events.filter(({ at }) => at <= until);
    const taken = new Set(stepsTaken({ case: one.case, events }).flatMap(({ accountIds }) => accountIds));
    const undone = events.some(({ kind }) => kind === 'undo-asked');
    for (const [accountId, state] of one.accounts) {
      if (undone && taken.has(accountId)) came.set(accountId, one.case.id);
      const held = taken.has(accountId) || isHeld(one, events, accountId, state);
      if (held && !isOver(state)) went.set(accountId, one.case.id);
    }
  }
  return { went, came };
}

function isOver({ work, proof }: AccountState): boolean {
  return work === 'undone' || proof === 'still-billable' || proof === 're-entered';
}

/** Whether a case that is at work has read the account and kept how it was. */
function isHeld(one: FoldedCase, events: readonly CaseEvent[], accountId: string, { work }: AccountState): boolean {
  return work === 'planned' && one.endedAt === null && isKept(events, accountId);
}

function isKept(events: readonly CaseEvent[], accountId: string): boolean {
  return events.some((event) => event.kind === 'kept' && event.accounts.some((kept) => kept.accountId === accountId));
}

/** Accounts that a proven case had made not billable, and that are billable again. */
export interface ReEntry {
  readonly case: FoldedCase['case'];
  readonly accountIds: readonly string[];
}

/**
 * Which entries of a snapshot undo what a case had proven: the account itself is billable again, or the one that took its
 * place. An undo is none, and an account comes again once.
 */
export function reEntriesOf(
  cases: readonly FoldedCase[],
  entered: readonly string[],
  asOf: Instant,
): readonly ReEntry[] {
  const ids = new Set(entered);
  return cases.flatMap(({ case: one, status, accounts }) => {
    if (status.state !== 'proven' || status.snapshot >= asOf) return [];
    const again = [...accounts].flatMap(([id, { proof, successor }]) =>
      proof === 'verified' && (ids.has(id) || (successor !== null && ids.has(successor))) ? [id] : [],
    );
    return again.length > 0 ? [{ case: one, accountIds: again }] : [];
  });
}

/** The re-entries that snapshots after one instant up to another have shown, by case; at each of them once. */
export function reEntriesSince(cases: readonly FoldedCase[], after: Instant, upTo: Instant): readonly ReEntered[] {
  return cases.flatMap(({ case: one, events }) => {
    const again = events.flatMap((event) =>
      event.kind === 're-entered' && event.snapshot > after && event.snapshot <= upTo ? event.accountIds : [],
    );
    return again.length > 0 ? [{ case: one.id, option: one.plan.option, accounts: new Set(again).size }] : [];
  });
}
