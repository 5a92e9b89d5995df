import * as z from 'zod';
import type { Instant } from '../account.ts';
import { RECOMMENDATION_ORDER } from '../options/option-id.ts';

/** The most accounts one case may hold, whatever the settings allow. */
export const MOST_ACCOUNTS = 500;

export const accountIdSchema = z.string().regex(/^[a-zA-Z0-9_|:-]{1,128}$/, 'an Atlassian account id');
export const caseIdSchema = z.string().regex(/^[a-f0-9]{10}$/, 'a case id: ten letters a to f and digits');
export const ROLES = [
  'organization admin',
  'identity provider admin',
  'site admin',
  'holder',
  'Atlassian support',
] as const;

/**
 * What is read after a step to see that it was done; null: nothing that Atlassian tells shows it, a person's word
 * counts.
 */
export const CHECKS = [
  'disabled',
  'unlinked',
  'unlinked-and-active',
  'email-settable',
  'email-changed',
  'in-non-billable-policy',
  'gone',
] as const;
export type Check = (typeof CHECKS)[number];

/** What the program knows how to do itself. */
export const ACTIONS = [
  'disable',
  'move-to-policy',
  'ask-holders',
  'preflight',
  'unlink',
  'ask-manage',
  'change-email',
  'sync',
  'resync',
  'find-new',
  'which-account',
  'list-requests',
  'move-requests',
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * One step of a runbook. `for`: `every` group of accounts, the `canary` only, or once at the `end`. `withinMinutes`: of
 * the step before it. `back`: how it is taken back; null: there is nothing to take back, or no way, as the text says.
 */
export const stepSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z-]{1,40}$/),
  who: z.enum([...ROLES, 'program']),
  text: z.string().min(1),
  action: z.enum(ACTIONS).nullable(),
  check: z.enum(CHECKS).nullable(),
  for: z.enum(['every', 'canary', 'end']),
  withinMinutes: z.number().int().nullable(),
  back: z.string().nullable(),
});
export type CaseStep = z.output<typeof stepSchema>;

/**
 * What is to be done to whom, as a plain value: what was approved is what is carried out. `accountIds`: sorted, each
 * once. `canary`: the one that goes first. `snapshot`: the complete snapshot it was drawn from.
 */
export const planSchema = z.strictObject({
  option: z.enum(RECOMMENDATION_ORDER),
  accountIds: z.array(accountIdSchema).min(1).max(MOST_ACCOUNTS).readonly(),
  canary: accountIdSchema.nullable(),
  snapshot: z.string(),
  policyId: z.string().nullable(),
  steps: z.array(stepSchema).min(1).readonly(),
});
export type CasePlan = z.output<typeof planSchema>;

/** What the plan promised when it was proposed, by the prices known then; before tax, decimal text. */
const projectedSchema = z.object({
  currency: z.string(),
  perMonth: z.string().nullable(),
  perYear: z.string().nullable(),
  /** `your contract`, or `list 2023, unverified`. */
  source: z.string(),
});
export type Projected = z.output<typeof projectedSchema>;

/** A proposed remediation; it never changes. What became of it is told by its events. */
export const caseSchema = z.object({
  id: caseIdSchema,
  organization: z.string(),
  plan: planSchema,
  /** SHA-256 of {@link planText}. */
  planHash: z.string(),
  /** No part of the plan: another price is no other plan. Null: nothing prices it. */
  projected: projectedSchema.nullable().default(null),
  proposedBy: z.string(),
  proposedAt: z.string(),
});
export type Case = z.output<typeof caseSchema>;

/** A plan in the one form that is hashed: fields in the order of the schema. */
export function planText(plan: CasePlan): string {
  return JSON.stringify(planSchema.parse(plan));
}

/** A plan is stale once its snapshot is older than this. */
export const PLAN_DAYS = 7;

/** A proposal is decided within this many days, and an approved case begins within as many. */
export const DECIDE_DAYS = 7;
export const BEGIN_DAYS = 1;

const DAY_MS = 86_400_000;

/** Whole days after an instant, as an instant. */
export function daysAfter(instant: Instant, days: number): Instant {
  const text = new Date(Date.parse(instant) + days * DAY_MS).toISOString();
  return `${text.slice(0, 19)}Z`;
}

export function minutesAfter(instant: Instant, minutes: number): Instant {
  return daysAfter(instant, minutes / 1440);
}

export interface Stage {
  readonly name: 'canary' | 'rest' | 'all' | 'end';
  readonly accountIds: readonly string[];
  readonly steps: readonly CaseStep[];
}

/** The plan in the order in which it is carried out: the canary alone, the rest, and once for all what ends it. */
export function stagesOf({ accountIds, canary, steps }: CasePlan): readonly Stage[] {
  const every = steps.filter((step) => step.for === 'every');
  const rest = accountIds.filter((id) => id !== canary);
  const groups: readonly Stage[] =
    canary === null
      ? [{ name: 'all', accountIds, steps: every }]
      : [
          { name: 'canary', accountIds: [canary], steps: steps.filter((step) => step.for !== 'end') },
          { name: 'rest', accountIds: rest, steps: every },
        ];
  const end: Stage = { name: 'end', accountIds, steps: steps.filter((step) => step.for === 'end') };
  return [...groups, end].filter((stage) => stage.steps.length > 0 && stage.accountIds.length > 0);
}

/** Names one step of one stage: `canary: unlink`. */
export function stepKey(stage: Pick<Stage, 'name'>, step: Pick<CaseStep, 'name'>): string {
  return `${stage.name}: ${step.name}`;
}
