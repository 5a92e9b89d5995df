import { type Account, domainOf, type Instant } from '../account.ts';
import { type ExposureRules, judgeExposure } from '../exposure.ts';
import { productName } from '../products.ts';
import type { ChargebackRow } from './chargeback.ts';

export const DIMENSIONS = ['domain', 'product', 'exposure', 'department'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** How billable accounts are to be told apart. */
export interface SplitRequest {
  readonly by: Dimension;
  readonly rules: ExposureRules;
  readonly asOf: Instant;
  /** The department of an e-mail in lower case; whoever is not in it has none that is known. */
  readonly departments: ReadonlyMap<string, string>;
}

/** Groups the billable accounts that stream past it by one dimension. */
export function startSplit(request: SplitRequest) {
  const groups = new Map<string, { names: readonly string[]; users: number }>();
  return {
    see(account: Account): void {
      if (account.billable !== 'billable') return;
      const names = namesOf(account, request);
      const key = JSON.stringify(names);
      const group = groups.get(key) ?? { names, users: 0 };
      group.users += 1;
      groups.set(key, group);
    },
    finish: (): readonly ChargebackRow[] => [...groups.values()],
  };
}

function namesOf(account: Account, { by, rules, asOf, departments }: SplitRequest): readonly string[] {
  switch (by) {
    case 'domain':
      return present(domainOf(account));
    case 'product':
      return [...new Set(account.access.map(({ product }) => productName(product)))].sort();
    case 'exposure':
      return [judgeExposure(account, rules, asOf).exposure];
    case 'department':
      return present(account.email === null ? null : (departments.get(account.email.toLowerCase()) ?? null));
  }
}

function present(name: string | null): readonly string[] {
  return name === null ? [] : [name];
}

/**
 * The users of a bill that no snapshot counts, as groups of their own: external users, and what was billed beyond both.
 */
export function uncounted(billed: number, counted: number, external: number): readonly ChargebackRow[] {
  const rest = billed - counted - external;
  return [
    { names: ['external users'], users: external },
    { names: ['billed, not counted'], users: Math.max(0, rest) },
  ].filter(({ users }) => users > 0);
}
