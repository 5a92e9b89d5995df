import * as z from 'zod';
import type { AccountFact } from './account-fact.ts';
import { splitAccessKey } from './account-fact.ts';
import { EXPOSURES, isAvoidable } from './exposure.ts';

/** How many accounts of a snapshot are what. Exposures and products count billable accounts only. */
export const countsSchema = z.object({
  accounts: z.number(),
  billable: z.number(),
  notBillable: z.number(),
  unknown: z.number(),
  avoidable: z.number(),
  exposures: z.partialRecord(z.enum(EXPOSURES), z.number()),
  /** An account with two products counts for both. */
  byProduct: z.record(z.string(), z.number()),
});

export type Counts = z.output<typeof countsSchema>;

export interface AccountCounter {
  see(fact: AccountFact): void;
  finish(): Counts;
}

/** Counts the accounts that stream past it. */
export function startCounting(): AccountCounter {
  const states = { billable: 0, 'not-billable': 0, unknown: 0 };
  const exposures: Counts['exposures'] = {};
  const byProduct: Record<string, number> = {};
  let avoidable = 0;
  return {
    see(fact) {
      states[fact.state] += 1;
      if (!fact.exposure) return;
      exposures[fact.exposure] = (exposures[fact.exposure] ?? 0) + 1;
      if (isAvoidable(fact.exposure)) avoidable += 1;
      for (const product of productsOf(fact.access)) byProduct[product] = (byProduct[product] ?? 0) + 1;
    },
    finish: () => ({
      accounts: states.billable + states['not-billable'] + states.unknown,
      billable: states.billable,
      notBillable: states['not-billable'],
      unknown: states.unknown,
      avoidable,
      exposures,
      byProduct,
    }),
  };
}

/** The products of a list of access keys, sorted, each once. */
export function productsOf(access: readonly string[]): readonly string[] {
  return [...new Set(access.map((key) => splitAccessKey(key).product))].sort();
}

/** The sites of a list of access keys, sorted, each once. */
export function sitesOf(access: readonly string[]): readonly string[] {
  return [...new Set(access.map((key) => splitAccessKey(key).site).filter((site) => site !== null))].sort();
}
