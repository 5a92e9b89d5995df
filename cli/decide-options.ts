import { toInstant } from '../core/account.ts';
import { readMoney } from '../core/billing/money.ts';
import { civilDay } from '../core/civil-day.ts';
import { type DecidedPlan, decidePlan } from '../core/decide-plan.ts';
import type { Target } from '../core/plan.ts';
import type { PlanPrices } from '../core/plan-prices.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { loadCases } from '../lambdas/clients/history/cases.ts';
import { findRules } from '../lambdas/find-rules.ts';
import { type LoadedSubjects, loadSubjects } from '../lambdas/load-subjects.ts';
import { type Formats, formatsFor } from '../render/formats.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import type { Stores } from './open-stores.ts';
import { headSnapshot } from './pick-snapshot.ts';

export interface Decided extends DecidedPlan {
  readonly settings: OrganizationSettings;
  readonly loaded: LoadedSubjects;
  readonly formats: Formats;
}

/** Recommends for the newest snapshot by what is known today. */
export async function decideOptions(
  stores: Pick<Stores, 'archive' | 'history'>,
  settings: OrganizationSettings,
  context: Pick<CommandContext, 'now'>,
  target: (prices: PlanPrices) => Target = () => ({ kind: 'all-avoidable' }),
): Promise<Decided> {
  const snapshot = await headSnapshot(stores, settings.id);
  const rules = await findRules(stores.archive, snapshot, settings);
  const now = toInstant(context.now());
  const cases = await loadCases(stores.history, settings.id, now);
  const today = civilDay(now, settings.timeZone);
  const loaded = await loadSubjects(stores, { snapshot, settings, rules, cases, today });
  const { subjects, billable, prices, waiting } = loaded;
  const exclusions = loaded.exclusions.active;
  const decided = decidePlan({ subjects, exclusions, waiting, billable, prices, target: target(prices) });
  return { ...decided, settings, loaded, formats: formatsFor(settings.locale, settings.timeZone) };
}

/** What a plan is to reach: a number of billable accounts, an amount a year, or all that nobody planned. */
export function targetOf(
  { tier, budget }: { readonly tier?: number; readonly budget?: string },
  prices: PlanPrices,
): Target {
  if (tier !== undefined) return { kind: 'tier', atMost: tier };
  if (budget === undefined) return { kind: 'all-avoidable' };
  if (prices.kind !== 'priced') throw new Error(`--budget needs a price: ${prices.why}.`);
  const money = readMoney(budget, prices.currency);
  if (!money) throw new UsageError(`--budget ${budget} is no amount in ${prices.currency}, such as 8000.`);
  return { kind: 'budget', atMost: money.minor };
}
