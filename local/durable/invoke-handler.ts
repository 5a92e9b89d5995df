import { errorText } from '../../core/error-code.ts';
import { functionArn, functionVersion } from './function-name.ts';
import type { ErrorObject } from './operation.ts';
import type { InvocationContext, RegisteredFunction } from './service-state.ts';

/** What one invocation of a handler came to; a value is JSON, undefined if it returned nothing. */
export type Outcome =
  | { readonly state: 'returned'; readonly value: string | undefined }
  | { readonly state: 'failed'; readonly error: ErrorObject };

export interface InvocationRequest {
  readonly requestId: string;
  readonly qualifier: string | undefined;
  /** JSON: a handler never shares a value with whoever invoked it. */
  readonly event: string;
}

/** Runs a handler once, as Lambda would: with a context, and not for longer than its timeout. */
export async function invokeHandler(target: RegisteredFunction, request: InvocationRequest): Promise<Outcome> {
  const timeout = Promise.withResolvers<Outcome>();
  const error = { ErrorType: 'Sandbox.Timedout', ErrorMessage: `Task timed out after ${target.timeoutMs / 1000} s` };
  const timer = setTimeout(() => timeout.resolve({ state: 'failed', error }), target.timeoutMs);
  try {
    return await Promise.race([callHandler(target, request), timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function callHandler(target: RegisteredFunction, request: InvocationRequest): Promise<Outcome> {
  try {
    const { handler } = target;
    const value = await handler(JSON.parse(request.event), contextOf(target, request));
    return { state: 'returned', value: JSON.stringify(value) };
  } catch (error) {
    return { state: 'failed', error: describeError(error) };
  }
}

// The time an invocation has left is the machine's, not the caller's: a test that skips three days does not use it up.
function contextOf({ name, timeoutMs }: RegisteredFunction, request: InvocationRequest): InvocationContext {
  const deadline = performance.now() + timeoutMs;
  const version = functionVersion(request.qualifier);
  return {
    awsRequestId: request.requestId,
    functionName: name,
    functionVersion: version,
    invokedFunctionArn: functionArn({ name, qualifier: request.qualifier }),
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: `local/[${version}]`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
  };
}

export function describeError(error: unknown): ErrorObject {
  return {
    ErrorType: error instanceof Error ? error.name : 'Error',
    ErrorMessage: typeof error === 'string' ? error : errorText(error),
    ...(error instanceof Error && error.stack !== undefined && { StackTrace: error.stack.split('\n').slice(1) }),
  };
}
