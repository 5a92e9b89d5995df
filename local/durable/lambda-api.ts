import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { functionVersion, readFunctionName } from './function-name.ts';
import { type Invocation, type Invoked, invokeFunction } from './invoke-function.ts';
import { type Reply, refuse } from './reply.ts';
import type { ServiceState } from './service-state.ts';
import { takeCheckpoint, tellState } from './take-checkpoint.ts';

const EXECUTION = /^\/2025-12-01\/durable-executions\/([^/]+)\/(checkpoint|state)$/;
const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

const invocationType = z.enum(['Event', 'RequestResponse']).default('RequestResponse');
const name = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .optional();

/** Answers a request to Lambda's API; one that nobody is to answer any more stays open. */
export async function answerRequest(
  state: ServiceState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = await replyTo(state, request);
  if (!reply || state.ended.signal.aborted) return;
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body);
}

async function replyTo(state: ServiceState, request: IncomingMessage): Promise<Reply | undefined> {
  const url = new URL(request.url ?? '/', 'http://lambda');
  const body = await text(request);
  const [, arn, call] = EXECUTION.exec(url.pathname) ?? [];
  if (arn !== undefined && call === 'checkpoint' && request.method === 'POST') {
    return takeCheckpoint(state, decodeURIComponent(arn), readJson(body));
  }
  if (arn !== undefined && call === 'state' && request.method === 'GET') {
    return tellState(state, decodeURIComponent(arn), url.searchParams.get('CheckpointToken'));
  }
  const [, functionName] = INVOCATION.exec(url.pathname) ?? [];
  if (functionName !== undefined && request.method === 'POST') {
    return invoke(state, decodeURIComponent(functionName), url, request, body);
  }
  return refuse(404, 'UnknownOperationException', `${request.method} ${url.pathname} is not served here.`);
}

async function invoke(
  state: ServiceState,
  functionName: string,
  url: URL,
  { headers }: IncomingMessage,
  body: string,
): Promise<Reply> {
  const type = invocationType.safeParse(headers['x-amz-invocation-type']);
  const executionName = name.safeParse(headers['x-amz-durable-execution-name']);
  if (!type.success || !executionName.success) {
    return refuse(400, 'InvalidParameterValueException', 'The invocation type or the execution name is not valid.');
  }
  const qualifier = url.searchParams.get('Qualifier') ?? undefined;
  const payload = body === '' ? '{}' : body;
  const invocation = { functionName, qualifier, type: type.data, payload, executionName: executionName.data };
  return writeInvoked(await invokeFunction(state, invocation), invocation);
}

function writeInvoked(invoked: Invoked, { functionName, qualifier }: Invocation): Reply {
  if (invoked.state === 'refused') return refuse(invoked.status, invoked.kind, invoked.why);
  const headers = {
    'x-amz-executed-version': functionVersion(readFunctionName(functionName, qualifier)?.qualifier),
    ...(invoked.executionArn !== undefined && { 'x-amz-durable-execution-arn': invoked.executionArn }),
  };
  switch (invoked.state) {
    case 'accepted':
      return { status: 202, headers, body: '' };
    case 'returned':
      return { status: 200, headers, body: invoked.payload ?? 'null' };
    case 'failed': {
      const { ErrorType: errorType, ErrorMessage: errorMessage, StackTrace: trace } = invoked.error;
      const body = JSON.stringify({ errorType, errorMessage, trace });
      return { status: 200, headers: { ...headers, 'x-amz-function-error': 'Unhandled' }, body };
    }
  }
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
