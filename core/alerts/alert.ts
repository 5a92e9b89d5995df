import * as z from 'zod';
import { recipientSchema } from '../digest.ts';
import { changeGroupsSchema } from '../group-changes.ts';
import { remedySchema } from '../record-plan.ts';
import { ALERT_RULES, crossingSchema, suspicionSchema } from './crossing.ts';

const told = {
  /** The snapshot it was told of. */
  asOf: z.string(),
  /** The digest before it; growth is counted from there. */
  since: z.string(),
  /** Who gets the mail: fixed with the record. */
  recipients: z.array(recipientSchema),
};

const counted = {
  /** Billable accounts at that digest and now, and how many of those that came were planned. */
  counts: z.object({ before: z.number(), now: z.number(), planned: z.number() }),
  /** Who came with this snapshot, and why. */
  came: changeGroupsSchema,
};

const reminderSchema = z.object({
  fixBy: z.string(),
  startsOn: z.string(),
  accounts: z.number(),
  /** Decimal text, before tax, of what is charged from `startsOn` on. */
  amount: z.string(),
  currency: z.string(),
  per: z.enum(['month', 'year']),
  /** Where the price is from, and whether it may stand in a subject. */
  sources: z.array(z.string()),
  verified: z.boolean(),
  /** What of the plan can still be done in time. */
  groups: z.array(
    z.object({
      remedy: remedySchema,
      products: z.array(z.string()),
      sites: z.array(z.string()),
      accounts: z.number(),
      makesCutOff: z.enum(['yes', 'depends']),
    }),
  ),
});
export type Reminder = z.output<typeof reminderSchema>;

/** What was told by mail, all that the mail is made of; it names nobody. */
const alertSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('crossing'), ...told, ...counted, ...crossingSchema.shape }),
  /** `previous`: the snapshot before, that it is held against. */
  z.object({ kind: z.literal('suspicion'), ...told, ...counted, previous: z.string(), ...suspicionSchema.shape }),
  z.object({ kind: z.literal('reminder'), ...told, ...reminderSchema.shape }),
]);
export type Alert = z.output<typeof alertSchema>;

const silence = {
  until: z.iso.date(),
  reason: z.string().trim().min(1).max(500),
  from: z.iso.date(),
  /** Who keeps it quiet; not recorded at first. */
  author: z.string().trim().min(1).max(200).optional(),
};

/** Until when, that day included, a rule is kept quiet: whatever comes, or up to the value that somebody has seen. */
export const silenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('muted'), ...silence }),
  z.strictObject({ kind: z.literal('acknowledged'), ...silence, value: z.number() }),
]);
export type Silence = z.output<typeof silenceSchema>;

/**
 * The state of a rule. `rung`: it has rung and its value has not fallen below the threshold since; a digest recorded after
 * `alert` sets it back too. `alert`: the last one told.
 */
export const alertRecordSchema = z.object({
  organization: z.string(),
  rule: z.enum(ALERT_RULES),
  /** Counts the writes: a write holds only against the one it has read. */
  revision: z.number(),
  edge: z.enum(['armed', 'rung']),
  alert: alertSchema.nullable(),
  silence: silenceSchema.nullable(),
});
export type AlertRecord = z.output<typeof alertRecordSchema>;
