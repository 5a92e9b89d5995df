import type { Drift, Entry } from './drift.ts';

/**
 * Accounts that were billable at some snapshot between two digests and are billable at neither: they leave no trace in
 * the digest drift, but may be on the invoice. One whose state is unclear now is not among them. `steps` are the step drifts after the baseline up to this digest, in
 * order; an account that came and went more than once is told once, by its first entry. `wasBillable`: those of their
 * accounts that were billable at the baseline.
 */
export function cameAndWent(
  steps: readonly { readonly entries: readonly Entry[] }[],
  wasBillable: ReadonlySet<string>,
  digest: Drift,
): readonly Entry[] {
  const toldAlready = new Set([...digest.entries, ...digest.unclear].map((move) => move.accountId));
  const told = new Map<string, Entry>();
  for (const entry of steps.flatMap((step) => step.entries)) {
    if (wasBillable.has(entry.accountId) || toldAlready.has(entry.accountId) || told.has(entry.accountId)) continue;
    told.set(entry.accountId, entry);
  }
  return [...told.values()];
}
