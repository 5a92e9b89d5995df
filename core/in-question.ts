import type { Account } from './account.ts';
import { type ExposureRules, type ExposureVerdict, isAvoidable, judgeAccess } from './exposure.ts';

/** What decides whether an account is looked at more closely. */
export interface Question {
  readonly account: Account;
  readonly verdict: ExposureVerdict;
  /** The people file says that its person has left. */
  readonly hasLeft: boolean;
  /** It has a product now that anybody can sign up for, and had none at the last digest. */
  readonly signedUp: boolean;
}

/**
 * How urgent an account's inspection is, 0 first; null: not in question. First who has left, then new sign-ups, even those
 * that cost nothing, because they tell how the door is set; then the avoidable; then idle and never used licences.
 * Accounts of any type but `atlassian` are protected, and not looked at.
 */
export function urgencyOf({ account, verdict, hasLeft, signedUp }: Question): number | null {
  if (account.type !== 'atlassian') return null;
  const billable = account.billable === 'billable';
  if (billable && hasLeft) return 0;
  if (signedUp) return 1;
  if (!billable) return null;
  if (isAvoidable(verdict.exposure)) return 2;
  return verdict.exposure === 'licensed-idle' || account.lastActive === 'never' ? 3 : null;
}

/** Whether it could be replaced by a new account, as options 5 and 6 do, if an identity provider turns out to sync it. */
export function isReplaceable({ account, verdict, hasLeft }: Question): boolean {
  return account.billable === 'billable' && isAvoidable(verdict.exposure) && !hasLeft;
}

/** Whether an account has a product that anybody can sign up for and nobody pays for on purpose. */
export function hasSignUp({ access }: Account, rules: ExposureRules): boolean {
  return access.some((one) => judgeAccess(one, rules) === 'self-signup');
}
