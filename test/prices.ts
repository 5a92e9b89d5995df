import type { CostOf } from '../core/billing/savings.ts';

/** Atlassian's list of 2023 in US cents a month: 250 at $4, 750 at $3, the rest at $2; unverified. */
export const monthly2023: CostOf = (billable) =>
  Math.min(billable, 250) * 400 + Math.min(Math.max(billable - 250, 0), 750) * 300 + Math.max(billable - 1000, 0) * 200;

/** The same a year, prepaid: ten months. */
export const annual2023: CostOf = (billable) => (monthly2023(billable) ?? 0) * 10;
