import * as z from 'zod';
import { type Instant, toInstant } from '../../core/account.ts';
import { type AnswerId, answerIdSchema, HOLDER } from '../../core/cases/answers.ts';
import { holderQuestion } from '../../core/packs/ask-mail.ts';
import { type QuestionView, renderAnswered, renderClosed, renderQuestion } from '../../render/answer/answer-page.ts';
import { formatsFor } from '../../render/formats.ts';
import { type AnswerToken, findAnswerToken } from '../clients/history/answer-tokens.ts';
import { areAnswersClosed, getAnswer, takeAnswer } from '../clients/history/answers.ts';
import type { History } from '../clients/history/history.ts';
import { type PageReply, pageReply } from './page-reply.ts';
import { isShownWord, shownWord } from './shown-word.ts';

/** A call of the function's URL, as far as it is read; whoever calls it is nobody in particular. */
const callSchema = z.object({
  rawPath: z.string(),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** A form of this page is smaller. */
const MOST_BODY = 4096;

/**
 * Answers one call of the holder's page: GET and HEAD show, and only a POST with one answer chosen and the shown word typed
 * decides. A token opens its own account's question until its time is over; the first answer stands.
 *
 * @throws Error if it is called otherwise than by its URL
 */
export async function answerCall(event: unknown, history: History, now: Date): Promise<PageReply> {
  const call = callSchema.safeParse(event);
  if (!call.success) throw new Error('this function is called by its URL only.');
  const { rawPath, requestContext, body = '', isBase64Encoded } = call.data;
  const { method } = requestContext.http;
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    return pageReply(405, renderClosed('unknown', null), { allow: 'GET, HEAD, POST' });
  }
  const reply = await replyTo(method, rawPath.slice(1), textOf(body, isBase64Encoded), history, toInstant(now));
  return method === 'HEAD' ? { ...reply, body: '' } : reply;
}

async function replyTo(method: string, token: string, body: string, history: History, at: Instant): Promise<PageReply> {
  const opened = await findAnswerToken(history, token);
  if (!opened) return pageReply(404, renderClosed('unknown', null));
  const given = (await getAnswer(history, opened, opened.accountId))?.answer ?? null;
  if (given === null && (opened.until < at || (await areAnswersClosed(history, opened)))) {
    return pageReply(410, renderClosed('over', opened.contact));
  }
  const view = viewOf(opened, token);
  const read = method === 'POST' ? readForm(body, token) : null;
  if (read !== null && 'answer' in read) return take(opened, token, read.answer, history, at);
  if (given !== null) return pageReply(200, renderAnswered(view, given, false));
  return pageReply(read === null ? 200 : 400, renderQuestion({ ...view, problem: read?.problem ?? null }));
}

/** What follows a good answer is the page itself, so that loading it again sends nothing. */
async function take(
  opened: AnswerToken,
  token: string,
  answer: AnswerId,
  history: History,
  at: Instant,
): Promise<PageReply> {
  const { accountId, contact, until } = opened;
  const taken = until < at ? 'closed' : await takeAnswer(history, opened, { accountId, answer, at, by: HOLDER });
  if (taken === 'closed') return pageReply(410, renderClosed('over', contact));
  if (taken !== 'other') return pageReply(303, '', { location: `/${token}` });
  const stands = (await getAnswer(history, opened, accountId))?.answer ?? answer;
  return pageReply(409, renderAnswered(viewOf(opened, token), stands, true));
}

type Form = { readonly answer: AnswerId } | { readonly problem: 'no-answer' | 'wrong-word' };

function readForm(body: string, token: string): Form {
  const form = new URLSearchParams(body.length > MOST_BODY ? '' : body);
  const [chosen, ...others] = form.getAll('answer');
  const answer = answerIdSchema.safeParse(chosen);
  if (!answer.success || others.length > 0) return { problem: 'no-answer' };
  const [typed, ...more] = form.getAll('word');
  if (typed === undefined || more.length > 0 || !isShownWord(token, typed)) return { problem: 'wrong-word' };
  return { answer: answer.data };
}

function textOf(body: string, isBase64Encoded: boolean): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

function viewOf(opened: AnswerToken, token: string): QuestionView {
  const { organizationName, product, contact, until, locale, timeZone } = opened;
  const { paragraphs, answers } = holderQuestion(product, organizationName);
  const day = formatsFor(locale, timeZone).day(until);
  return { organizationName, product, contact, until: day, paragraphs, answers, word: shownWord(token), problem: null };
}
