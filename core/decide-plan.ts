import type { Waiting } from './asked.ts';
import type { Exclusion } from './exclusions.ts';
import type { OptionSubject } from './options/option.ts';
import { type Recommendation, recommendAll } from './options/recommend.ts';
import { makePlan, type Plan, type Target } from './plan.ts';
import type { PlanPrices } from './plan-prices.ts';

export interface PlanRequest {
  /** Every account that is billable or unknown. */
  readonly subjects: readonly OptionSubject[];
  readonly exclusions: ReadonlyMap<string, Exclusion>;
  /** Whom today waits for. */
  readonly waiting?: ReadonlyMap<string, Waiting>;
  readonly billable: number;
  readonly target: Target;
  readonly prices: PlanPrices;
}

export interface DecidedPlan {
  readonly recommendations: readonly Recommendation[];
  readonly plan: Plan;
}

/** One option for each account, and the plan of all of them; money is a year's. */
export function decidePlan({ subjects, exclusions, waiting, billable, target, prices }: PlanRequest): DecidedPlan {
  const recommendations = recommendAll(subjects, exclusions, waiting);
  const costOf = prices.kind === 'priced' ? prices.perYear : () => null;
  return { recommendations, plan: makePlan({ recommendations, billable, target, costOf }) };
}
