import type { Instant } from '../account.ts';
import { BEGIN_DAYS, daysAfter } from './case.ts';
import type { FoldedCase } from './case-state.ts';
import { ASK_DAYS, CASE_DAYS } from './look-delay.ts';

/** Between two looks for a person's word lie six hours at most; whoever is late by a day does not come. */
const LATE_DAYS = 1;

/** Between two signs of an execution that waits for nobody: a login is looked for during two days, requests are moved for hours. */
const QUIET_DAYS = 3;

type Lived = Pick<FoldedCase, 'case' | 'events' | 'status'>;

/**
 * Since when nothing carries out a case that is under way: the execution is gone, or its event was lost. Null while one may
 * still live, by what it would have said by now if it did. Our own rule, and on the safe side: a living execution always
 * speaks earlier.
 */
export function silentSince(one: Lived, now: Instant): Instant | null {
  const due = signDue(one);
  return due !== null && due < now ? (one.events.at(-1)?.at ?? null) : null;
}

/** When a living execution has spoken at the latest; null: nothing is under way. */
function signDue({ case: { plan }, events, status }: Lived): Instant | null {
  const last = (kind: (typeof events)[number]['kind']) => events.findLast((event) => event.kind === kind)?.at ?? null;
  const after = (at: Instant | null, days: number) => (at === null ? null : daysAfter(at, days));
  switch (status.state) {
    case 'undo-asked':
      return after(last('undo-asked'), BEGIN_DAYS);
    case 'cancelling':
      return after(last('cancelled'), QUIET_DAYS);
    case 'running':
    case 'undoing': {
      const end = after(last('started'), CASE_DAYS + LATE_DAYS);
      const { waiting } = status;
      // Holders may answer for as long as the case may be under way.
      if (plan.steps.some(({ action }) => action === 'ask-holders')) return end;
      const sign = waiting
        ? daysAfter(waiting.until, (waiting.overdue ? ASK_DAYS : 0) + LATE_DAYS)
        : after(events.at(-1)?.at ?? null, QUIET_DAYS);
      return sign !== null && end !== null && sign < end ? sign : end;
    }
    default:
      return null;
  }
}
