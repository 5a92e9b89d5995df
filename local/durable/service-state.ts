import type { StartServer } from '../loopback-server.ts';
import type { Records } from './keep-records.ts';
import type { ErrorObject, Execution, OperationUpdate } from './operation.ts';
import type { Clock } from './timers.ts';

/** What a handler is told about its invocation: the part of Lambda's context that has a meaning on one machine. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

/**
 * Written as a method, so that a handler may name the types it reads: what comes in is JSON, and the context is an
 * `InvocationContext`, which the SDK makes a durable one.
 */
export type Handler = { call(event: unknown, context: unknown): unknown }['call'];

export interface FunctionOptions {
  /** The function is a durable one: it is invoked by a qualified name, and its handler is wrapped by the SDK. */
  readonly durable: boolean;
  /** How long one invocation may take. */
  readonly timeoutMs: number;
  /** A wait that ends later is left to the next service on the same folder; asked at each wait. */
  readonly waitsUntil?: () => Date;
  /** How often an event is tried in all; 3 if nobody says otherwise, as in Lambda. */
  readonly attempts?: number;
}

export interface RegisteredFunction extends FunctionOptions {
  readonly name: string;
  readonly handler: Handler;
}

export interface DeadLetter {
  readonly functionName: string;
  /** JSON. */
  readonly payload: string;
  readonly error: ErrorObject;
}

export interface Checkpoint {
  /** Checkpoints of this service so far, this one included. */
  readonly count: number;
  readonly execution: Execution;
  readonly updates: readonly OperationUpdate[];
}

export interface DurableServiceOptions extends Clock {
  /** Where executions are kept; without one they end with the process. */
  readonly folder?: string;
  /** On a free port if nobody says otherwise. */
  readonly startServer?: StartServer;
  readonly onDeadLetter?: (letter: DeadLetter) => unknown;
  /** Called once a checkpoint is kept, before the handler hears of it. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => unknown;
  /** For tests: after which checkpoint the service is to stop as if the process had died. */
  readonly killAfter?: (count: number) => boolean;
}

/** An execution this service knows. Its record is replaced, never changed, and only after the new one is kept. */
export interface LiveExecution {
  record: Execution;
  /** What the next call of the running invocation has to show; undefined while none runs. */
  token: string | undefined;
  /** For a client that did not hear the last answer and asks again. */
  lastAnswer: { readonly asked: string | undefined; readonly body: string } | undefined;
  /** Operations that changed since the handler last heard of them. */
  unheard: Set<string>;
  /** The end of the last change under way: changes of one execution happen one after the other. */
  changes: Promise<unknown>;
  /** Ends with the execution, or with the service. */
  run: Promise<void>;
}

export interface ServiceState {
  readonly options: DurableServiceOptions;
  readonly records: Records;
  readonly functions: Map<string, RegisteredFunction>;
  /** By ARN. */
  readonly executions: Map<string, LiveExecution>;
  /** Runs under way, of executions and of ordinary functions. */
  readonly runs: Set<Promise<void>>;
  readonly ended: AbortController;
  checkpoints: number;
}

/** Keeps a run in sight until it ends; its failure is for whoever waits until all have settled. */
export function trackRun(state: ServiceState, run: Promise<void>): void {
  const forget = () => state.runs.delete(run);
  state.runs.add(run);
  run.then(forget, () => {});
}

export function changeInTurn<Value>(live: LiveExecution, change: () => Promise<Value>): Promise<Value> {
  const result = live.changes.then(change);
  live.changes = result.catch(() => {});
  return result;
}

export async function replaceRecord(state: ServiceState, live: LiveExecution, record: Execution): Promise<void> {
  await state.records.saveExecution(record);
  live.record = record;
}

export const ENDED = Symbol('the service has ended');

/** The value, unless the service ends before it is there. */
export async function unlessEnded<Value>(
  { ended: { signal } }: ServiceState,
  value: Promise<Value>,
): Promise<Value | typeof ENDED> {
  if (signal.aborted) return ENDED;
  const { promise, resolve } = Promise.withResolvers<typeof ENDED>();
  const end = () => resolve(ENDED);
  signal.addEventListener('abort', end);
  try {
    return await Promise.race([value, promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
