import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { toInstant } from '../../core/account.ts';
import type { History } from '../clients/history/history.ts';
import { keyOfTag, settleMail } from '../clients/history/outbox.ts';
import { ROW_TAG } from '../clients/send-by-ses.ts';
import { parseMessage } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, withRuntime } from '../runtime/with-runtime.ts';

const eventSchema = z.object({
  source: z.literal('aws.ses'),
  detail: z.object({
    eventType: z.string(),
    mail: z.object({ tags: z.record(z.string(), z.array(z.string())).default({}) }),
    bounce: z.object({ bounceType: z.string().optional() }).optional(),
    reject: z.object({ reason: z.string().optional() }).optional(),
  }),
});

export interface Settled {
  readonly settled: boolean;
  readonly eventType: string;
}

/**
 * Fires on what SES says became of a mail: sent, delivered, bounced, complained of, rejected. Events may come twice and
 * in any order; a mail only moves on. Mails of others, without our tag, are none of our business.
 */
export async function settleDelivery(event: unknown, now: Date, history: History): Promise<Settled> {
  const { eventType, mail, bounce, reject } = parseMessage(eventSchema, event).detail;
  const key = keyOfTag(mail.tags[ROW_TAG]?.[0] ?? '');
  const verdict = verdictOf(eventType, bounce?.bounceType ?? reject?.reason);
  if (!key || !verdict) return { settled: false, eventType };
  return { settled: await settleMail(history, key, verdict.to, toInstant(now), verdict.detail), eventType };
}

interface Verdict {
  readonly to: 'sent' | 'bounced' | 'failed';
  readonly detail: string | null;
}

function verdictOf(eventType: string, reason: string | undefined): Verdict | null {
  switch (eventType) {
    case 'Send':
    case 'Delivery':
      return { to: 'sent', detail: null };
    case 'Bounce':
      return { to: 'bounced', detail: `bounced (${reason ?? 'no reason told'})` };
    case 'Complaint':
      return { to: 'bounced', detail: 'the recipient complained of it' };
    case 'Reject':
    case 'Rendering Failure':
      return { to: 'failed', detail: `SES refused it (${reason ?? eventType})` };
    default:
      return null;
  }
}

function start(environment: Environment<'delivery'>): Answer<Settled> {
  const history = { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE };
  return (event, now) => settleDelivery(event, now, history);
}

export const createHandler = (clock?: Clock) => withRuntime('delivery', environments.delivery, start, clock);
export const handler = createHandler();
