import type { AccountFact } from './account-fact.ts';
import type { Certainty, EntryCause, ExitCause } from './drift.ts';

interface Explained<Cause> {
  readonly cause: Cause;
  readonly certainty: Certainty;
  readonly access: readonly string[];
  readonly case?: string;
}

/**
 * Why an account became billable: the first that fits of taken back by our case `ours`, not seen before, inactive → active, never logged in but holds
 * a product, product gained, and else the flag alone (a policy move, or an Enterprise licence somewhere else).
 */
export function explainEntry(
  before: AccountFact | undefined,
  after: AccountFact,
  causesComparable: boolean,
  ours?: string,
): Explained<EntryCause> {
  if (ours !== undefined) return { cause: 'remediated', certainty: 'observed', access: after.access, case: ours };
  if (!before) return { cause: 'created-or-claimed', certainty: 'inferred', access: after.access };
  if (!causesComparable) return { cause: 'not-compared', certainty: 'inferred', access: [] };
  if (before.status === 'inactive' && after.status === 'active') {
    return { cause: 'reactivated', certainty: 'observed', access: after.access };
  }
  const gained = without(after.access, before.access);
  if (after.neverActive && after.access.length > 0) {
    return { cause: 'invited', certainty: 'inferred', access: gained.length > 0 ? gained : after.access };
  }
  if (gained.length > 0) return { cause: 'product-added', certainty: 'observed', access: gained };
  return { cause: 'flag-flipped', certainty: 'inferred', access: after.access };
}

/**
 * Why an account stopped being billable: the first that fits of moved by our case `ours`, gone, active → inactive, product lost, and else the
 * flag alone.
 */
export function explainExit(
  before: AccountFact,
  after: AccountFact | undefined,
  causesComparable: boolean,
  ours?: string,
): Explained<ExitCause> {
  if (ours !== undefined) return { cause: 'remediated', certainty: 'observed', access: before.access, case: ours };
  if (!after) return { cause: 'deleted-or-unclaimed', certainty: 'inferred', access: before.access };
  if (!causesComparable) return { cause: 'not-compared', certainty: 'inferred', access: [] };
  if (before.status === 'active' && after.status === 'inactive') {
    return { cause: 'deactivated', certainty: 'observed', access: before.access };
  }
  const lost = without(before.access, after.access);
  if (lost.length > 0) return { cause: 'product-removed', certainty: 'observed', access: lost };
  return { cause: 'flag-flipped', certainty: 'inferred', access: before.access };
}

function without(keys: readonly string[], others: readonly string[]): readonly string[] {
  return keys.filter((key) => !others.includes(key));
}
