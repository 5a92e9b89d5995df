import { randomUUID } from 'node:crypto';
import { executionArn, type FunctionName, functionArn, readFunctionName } from './function-name.ts';
import { invokeHandler } from './invoke-handler.ts';
import type { ErrorObject, Execution } from './operation.ts';
import { runExecution } from './run-execution.ts';
import { queueInvocation, runQueued } from './run-queued.ts';
import {
  ENDED,
  type LiveExecution,
  type RegisteredFunction,
  type ServiceState,
  trackRun,
  unlessEnded,
} from './service-state.ts';

export interface Invocation {
  /** A name, `name:qualifier`, or an ARN. */
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** `Event`: kept and run later; `RequestResponse`: the caller waits for the end. */
  readonly type: 'Event' | 'RequestResponse';
  /** JSON. */
  readonly payload: string;
  /** Starts a durable execution once, however often it is asked for. */
  readonly executionName?: string | undefined;
}

/** What came of it; a payload is JSON. */
export type Invoked =
  | { readonly state: 'accepted'; readonly executionArn?: string }
  | { readonly state: 'returned'; readonly payload: string | undefined; readonly executionArn?: string }
  | { readonly state: 'failed'; readonly error: ErrorObject; readonly executionArn?: string }
  | { readonly state: 'refused'; readonly status: number; readonly kind: string; readonly why: string };

const refused = (status: number, kind: string, why: string): Invoked => ({ state: 'refused', status, kind, why });
const STOPPED = refused(503, 'ServiceException', 'The service has stopped.');

/** Invokes a function the way Lambda does. */
export async function invokeFunction(state: ServiceState, invocation: Invocation): Promise<Invoked> {
  if (state.ended.signal.aborted) return STOPPED;
  const name = readFunctionName(invocation.functionName, invocation.qualifier);
  if (!name) {
    return refused(400, 'ValidationException', `${invocation.functionName} does not name a function.`);
  }
  const target = state.functions.get(name.name);
  if (!target) return refused(404, 'ResourceNotFoundException', `Function not found: ${functionArn(name)}`);
  if (!isJson(invocation.payload)) {
    return refused(400, 'InvalidRequestContentException', 'Could not parse request body into json.');
  }
  return target.durable
    ? invokeDurable(state, name, target, invocation)
    : invokeOrdinary(state, name, target, invocation);
}

async function invokeDurable(
  state: ServiceState,
  { name, qualifier }: FunctionName,
  target: RegisteredFunction,
  invocation: Invocation,
): Promise<Invoked> {
  const { executionName } = invocation;
  if (qualifier === undefined) {
    const why = 'You cannot invoke a durable function using an unqualified ARN.';
    return refused(400, 'InvalidParameterValueException', why);
  }
  const known = state.executions
    .values()
    .find(({ record }) => record.functionName === name && record.name === executionName);
  if (known && known.record.operations[0]?.ExecutionDetails?.InputPayload !== invocation.payload) {
    const why = `An execution ${executionName} was started with another payload.`;
    return refused(409, 'DurableExecutionAlreadyStartedException', why);
  }
  const live = known ?? (await startExecution(state, target, { ...invocation, qualifier }));
  if (invocation.type === 'Event') return { state: 'accepted', executionArn: live.record.arn };
  await live.run;
  const { status, result, error = {}, arn } = live.record;
  if (status === 'RUNNING') return STOPPED;
  return status === 'SUCCEEDED'
    ? { state: 'returned', payload: result, executionArn: arn }
    : { state: 'failed', error, executionArn: arn };
}

/** Kept before anybody is told that it was accepted. */
async function startExecution(
  state: ServiceState,
  target: RegisteredFunction,
  { qualifier, payload, executionName }: { qualifier: string; payload: string; executionName?: string | undefined },
): Promise<LiveExecution> {
  const id = randomUUID();
  const name = executionName ?? randomUUID();
  const startedAt = state.options.now().toISOString();
  const record: Execution = {
    id,
    arn: executionArn({ name: target.name, qualifier }, name, id),
    functionName: target.name,
    qualifier,
    name,
    status: 'RUNNING',
    startedAt,
    suspended: false,
    crashes: 0,
    operations: [
      {
        Id: randomUUID(),
        Type: 'EXECUTION',
        Status: 'STARTED',
        StartTimestamp: startedAt,
        ExecutionDetails: { InputPayload: payload },
      },
    ],
  };
  const live = knowExecution(state, record);
  const saved = state.records.saveExecution(record);
  live.run = saved.then(() => runExecution(state, live, target));
  trackRun(state, live.run);
  await saved;
  return live;
}

export function knowExecution(state: ServiceState, record: Execution): LiveExecution {
  const live: LiveExecution = {
    record,
    token: undefined,
    lastAnswer: undefined,
    unheard: new Set(),
    changes: Promise.resolve(),
    run: Promise.resolve(),
  };
  state.executions.set(record.arn, live);
  return live;
}

export function launchExecution(state: ServiceState, live: LiveExecution, target: RegisteredFunction): void {
  live.run = runExecution(state, live, target);
  trackRun(state, live.run);
}

async function invokeOrdinary(
  state: ServiceState,
  name: FunctionName,
  target: RegisteredFunction,
  { type, payload }: Invocation,
): Promise<Invoked> {
  if (type === 'Event') {
    const queued = queueInvocation(name, payload);
    await state.records.saveInvocation(queued);
    trackRun(state, runQueued(state, queued, target));
    return { state: 'accepted' };
  }
  const request = { requestId: randomUUID(), qualifier: name.qualifier, event: payload };
  const outcome = await unlessEnded(state, invokeHandler(target, request));
  if (outcome === ENDED) return STOPPED;
  return outcome.state === 'failed' ? outcome : { state: 'returned', payload: outcome.value };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
