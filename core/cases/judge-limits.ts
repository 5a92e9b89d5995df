import type { Suspicion } from '../alerts/suspicion.ts';
import { counted } from '../counted.ts';
import type { CompleteSnapshot } from '../snapshot.ts';
import { daysAfter, PLAN_DAYS } from './case.ts';
import type { RemediationSettings } from './remediation-settings.ts';

type Counted = Pick<CompleteSnapshot, 'accounts' | 'gap' | 'unconfirmedAbsences' | 'unknown'>;

/**
 * Why a snapshot is no ground for changing accounts, and for no limit either, and which later one is; null if it is one.
 * It is doubted if accounts may be missing, if over a fiftieth of the flags is unknown, or if it is suspicious. Our own rule.
 */
export function doubtSnapshot(snapshot: Counted, suspicion: Suspicion | null): string | null {
  if (snapshot.gap > 0) return `${counted(snapshot.gap, 'account')} of it not found; a later one that finds them is`;
  if (snapshot.unconfirmedAbsences > 0)
    return `${counted(snapshot.unconfirmedAbsences, 'absence')} in it not confirmed; a later one that confirms them is`;
  if (snapshot.unknown > snapshot.accounts / 50)
    return `${counted(snapshot.unknown, 'account')} in it without a billable flag; a later one with their flags is`;
  if (suspicion === null) return null;
  const { what, before, now } = suspicion;
  const has = counted(now, what === 'billable' ? 'billable account' : 'account');
  return `it has ${has}, the one before had ${before}; a later one that confirms it is`;
}

/** Whether a snapshot is too old to act on at an instant. */
export function isTooOld(asOf: string, now: string): boolean {
  return daysAfter(asOf, PLAN_DAYS) < now;
}

/** How many accounts a limit allows of so many billable ones; at least one, or nothing could ever be tried. */
export function roomOf({ accounts, percent }: RemediationSettings['limits']['perCase'], billable: number): number {
  return Math.min(accounts, Math.max(1, Math.floor((billable * percent) / 100)));
}

/** Why a case is too large; null if it is not. */
export function overLimit(
  accounts: number,
  billable: number,
  { perCase }: RemediationSettings['limits'],
): string | null {
  const room = roomOf(perCase, billable);
  return accounts > room
    ? `${counted(accounts, 'account')}, and one case may hold ${room} (remediation.limits.perCase: ${counted(perCase.accounts, 'account')}, ${perCase.percent} % of ${billable} billable)`
    : null;
}
