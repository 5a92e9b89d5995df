import * as z from 'zod';
import { decimalOf } from './billing/money.ts';
import { type CostOf, savingOf, savingsInOrder } from './billing/savings.ts';
import { EXPOSURES } from './exposure.ts';
import { type InspectionGap, inspectionGaps } from './judge-inspection.ts';
import { openWays, waySchema } from './open-ways.ts';
import { RECOMMENDATION_ORDER } from './options/option-id.ts';
import type { Recommendation } from './options/recommend.ts';
import type { Plan, PlanGroup } from './plan.ts';
import { isReplacing } from './plan-groups.ts';
import type { PlanPrices } from './plan-prices.ts';

const amount = z.string().nullable();

export const remedySchema = z.enum([...RECOMMENDATION_ORDER, 'orphaned-link']);

const groupSchema = z.object({
  remedy: remedySchema,
  exposure: z.enum(EXPOSURES),
  products: z.array(z.string()),
  sites: z.array(z.string()),
  management: z.enum(['idp', 'local', 'unknown']),
  accounts: z.number(),
  /** How many of them are new or due: the rest was told before. */
  listed: z.number().default(0),
  /** If it comes after the groups above it; null without a price. */
  savesPerMonth: amount,
  savesPerYear: amount,
  feels: z.string(),
  effort: z.enum(['click', 'each', 'asking', 'request', 'project']),
  approval: z.enum(['approver', 'security-approver']),
  undo: z.enum(['yes', 'partly', 'no']),
  makesCutOff: z.enum(['yes', 'no', 'depends', 'unknown']),
  /** Options that would come before this one if facts were known. */
  wouldComeFirst: z.array(z.enum(RECOMMENDATION_ORDER)).default([]),
  /** Where accounts are replaced: requests whose reporter has to be changed, and of how many accounts they are not known. */
  requests: z.object({ reported: z.number(), unknownOf: z.number() }).nullable().default(null),
});

const remainingSchema = z.object({
  reason: z.string(),
  why: z.string(),
  how: z.string().nullable(),
  accounts: z.number(),
});

/** A plan as a digest records it: numbers and reasons, nobody's name and no account id. Money is decimal text. */
export const planRecordSchema = z.object({
  groups: z.array(groupSchema),
  /** Accounts in groups past the twentieth. */
  other: z.number(),
  billableAfter: z.number(),
  savesPerMonth: amount,
  savesPerYear: amount,
  money: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('priced'),
      currency: z.string(),
      basis: z.enum(['monthly', 'prepaid', 'rough']),
      source: z.string(),
    }),
    z.object({ kind: z.enum(['enterprise', 'unpriced']), why: z.string() }),
  ]),
  fixBy: z.string().nullable(),
  remains: z.array(remainingSchema),
  ways: z.array(waySchema),
  people: z
    .object({
      source: z.string(),
      asOf: z.string(),
      left: z.number(),
      unknownAddresses: z.number(),
      unreadableRows: z.number(),
    })
    .nullable(),
  inspection: z.object({
    /** `none`: there was none, as after a CSV. */
    state: z.enum(['none', 'ended', 'stopped']),
    why: z.string().nullable(),
    gaps: z.array(z.object({ fact: z.string(), why: z.string(), accounts: z.number() })),
  }),
});
export type PlanRecord = z.output<typeof planRecordSchema>;

export interface PlanToRecord {
  readonly plan: Plan;
  readonly recommendations: readonly Recommendation[];
  readonly prices: PlanPrices;
  readonly fixBy: string | null;
  /** Who is new or due; left out: everybody. */
  readonly listed?: ReadonlySet<string>;
  readonly people: PlanRecord['people'];
  readonly inspection: { readonly state: 'none' | 'ended' | 'stopped'; readonly why: string | null };
}

const MOST_GROUPS = 20;
const MOST_REASONS = 10;

/** What of a plan is kept with a digest. */
export function recordPlan(asked: PlanToRecord): PlanRecord {
  const { plan, recommendations, prices, fixBy, people, inspection, listed } = asked;
  const { groups, billable, billableAfter } = plan;
  const money = moneyBy(prices);
  const sizes = groups.map(({ accounts }) => accounts);
  const [months, years] = [money.inOrder(billable, sizes, 'perMonth'), money.inOrder(billable, sizes, 'perYear')];
  const kept = groups.slice(0, MOST_GROUPS);
  return {
    groups: kept.map((group, index) => ({
      ...groupRecord(group, months[index] ?? null, years[index] ?? null),
      listed: listed ? group.accountIds.filter((id) => listed.has(id)).length : group.accounts,
    })),
    other: groups.slice(MOST_GROUPS).reduce((sum, { accounts }) => sum + accounts, 0),
    billableAfter,
    savesPerMonth: money.saving(billable, billableAfter, 'perMonth'),
    savesPerYear: money.saving(billable, billableAfter, 'perYear'),
    money: moneyRecord(prices),
    fixBy,
    remains: plan.remains
      .filter(({ reason }) => reason !== 'planned')
      .slice(0, MOST_REASONS)
      .map(({ reason, why, how, accounts }) => ({ reason, why, how, accounts })),
    ways: openWays(recommendations),
    people,
    inspection: { ...inspection, gaps: gapsOf(recommendations) },
  };
}

function groupRecord(group: PlanGroup, savesPerMonth: string | null, savesPerYear: string | null) {
  const { remedy, exposure, management, accounts, feels, effort, approval, undo, cutOff, wouldComeFirst } = group;
  return {
    ...{ remedy, exposure, management, accounts, savesPerMonth, savesPerYear, feels, approval },
    products: [...group.products],
    sites: [...group.sites],
    effort: effort.kind,
    undo: undo.possible,
    makesCutOff: cutOff.makes,
    wouldComeFirst: [...wouldComeFirst],
    requests: isReplacing(remedy) ? { ...group.requests } : null,
  };
}

function moneyRecord(prices: PlanPrices): PlanRecord['money'] {
  if (prices.kind !== 'priced') return prices;
  const { kind, currency, basis, source } = prices;
  return { kind, currency, basis, source };
}

/** Savings as decimal text. */
export function moneyBy(prices: PlanPrices) {
  const text = (minor: number | null) =>
    minor === null || prices.kind !== 'priced' ? null : decimalOf({ currency: prices.currency, minor });
  const costOf = (per: 'perMonth' | 'perYear'): CostOf => (prices.kind === 'priced' ? prices[per] : () => null);
  return {
    saving: (before: number, after: number, per: 'perMonth' | 'perYear') => text(savingOf(before, after, costOf(per))),
    inOrder: (billable: number, groups: readonly number[], per: 'perMonth' | 'perYear') =>
      savingsInOrder(billable, groups, costOf(per)).map(text),
  };
}

/** What is not known of the accounts that the plan is about. */
function gapsOf(recommendations: readonly Recommendation[]): InspectionGap[] {
  const asked = recommendations.filter(({ kind }) => kind !== 'left-alone');
  return inspectionGaps(asked.map(({ subject }) => subject.inspection)).filter(
    ({ fact, why }) => TOLD.has(fact) || (fact === 'requestsReported' && why !== 'not-asked'),
  );
}

/** Facts that change what is proposed or promised. */
const TOLD: ReadonlySet<string> = new Set(['management', 'scimLinks', 'manage', 'organizationAdmin', 'policy']);
