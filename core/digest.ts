import * as z from 'zod';
import { crossingSchema, suspicionSchema } from './alerts/crossing.ts';
import { costSchema } from './billing/cost.ts';
import { countsSchema } from './count-accounts.ts';
import { claimedDomainSchema } from './drift.ts';
import { expectationSchema } from './expectations.ts';
import { changeGroupsSchema } from './group-changes.ts';
import { keyKindSchema, keyRecordSchema } from './keys.ts';
import { RECOMMENDATION_ORDER } from './options/option-id.ts';
import { checklistLineSchema } from './prevention.ts';
import { backlogRecordSchema } from './record-backlog.ts';
import { planRecordSchema } from './record-plan.ts';
import { inventorySchema } from './take-inventory.ts';

const instant = z.string();

/** Admins see names, finance sees numbers. */
export const audienceSchema = z.enum(['admins', 'finance']);
export type Audience = z.output<typeof audienceSchema>;

/** What a reader has to know before trusting the numbers. */
const qualityNoteSchema = z.discriminatedUnion('kind', [
  /** Against the snapshot before, of `since`. */
  z.object({ kind: z.literal('suspicious'), since: instant, ...suspicionSchema.shape }),
  z.object({ kind: z.literal('unknown-flags'), accounts: z.number() }),
  z.object({ kind: z.literal('gap'), accounts: z.number() }),
  /** An export with unusually few accounts, against the snapshot before. */
  z.object({ kind: z.literal('fewer-accounts'), accounts: z.number() }),
  z.object({ kind: z.literal('unconfirmed-absences'), accounts: z.number() }),
  z.object({ kind: z.literal('duplicates'), rows: z.number() }),
  z.object({ kind: z.literal('unreadable-rows'), rows: z.number(), lines: z.array(z.number()) }),
  z.object({ kind: z.literal('source-changed'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('not-comparable'), baseline: instant }),
  z.object({ kind: z.literal('mail-bounced'), audience: audienceSchema, mails: z.number() }),
  z.object({ kind: z.literal('baseline-lost'), baseline: instant }),
  z.object({ kind: z.literal('assumed-sites'), hosts: z.array(z.string()) }),
]);

const nextStepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('confirm-sites'), hosts: z.array(z.string()) }),
  z.object({ kind: z.literal('review-self-signups'), accounts: z.number(), products: z.array(z.string()) }),
  z.object({ kind: z.literal('review-foreign-sites'), accounts: z.number(), hosts: z.array(z.string()) }),
  z.object({ kind: z.literal('review-sandboxes'), accounts: z.number() }),
  z.object({ kind: z.literal('review-idle-licences'), accounts: z.number() }),
  z.object({ kind: z.literal('run-again') }),
]);

/** A key as the digest tells it: how long it lasts, and whether it works. */
const digestKeySchema = z.object({
  kind: keyKindSchema,
  directory: z.string().nullable(),
  expiry: keyRecordSchema.shape.expiry,
  state: z.enum(['works', 'refused', 'unreachable', 'not-tried']),
  remark: z.string().nullable(),
});
export type DigestKey = z.output<typeof digestKeySchema>;

export const recipientSchema = z.object({
  audience: audienceSchema,
  /** Tells recipients apart without naming them. */
  hash: z.string(),
});
export type Recipient = z.output<typeof recipientSchema>;

const driftTotalsSchema = z.object({
  net: z.number(),
  entries: z.number(),
  exits: z.number(),
  unclear: z.number(),
  arrivals: z.number(),
  departures: z.number(),
  cameAndWent: z.number(),
});

/**
 * A digest as it is recorded: everything the mail tells, in numbers. It never changes once recorded, and names nobody.
 * `baseline` is the snapshot of the digest before it; null on the first one, which has an inventory and no drift.
 */
export const digestSchema = z.object({
  organization: z.string(),
  asOf: instant,
  baseline: instant.nullable(),
  counts: countsSchema,
  before: countsSchema.nullable(),
  drift: driftTotalsSchema,
  came: changeGroupsSchema,
  went: changeGroupsSchema,
  cameAndWent: changeGroupsSchema,
  claimedDomains: z.array(claimedDomainSchema),
  /** By case, accounts that were proven not billable and are billable again since the digest before. */
  reEntered: z
    .array(z.object({ case: z.string(), option: z.enum(RECOMMENDATION_ORDER), accounts: z.number() }))
    .default([]),
  inventory: inventorySchema,
  /** The keys in custody, the nearest end first. */
  keys: z.array(digestKeySchema),
  cost: costSchema,
  /** What to do, in numbers; null where it could not be planned. */
  plan: planRecordSchema.nullable(),
  /** Where the avoidable accounts stand; null in digests from before it was kept. */
  backlog: backlogRecordSchema.nullable().default(null),
  /** Planned waves that were open since the digest before; `now`: what came of them since. */
  waves: z
    .array(z.object({ ...expectationSchema.shape, came: z.number(), now: z.number(), open: z.boolean() }))
    .default([]),
  prevention: z.array(checklistLineSchema),
  /** Thresholds that the growth since the digest before has crossed: told here, there is no alert of them. */
  crossings: z.array(crossingSchema).default([]),
  quality: z.array(qualityNoteSchema),
  nextSteps: z.array(nextStepSchema),
  /** Who gets it: fixed with the record, so that somebody added later is not sent old digests. */
  recipients: z.array(recipientSchema),
});

export type Digest = z.output<typeof digestSchema>;
export type QualityNote = z.output<typeof qualityNoteSchema>;
export type DigestWave = Digest['waves'][number];
export type ReEntered = Digest['reEntered'][number];
export type NextStep = z.output<typeof nextStepSchema>;
export type DriftTotals = z.output<typeof driftTotalsSchema>;
