import type { PlanPrices } from '../plan-prices.ts';
import { moneyBy } from '../record-plan.ts';
import type { Projected } from './case.ts';

/** What a case promises: so many accounts fewer of those billable now, by the prices known now; null without a price. */
export function projectCase(prices: PlanPrices, billable: number, accounts: number): Projected | null {
  if (prices.kind !== 'priced') return null;
  const { saving } = moneyBy(prices);
  const after = Math.max(0, billable - accounts);
  return {
    currency: prices.currency,
    perMonth: saving(billable, after, 'perMonth'),
    perYear: saving(billable, after, 'perYear'),
    source: prices.source,
  };
}
