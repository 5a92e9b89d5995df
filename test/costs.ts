import { type CostFacts, composeCost } from '../core/billing/compose-cost.ts';
import { contractSchema } from '../core/billing/contract.ts';
import type { Cost } from '../core/billing/cost.ts';

/**
 * The money of the digest of EXAMPLES: 200 users until 300 joined on 18 November; one invoice and one quote. Tests
 * change one thing; `terms` are those of a contract.
 */
export function costFacts(changes: Partial<CostFacts> = {}): CostFacts {
  return {
    settings: { timeZone: 'UTC' },
    asOf: '2026-11-23T06:00:00Z',
    snapshots: [
      { asOf: '2026-10-31T06:00:00Z', billable: 200, unknown: 0 },
      { asOf: '2026-11-17T06:00:00Z', billable: 200, unknown: 0 },
      { asOf: '2026-11-18T06:00:00Z', billable: 500, unknown: 0 },
      { asOf: '2026-11-23T06:00:00Z', billable: 500, unknown: 0 },
    ],
    avoidable: 300,
    premiumUsers: 0,
    invoices: [{ period: '2026-11', quantity: 200, amount: '800', currency: 'USD' }],
    quotes: [{ date: '2026-11-20', quantity: 500, amount: '1750', currency: 'USD' }],
    external: [],
    ...changes,
  };
}

/** Settings with these terms, in dollars. */
export function billedBy(...terms: readonly object[]): CostFacts['settings'] {
  const contract = contractSchema.parse({
    currency: 'USD',
    terms: terms.map((term) => ({ from: '2020-01-01', ...term })),
  });
  return { timeZone: 'UTC', contract };
}

export const costOf = (changes: Partial<CostFacts> = {}): Cost => composeCost(costFacts(changes));

/** Nobody has entered anything: by the public list. */
export const ROUGH_COST = costOf({ invoices: [], quotes: [] });
