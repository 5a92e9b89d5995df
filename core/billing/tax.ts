import type { Term } from './contract.ts';
import { type Money, shareOf } from './money.ts';

/** The tax on an amount by the term's rate, rounded half up to the smallest unit; null where the term names none. */
export function taxOn(term: Term, amount: Money): Money | null {
  if (term.kind === 'enterprise' || term.taxPercent === undefined) return null;
  return shareOf(amount, Math.round(term.taxPercent * 10_000), 1_000_000);
}
