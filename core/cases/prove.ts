import type { Instant } from '../account.ts';
import type { CompleteSnapshot } from '../snapshot.ts';
import { daysAfter } from './case.ts';
import type { FoldedCase } from './case-state.ts';
import type { Proof } from './events.ts';

/** Atlassian's flag may lag behind: a snapshot proves something if it began this long after the work had ended. */
export const PROOF_AFTER_DAYS = 1;

/** Whether a snapshot may be read as proof of work that ended then. */
export function isProof({ startedAt }: Pick<CompleteSnapshot, 'startedAt'>, endedAt: Instant): boolean {
  return startedAt >= daysAfter(endedAt, PROOF_AFTER_DAYS);
}

/** What a snapshot tells of an account; null: it is not in it. */
export type SeenState = 'billable' | 'not-billable' | 'unknown' | null;

/** The account that has another one's address now. */
export interface Successor {
  readonly accountId: string;
  readonly state: SeenState;
}

/**
 * What a later snapshot says of one account: not billable, or not in it at all, is what was wanted. Where another account
 * has its address now, both have to be so: the old one alone saves nothing if its groups have made the new one billable.
 */
export function proofOf(accountId: string, state: SeenState, successor: Successor | null): Proof {
  const states = [state, successor?.state ?? null];
  const proof = { accountId, successor: successor?.accountId ?? null };
  if (states.includes('billable')) return { ...proof, result: 'still-billable' };
  return { ...proof, result: states.includes('unknown') ? 'unknown' : 'verified' };
}

/** The accounts that something was done to: these are to be proven, and their moves are our own. */
export function accountsChanged({ accounts }: Pick<FoldedCase, 'accounts'>): readonly string[] {
  return [...accounts].flatMap(([id, { work }]) => (work === 'done' ? [id] : []));
}
