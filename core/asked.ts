import * as z from 'zod';
import { accountIdSchema } from './cases/case.ts';
import { type FoldedCase, isOpen } from './cases/case-state.ts';
import { civilDay } from './civil-day.ts';
import type { OptionId } from './options/option-id.ts';

const day = z.iso.date('a day such as 2026-12-08');

/** A holder was asked whether an account is needed, on which day, and until when an answer is waited for. */
export const askedSchema = z.strictObject({
  accountId: accountIdSchema,
  on: day,
  until: day,
  author: z.string().trim().min(1).max(200),
});
export type Asked = z.output<typeof askedSchema>;

/** Days in which a holder answers, unless it is said otherwise. */
export const ANSWER_DAYS = 14;

/** Who was asked, by hand or in a case; of several askings of one account the last. Days are those of the zone. */
export function allAsked(
  byHand: readonly Asked[],
  cases: readonly FoldedCase[],
  timeZone: string,
): ReadonlyMap<string, Asked> {
  const inCases = cases.flatMap(({ case: one, events, accounts }) => {
    // Left out before anybody was asked; whoever was silent is skipped, too, and was asked.
    const leftOut = new Set(events.flatMap((event) => (event.kind === 'kept' ? event.skipped.map(idOf) : [])));
    return events.flatMap((event) => {
      if (event.kind !== 'asked' || !asksNeed(one.plan.option, event.who)) return [];
      const told = { on: civilDay(event.at, timeZone), until: civilDay(event.until, timeZone), author: one.proposedBy };
      const asked = [...accounts.keys()].filter((accountId) => !leftOut.has(accountId));
      return asked.map((accountId) => ({ accountId, ...told }));
    });
  });
  const last = new Map<string, Asked>();
  for (const asked of [...byHand, ...inCases]) {
    const other = last.get(asked.accountId);
    if (!other || other.on <= asked.on) last.set(asked.accountId, asked);
  }
  return last;
}

const idOf = ({ accountId }: { readonly accountId: string }) => accountId;

/** A step of another option asks a holder for something else: a first login, of one account. */
function asksNeed(option: OptionId, who: string): boolean {
  return who === 'holder' && option === 'leave-or-delete-workspace';
}

/** An account that an open case holds. `until`: whom it waits for has until that day; null: it waits for nobody. */
export interface CaseHold {
  readonly case: string;
  readonly asks: boolean;
  readonly until: string | null;
}

/** The accounts of open cases, but those that their case has left out. */
export function holdsOf(cases: readonly FoldedCase[], timeZone: string): ReadonlyMap<string, CaseHold> {
  const holds = new Map<string, CaseHold>();
  for (const one of cases) {
    if (!isOpen(one)) continue;
    const waiting = 'waiting' in one.status ? one.status.waiting : null;
    const until = waiting ? civilDay(waiting.until, timeZone) : null;
    const hold = { case: one.case.id, asks: waiting?.who === 'holder', until };
    for (const [accountId, { work }] of one.accounts) {
      if (work === 'planned' || work === 'done') holds.set(accountId, hold);
    }
  }
  return holds;
}

/** Why nothing is proposed for an account just now: somebody is at work on it. */
export type Waiting =
  | { readonly reason: 'asked'; readonly on: string; readonly until: string }
  | { readonly reason: 'in-progress'; readonly case: string };

/** Whom a day waits for: whoever was asked and may still answer, and the accounts of open cases. */
export function waitingOf(
  holds: ReadonlyMap<string, CaseHold>,
  asked: ReadonlyMap<string, Asked>,
  today: string,
): ReadonlyMap<string, Waiting> {
  const waiting = new Map<string, Waiting>();
  for (const [accountId, hold] of holds) waiting.set(accountId, { reason: 'in-progress', case: hold.case });
  for (const [accountId, { on, until }] of asked) {
    if (until >= today) waiting.set(accountId, { reason: 'asked', on, until });
  }
  return waiting;
}
