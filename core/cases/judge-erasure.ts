import type { Instant } from '../account.ts';
import { daysAfter } from './case.ts';
import type { CaseStatus, FoldedCase } from './case-state.ts';
import { openPauses } from './open-pauses.ts';

/** Whatever starts provisioning again has given up by then. */
const PAUSE_TRIED_DAYS = 1;

const HELD: ReadonlySet<CaseStatus['state']> = new Set(['approved', 'running', 'cancelling', 'undo-asked', 'undoing']);

/**
 * Why what is kept of a case may not be erased yet; null if it may. An execution writes what it does to the case and reads
 * the way back from it, and a pause that nobody knows of any more would last. One that only waits for its proof writes
 * nothing to a case that is gone.
 */
export function whyNotErased({ case: { id }, status, events, silentSince }: FoldedCase, now: Instant): string | null {
  const [pause] = openPauses(events).filter(({ until }) => daysAfter(until, PAUSE_TRIED_DAYS) >= now);
  if (HELD.has(status.state)) {
    const ended = status.state === 'approved' || status.state === 'undo-asked' || silentSince !== null;
    if (ended) return `cases cancel ${id} ends it`;
    return status.state === 'cancelling'
      ? `the case ${id} is being stopped: wait until cases show ${id} says that it has`
      : `cases cancel ${id}, and wait until cases show ${id} says that it has stopped`;
  }
  if (!pause) return null;
  return `the case ${id} has provisioning of ${pause.directoryId} paused: see to it that it runs, and wait until cases show ${id} says so`;
}
