import { type CostOf, savingOf } from './billing/savings.ts';
import { isAvoidable } from './exposure.ts';
import type { CutOff, Effort } from './options/option.ts';
import { type OptionId, RECOMMENDATION_ORDER } from './options/option-id.ts';
import type { Recommendation } from './options/recommend.ts';
import { RELINK_MOST } from './options/relink-through-idp.ts';
import { type Actionable, type CandidateGroup, type GroupTraits, groupCandidates } from './plan-groups.ts';
import { groupRemaining, type Remaining } from './plan-remains.ts';

/** `tier`: at most so many billable accounts; `budget`: at most so many minor units a year. */
export type Target =
  | { readonly kind: 'all-avoidable' }
  | { readonly kind: 'tier'; readonly atMost: number }
  | { readonly kind: 'budget'; readonly atMost: number };

export interface PlanInput {
  /** Of every account that is billable or unknown, and of external users if `billable` counts them. */
  readonly recommendations: readonly Recommendation[];
  /** How many are billed today. */
  readonly billable: number;
  readonly target: Target;
  readonly costOf: CostOf;
}

/** One line of a plan. `saves`: minor units a year if it comes after the lines above it; null without a price. */
export interface PlanGroup extends GroupTraits {
  readonly accounts: number;
  readonly accountIds: readonly string[];
  readonly billableAfter: number;
  readonly saves: number | null;
  /** Requests that the accounts have reported, as far as known, and of how many accounts they are not. */
  readonly requests: { readonly reported: number; readonly unknownOf: number };
}

/** `unreachable`: by how many accounts, or minor units a year, the plan misses its target. */
export type PlanOutcome =
  | { readonly kind: 'reached' }
  | { readonly kind: 'unreachable'; readonly missing: number; readonly unit: 'accounts' | 'minor-units' }
  | { readonly kind: 'no-price' };

/** One option, used alone, wherever it fits: how many are open to it, and what that would save. */
export interface Way {
  readonly option: OptionId;
  readonly effort: Effort;
  readonly cutOff: CutOff;
  readonly accounts: number;
  readonly saves: number | null;
}

export interface Plan {
  readonly target: Target;
  readonly outcome: PlanOutcome;
  readonly groups: readonly PlanGroup[];
  readonly billable: number;
  readonly billableAfter: number;
  readonly saves: number | null;
  readonly remains: readonly Remaining[];
  readonly ways: readonly Way[];
}

/**
 * Makes the plan that reaches a target with as little as possible: groups in the fixed order of the options, money
 * counted cumulatively in that order, the last group cut to what is needed. All avoidable means those and whoever has
 * left; idle licences and external users join only to reach a tier or a budget. A target that cannot be reached is
 * told with how near the plan gets.
 */
export function makePlan({ recommendations, billable, target, costOf }: PlanInput): Plan {
  const actionable = recommendations.filter(isActionable);
  const eligible = actionable.filter((candidate) => target.kind !== 'all-avoidable' || isInAvoidable(candidate));
  const needed = neededRemovals(billable, eligible.length, target, costOf);
  const groups = priceGroups(takeFirst(groupCandidates(eligible), needed), billable, costOf);
  const removed = groups.reduce((sum, group) => sum + group.accounts, 0);
  const others = recommendations.filter((recommendation) => !isActionable(recommendation));
  return {
    target,
    outcome: judgeOutcome(billable - removed, others.filter(isAvoidableLeft).length, target, costOf),
    groups,
    billable,
    billableAfter: billable - removed,
    saves: savingOf(billable, billable - removed, costOf),
    remains: groupRemaining(others, {
      'not-in-target': actionable.length - eligible.length,
      'not-needed': eligible.length - removed,
    }),
    ways: waysOf(eligible, billable, costOf),
  };
}

function isActionable(recommendation: Recommendation): recommendation is Actionable {
  return recommendation.kind === 'option' || recommendation.kind === 'orphaned-link';
}

function isInAvoidable({ subject }: Recommendation): boolean {
  if (subject.relation === 'external-user') return false;
  return isAvoidable(subject.exposure.exposure) || subject.presence.state === 'left';
}

/** Avoidable, and without an option; what somebody decided to keep is not held against the plan. */
function isAvoidableLeft(recommendation: Recommendation): boolean {
  return recommendation.kind !== 'left-alone' && isInAvoidable(recommendation);
}

/** The smallest number of accounts that reaches the target; all there are if none does, or no price tells. */
function neededRemovals(billable: number, available: number, target: Target, costOf: CostOf): number {
  if (target.kind === 'all-avoidable') return available;
  if (target.kind === 'tier') return Math.min(available, Math.max(0, billable - target.atMost));
  for (let removed = 0; removed <= available; removed += 1) {
    const cost = costOf(billable - removed);
    if (cost !== null && cost <= target.atMost) return removed;
  }
  return available;
}

function takeFirst(groups: readonly CandidateGroup[], needed: number): readonly CandidateGroup[] {
  let open = needed;
  return groups.flatMap(({ traits, members }) => {
    const taken = members.slice(0, open);
    open -= taken.length;
    return taken.length > 0 ? [{ traits, members: taken }] : [];
  });
}

function priceGroups(groups: readonly CandidateGroup[], billable: number, costOf: CostOf): readonly PlanGroup[] {
  let before = billable;
  return groups.map(({ traits, members }) => {
    const after = before - members.length;
    const saves = savingOf(before, after, costOf);
    before = after;
    return {
      ...traits,
      accounts: members.length,
      accountIds: members.map(({ subject }) => subject.account.accountId),
      billableAfter: after,
      saves,
      requests: requestsOf(members),
    };
  });
}

function requestsOf(members: readonly Actionable[]): PlanGroup['requests'] {
  const facts = members.map(({ subject }) => subject.inspection.requestsReported);
  return {
    reported: facts.reduce((sum, fact) => sum + (fact.known ? fact.value : 0), 0),
    unknownOf: facts.filter((fact) => !fact.known).length,
  };
}

function judgeOutcome(after: number, avoidableLeft: number, target: Target, costOf: CostOf): PlanOutcome {
  if (target.kind === 'budget') {
    const cost = costOf(after);
    if (cost === null) return { kind: 'no-price' };
    return outcomeOf(cost - target.atMost, 'minor-units');
  }
  return outcomeOf(target.kind === 'tier' ? after - target.atMost : avoidableLeft, 'accounts');
}

function outcomeOf(missing: number, unit: 'accounts' | 'minor-units'): PlanOutcome {
  return missing <= 0 ? { kind: 'reached' } : { kind: 'unreachable', missing, unit };
}

function waysOf(eligible: readonly Actionable[], billable: number, costOf: CostOf): readonly Way[] {
  return RECOMMENDATION_ORDER.flatMap((option) => {
    const open = eligible.flatMap(({ verdicts }) => verdicts.filter((each) => each.option === option && each.feasible));
    const [first] = open;
    if (!first || (option === 'relink-through-idp' && open.length > RELINK_MOST)) return [];
    const saves = savingOf(billable, billable - open.length, costOf);
    return [{ option, effort: first.effort, cutOff: first.cutOff, accounts: open.length, saves }];
  });
}
