import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, withRuntime } from '../runtime/with-runtime.ts';
import { answerCall } from './answer-call.ts';
import type { PageReply } from './page-reply.ts';

function start(environment: Environment<'answer'>): Answer<PageReply> {
  const history = { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE };
  return (event, now) => answerCall(event, history, now);
}

/** Fires when somebody opens or sends a holder's page; see {@link answerCall}. Nothing of a call is logged. */
export const createHandler = (clock?: Clock) => withRuntime('answer', environments.answer, start, clock);
export const handler = createHandler();
