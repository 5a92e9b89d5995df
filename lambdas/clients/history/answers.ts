import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { answerSchema, type HolderAnswer } from '../../../core/cases/answers.ts';
import type { Case } from '../../../core/cases/case.ts';
import { getDocument, type History, type ItemKey, putDocument, putIfAbsent, queryRange } from './history.ts';

type CaseName = Pick<Case, 'organization' | 'id'>;

/** `other`: it was answered before, and otherwise. `closed`: nobody is asked any longer. */
export type Answered = 'taken' | 'same' | 'other' | 'closed';

/** Takes an answer: the first one stands, and the same one again is no other. Of two at once one is first. */
export async function takeAnswer(history: History, name: CaseName, answer: HolderAnswer): Promise<Answered> {
  if ((await getDocument(history, closedKey(name), closedSchema)) !== undefined) return 'closed';
  if (await putIfAbsent(history, answerKey(name, answer.accountId), answer)) return 'taken';
  const stands = await getAnswer(history, name, answer.accountId);
  return stands?.answer === answer.answer ? 'same' : 'other';
}

/** An admin records what was said by mail: it stands, whatever was answered before. */
export function replaceAnswer(history: History, name: CaseName, answer: HolderAnswer): Promise<void> {
  return putDocument(history, answerKey(name, answer.accountId), answer);
}

export function getAnswer(history: History, name: CaseName, accountId: string): Promise<HolderAnswer | undefined> {
  return getDocument(history, answerKey(name, accountId), answerSchema);
}

/** All answers of a case, by account id. */
export function listAnswers(history: History, name: CaseName): Promise<HolderAnswer[]> {
  return queryRange(history, { pk: partitionOf(name), from: FIRST_ID, to: LAST_ID }, answerSchema);
}

/** From now on no answer is taken. */
export async function closeAnswers(history: History, name: CaseName, at: Instant): Promise<void> {
  await putDocument(history, closedKey(name), { at });
}

export async function areAnswersClosed(history: History, name: CaseName): Promise<boolean> {
  return (await getDocument(history, closedKey(name), closedSchema)) !== undefined;
}

const closedSchema = z.object({ at: z.string() });

// Account ids begin with a letter or a digit; what is no answer begins with a sign before those.
const FIRST_ID = '0';
const LAST_ID = '~';

/** A partition of its own: a role can be bound to partitions, and who takes answers must not write events of cases. */
function partitionOf({ organization, id }: CaseName): string {
  return `ANSWER#${organization}#${id}`;
}

function answerKey(name: CaseName, accountId: string): ItemKey {
  return { pk: partitionOf(name), sk: accountId };
}

function closedKey(name: CaseName): ItemKey {
  return { pk: partitionOf(name), sk: '#CLOSED' };
}
