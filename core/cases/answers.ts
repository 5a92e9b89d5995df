import * as z from 'zod';
import { addDays, periodOn } from '../billing/billing-period.ts';
import type { Contract } from '../billing/contract.ts';
import type { Exclusion } from '../exclusions.ts';
import { accountIdSchema, type Case } from './case.ts';

/** What a holder can answer; none is preselected. */
export const ANSWER_IDS = ['dont-need', 'use-it', 'for-a-client', 'colleague-owns', 'not-me'] as const;
export const answerIdSchema = z.enum(ANSWER_IDS);
export type AnswerId = z.output<typeof answerIdSchema>;

/** One answer about one account. `by`: the holder, or who recorded it for them, as IAM tells it. */
export const answerSchema = z.object({
  accountId: accountIdSchema,
  answer: answerIdSchema,
  at: z.string(),
  by: z.string(),
});
export type HolderAnswer = z.output<typeof answerSchema>;
export const HOLDER = 'holder';

/** What follows: the account stays as it is, its holder leaves by themselves, or an admin looks into it. */
const FOLLOWS: Readonly<Record<AnswerId, 'keeps' | 'leaves' | 'hint'>> = {
  'dont-need': 'leaves',
  'use-it': 'keeps',
  'for-a-client': 'keeps',
  'colleague-owns': 'leaves',
  'not-me': 'hint',
};

export function followsOf(answer: AnswerId): 'keeps' | 'leaves' | 'hint' {
  return FOLLOWS[answer];
}

/** Without a prepaid year nothing renews: then it is asked again after a year. */
const KEEP_DAYS = 365;

/** The last day for which an answer keeps an account: the end of the prepaid year, or a year from today. */
export function keptUntil(contract: Contract | null, today: string): string {
  const period = contract === null ? null : periodOn(contract, today);
  return period?.term.kind === 'annual' ? addDays(period.end, -1) : addDays(today, KEEP_DAYS);
}

const REASONS = {
  'use-it': 'its holder uses it for work',
  'for-a-client': 'its holder uses it for a client or partner',
} as const;

/** The exclusion that follows from an answer; it names the case and nobody. Null: none follows. */
export function exclusionOf(
  { accountId, answer, by }: HolderAnswer,
  { id }: Pick<Case, 'id'>,
  from: string,
  until: string,
): Exclusion | null {
  if (answer !== 'use-it' && answer !== 'for-a-client') return null;
  const author = by === HOLDER ? `the holder, asked in case ${id}` : `the holder, as recorded in case ${id}`;
  return { accountId, reason: `${REASONS[answer]} (answer in case ${id})`, author, from, until };
}
