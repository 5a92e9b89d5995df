import { createHash } from 'node:crypto';
import * as z from 'zod';
import { accountIdSchema, caseIdSchema } from '../../../core/cases/case.ts';
import { getDocument, type History, type ItemKey, putIfAbsent } from './history.ts';

/** What a holder's page shows, and which answer it may take: of one account in one case, until an instant. No name, no address. */
const answerTokenSchema = z.object({
  organization: z.string(),
  organizationName: z.string(),
  id: caseIdSchema,
  accountId: accountIdSchema,
  /** The products by their names. */
  product: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  /** The admins' address, for whoever wants to write instead. */
  contact: z.string().nullable(),
  until: z.string(),
});
export type AnswerToken = z.output<typeof answerTokenSchema>;

/** 32 random bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** After its time a token is still known for so long, so that the page can say that it is over. */
const KEPT_AFTER_DAYS = 30;
const DAY_MS = 86_400_000;

/** Puts what a token opens under its hash; the token itself is kept nowhere. DynamoDB takes it away some weeks after its time. */
export async function putAnswerToken(history: History, token: string, opens: AnswerToken): Promise<void> {
  const ttl = Math.ceil((Date.parse(opens.until) + KEPT_AFTER_DAYS * DAY_MS) / 1000);
  await putIfAbsent(history, keyOf(token), { ...opens, ttl });
}

/** What a token opens, whether or not its time is over; undefined if nobody made it. */
export async function findAnswerToken(history: History, token: string): Promise<AnswerToken | undefined> {
  if (!TOKEN.test(token)) return undefined;
  return getDocument(history, keyOf(token), answerTokenSchema);
}

function keyOf(token: string): ItemKey {
  return { pk: `TOKEN#${createHash('sha256').update(token).digest('hex')}`, sk: '-' };
}
