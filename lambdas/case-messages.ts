import * as z from 'zod';
import { answerIdSchema } from '../core/cases/answers.ts';
import { accountIdSchema, caseIdSchema, MOST_ACCOUNTS } from '../core/cases/case.ts';
import { commandSchema } from '../core/cases/decide.ts';
import { RECOMMENDATION_ORDER } from '../core/options/option-id.ts';
import { organizationId } from '../core/settings.ts';
import { EVENT_SOURCE } from './messages.ts';

export const CASE_APPROVED = 'Case Approved';

/** What is asked of the decide function, as the body of a POST; who asks is what IAM says, and no field. */
export const decideRequestSchema = z.strictObject({
  organization: organizationId,
  command: z.discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('propose'),
      option: z.enum(RECOMMENDATION_ORDER),
      accountIds: z.array(accountIdSchema).min(1).max(MOST_ACCOUNTS),
      /** The hash of the plan that was shown: another one is not proposed. */
      plan: z.string().optional(),
    }),
    /** The kill switch: from now on nothing is written, and no case goes on, until settings are applied that switch it on. */
    z.strictObject({ action: z.literal('halt'), why: z.string().trim().min(1).max(500) }),
    /** What a holder has answered by mail. */
    z.strictObject({
      ...{ action: z.literal('answered'), case: caseIdSchema },
      ...{ accountId: accountIdSchema, answer: answerIdSchema },
    }),
    ...commandSchema.options,
  ]),
});
export type DecideRequest = z.output<typeof decideRequestSchema>;

/** What it answers: the case and where it stands now, or why not. */
export const decideAnswerSchema = z.union([
  z.object({ accepted: z.literal(true), case: caseIdSchema, state: z.string(), plan: z.string() }),
  z.object({ accepted: z.literal(true), halted: z.string() }),
  z.object({ accepted: z.literal(false), why: z.string() }),
]);
export type DecideAnswer = z.output<typeof decideAnswerSchema>;

const approvedSchema = z.strictObject({
  organization: organizationId,
  case: caseIdSchema,
  /** One account of a case under way, from that step on; by the execution of the case. */
  account: z.strictObject({ id: accountIdSchema, step: z.string() }).optional(),
  /** Whoever sees to it that a pause of provisioning ends, whatever becomes of the execution that began it. */
  pause: z.string().optional(),
});

/**
 * What the remediate function is invoked with: an event of the bus, or by hand. It is a hint: the table is asked whether
 * the case was approved, or is to be undone.
 */
export const remediateRequestSchema = z.union([
  z
    .object({
      'detail-type': z.literal(CASE_APPROVED),
      source: z.literal(EVENT_SOURCE),
      detail: approvedSchema,
    })
    .transform(({ detail }) => detail),
  approvedSchema,
]);
export type RemediateRequest = z.output<typeof approvedSchema>;
