import * as z from 'zod';
import { answerIdSchema } from './answers.ts';
import { accountIdSchema, ROLES } from './case.ts';

const at = z.string();
const by = z.string();
const why = z.string().trim().min(1).max(500);
/** `canary: unlink`, as `stepKey` names it. */
const step = z.string();

/** What became of one account: `skipped` was not touched, `failed` may have been, and `why` says what stands. */
export const workSchema = z.object({
  accountId: accountIdSchema,
  result: z.enum(['done', 'skipped', 'failed']),
  why: z.string().nullable(),
});
export type Work = z.output<typeof workSchema>;

/** An account as it was before anything was done to it: the way back. Ids only. */
export const keptSchema = z.object({
  accountId: accountIdSchema,
  status: z.string().nullable(),
  billable: z.enum(['billable', 'not-billable', 'unknown']).nullable(),
  policyId: z.string().nullable(),
  links: z
    .array(z.object({ directoryId: z.string(), scimUserId: z.string() }))
    .readonly()
    .nullable(),
  /** SHA-256 of its e-mail, to see that it was changed. */
  emailHash: z.string().nullable(),
});
export type Kept = z.output<typeof keptSchema>;

/** `verified`: not billable any more, or gone; and so is the account that has its address now, if there is one. */
const proofSchema = z.object({
  accountId: accountIdSchema,
  successor: accountIdSchema.nullable().default(null),
  result: z.enum(['verified', 'still-billable', 'unknown']),
});
export type Proof = z.output<typeof proofSchema>;

/**
 * What happened to a case, in order. `key` names what the runbook does once, so that a step that runs again after a crash
 * finds that it has said so already.
 */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('proposed'), at, by }),
  z.object({ kind: z.literal('approved'), at, by, planHash: z.string() }),
  z.object({ kind: z.literal('rejected'), at, by, why }),
  z.object({ kind: z.literal('cancelled'), at, by, why }),
  z.object({ kind: z.literal('started'), at, key: z.string(), execution: z.string(), task: z.enum(['work', 'undo']) }),
  z.object({
    kind: z.literal('kept'),
    at,
    key: z.string(),
    accounts: z.array(keptSchema).readonly(),
    skipped: z.array(workSchema).readonly(),
  }),
  /** A person is asked to take a step, until then. `again`: why the last word was not believed. */
  z.object({
    kind: z.literal('asked'),
    at,
    key: z.string(),
    step,
    who: z.enum(ROLES),
    text: z.string(),
    accounts: z.number(),
    until: z.string(),
    again: z.string().nullable(),
  }),
  /** A person says that a step is done, or why it is not. */
  z.object({ kind: z.literal('said'), at, by, step, done: z.boolean(), why: z.string().nullable() }),
  /** A holder's answer was read, and what follows from it was done. `by`: the holder, or who recorded it for them. */
  z.object({
    kind: z.literal('answered'),
    at,
    by,
    key: z.string(),
    accountId: accountIdSchema,
    answer: answerIdSchema,
  }),
  z.object({ kind: z.literal('overdue'), at, key: z.string(), step }),
  /** What reading showed after a step; a step whose word is enough is `stepped` without having been read. */
  z.object({
    kind: z.literal('stepped'),
    at,
    key: z.string(),
    step,
    read: z.boolean(),
    work: z.array(workSchema).readonly(),
  }),
  /** The program is about to write. */
  z.object({ kind: z.literal('writing'), at, key: z.string(), step, accountIds: z.array(accountIdSchema).readonly() }),
  /** Provisioning of a directory is paused by the program, until then at the latest; and goes on again. */
  z.object({ kind: z.literal('paused'), at, key: z.string(), directoryId: z.string(), until: z.string() }),
  z.object({ kind: z.literal('resumed'), at, key: z.string(), directoryId: z.string() }),
  /** The account that the identity provider has created in place of one. */
  z.object({ kind: z.literal('found'), at, key: z.string(), accountId: accountIdSchema, successor: accountIdSchema }),
  /** Requests whose reporter an account is; and later how many have another one now, and which could not be moved. */
  z.object({ kind: z.literal('listed'), at, key: z.string(), accountId: accountIdSchema, requests: z.number() }),
  z.object({
    kind: z.literal('moved'),
    at,
    key: z.string(),
    accountId: accountIdSchema,
    requests: z.number(),
    stayed: z.array(z.string()).readonly(),
    /** What the site answered first of those that stay. */
    why: z.string().nullable().default(null),
  }),
  /** Single accounts are handed to executions of their own, from that step on; each says when it begins and ends. */
  z.object({ kind: z.literal('launched'), at, key: z.string(), step, accountIds: z.array(accountIdSchema).readonly() }),
  z.object({ kind: z.literal('began'), at, key: z.string(), accountId: accountIdSchema, execution: z.string() }),
  z.object({
    kind: z.literal('ended'),
    at,
    key: z.string(),
    accountId: accountIdSchema,
    stays: z.boolean(),
    halted: z.string().nullable(),
    /** Why it broke off. */
    why: z.string().nullable().default(null),
  }),
  /** A step was taken back for accounts that went no further. */
  z.object({ kind: z.literal('taken-back'), at, key: z.string(), step, work: z.array(workSchema).readonly() }),
  /** The work ended before its end; `stands`: what was done and is not taken back, each with its way back. */
  z.object({
    kind: z.literal('stopped'),
    at,
    key: z.string(),
    step: step.nullable(),
    why: z.string(),
    stands: z.array(z.string()).readonly(),
  }),
  z.object({ kind: z.literal('finished'), at, key: z.string() }),
  z.object({
    kind: z.literal('proved'),
    at,
    key: z.string(),
    snapshot: z.string(),
    proofs: z.array(proofSchema).readonly(),
  }),
  z.object({ kind: z.literal('unproven'), at, key: z.string() }),
  z.object({
    kind: z.literal('re-entered'),
    at,
    key: z.string(),
    snapshot: z.string(),
    accountIds: z.array(accountIdSchema).readonly(),
  }),
  z.object({ kind: z.literal('undo-asked'), at, by, why }),
  z.object({ kind: z.literal('undone'), at, key: z.string(), work: z.array(workSchema).readonly() }),
]);
export type CaseEvent = z.output<typeof eventSchema>;
