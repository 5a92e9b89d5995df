import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { errorText } from '../../core/error-code.ts';
import { CASE_APPROVED, type DecideRequest, decideRequestSchema } from '../case-messages.ts';
import { putEvent } from '../clients/put-event.ts';
import { parseMessage } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, type Tools, withRuntime } from '../runtime/with-runtime.ts';
import { type DecideDependencies, decideCase } from './decide-case.ts';

/** A call of the function's URL, as far as it is read: who calls is what IAM says. */
const callSchema = z.object({
  requestContext: z.object({
    authorizer: z.object({ iam: z.object({ userArn: z.string().min(1) }) }),
    http: z.object({ method: z.string() }),
  }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

export interface UrlReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Fires when somebody calls the function's URL, signed with their own AWS credentials. A command that is refused changes
 * nothing and is answered with why; anything else that fails is Lambda's own 500, and may be asked again.
 *
 * @throws Error if the call does not say who calls
 */
export async function answerCall(event: unknown, dependencies: DecideDependencies): Promise<UrlReply> {
  const call = callSchema.safeParse(event);
  if (!call.success) throw new Error('this function is called by its URL only, signed with AWS credentials.');
  const { requestContext, body = '', isBase64Encoded } = call.data;
  if (requestContext.http.method !== 'POST') return reply(405, { accepted: false, why: 'only POST is answered' });
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const request = readRequest(text);
  if (typeof request === 'string') return reply(400, { accepted: false, why: request });
  const answer = await decideCase(dependencies, request, requestContext.authorizer.iam.userArn);
  return reply(answer.accepted ? 200 : 409, answer);
}

/** The request, or what is wrong with it. */
function readRequest(text: string): DecideRequest | string {
  try {
    return parseMessage(decideRequestSchema, JSON.parse(text));
  } catch (error) {
    // Whoever hears it ends the sentence, as of every other why.
    return error instanceof SyntaxError ? 'the body is not JSON' : errorText(error).replace(/\.$/, '');
  }
}

function reply(statusCode: number, body: object): UrlReply {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { statusCode, headers, body: JSON.stringify(body) };
}

function start(environment: Environment<'decide'>, { clock }: Tools): Answer<UrlReply> {
  const events = new EventBridgeClient();
  const dependencies: DecideDependencies = {
    history: { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE },
    now: clock.now,
    tellApproved: (detail) => putEvent(events, environment.EVENT_BUS, CASE_APPROVED, detail),
  };
  return (event) => answerCall(event, dependencies);
}

export const createHandler = (clock?: Clock) => withRuntime('decide', environments.decide, start, clock);
export const handler = createHandler();
