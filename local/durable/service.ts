import { startLoopbackServer } from '../loopback-server.ts';
import { type Invoked, invokeFunction, knowExecution, launchExecution } from './invoke-function.ts';
import { openRecords } from './keep-records.ts';
import { answerRequest } from './lambda-api.ts';
import type { Execution, QueuedInvocation } from './operation.ts';
import { runQueued } from './run-queued.ts';
import {
  type DurableServiceOptions,
  type FunctionOptions,
  type Handler,
  type RegisteredFunction,
  type ServiceState,
  trackRun,
} from './service-state.ts';

/** Lambda on one machine: the durable executions of this process, and what is left of those of the last one. */
export interface DurableService {
  /** For `AWS_ENDPOINT_URL_LAMBDA`. */
  readonly url: string;
  /** Makes a function known, and takes up what an earlier service has left of it. */
  register(functionName: string, handler: Handler, options: FunctionOptions): void;
  /** Invokes a function without a client; the payload is written as JSON. */
  invoke(
    functionName: string,
    payload: unknown,
    how?: { type?: 'Event' | 'RequestResponse'; name?: string },
  ): Promise<Invoked>;
  /** Returns once nothing runs or waits any more; throws if something could not be kept. */
  settled(): Promise<void>;
  /** Takes up the executions that wait for longer than their function may, as the next service on the folder would. */
  takeUp(): void;
  /** All executions known, the oldest first. */
  executions(): Execution[];
  /** Stops where it is: what is under way goes on with the next service on the same folder. */
  close(): Promise<void>;
}

/** Starts the service, and reads what an earlier one has left in the folder. */
export async function startDurableService(options: DurableServiceOptions): Promise<DurableService> {
  const loaded = await openRecords(options.folder, options.now());
  const state: ServiceState = {
    options,
    records: loaded.records,
    functions: new Map(),
    executions: new Map(),
    runs: new Set(),
    ended: new AbortController(),
    checkpoints: 0,
  };
  for (const record of loaded.executions) knowExecution(state, record);
  const startServer = options.startServer ?? startLoopbackServer;
  // Once the service has ended, calls are left without an answer, as by a process that is gone, until it is closed.
  const server = await startServer((request, response) => {
    answerRequest(state, request, response).catch(() => response.destroy());
  });
  return {
    url: server.url,
    register: (name, handler, how) => register(state, { name, handler, ...how }, loaded.invocations),
    invoke: (functionName, payload, { type = 'RequestResponse', name: executionName } = {}) =>
      invokeFunction(state, { functionName, type, payload: JSON.stringify(payload ?? {}), executionName }),
    async settled() {
      while (state.runs.size > 0) await Promise.all(state.runs);
    },
    takeUp() {
      for (const live of state.executions.values()) {
        const target = state.functions.get(live.record.functionName);
        const left = live.record.status === 'RUNNING' && !state.runs.has(live.run);
        if (target && left) launchExecution(state, live, target);
      }
    },
    executions: () =>
      [...state.executions.values()]
        .map(({ record }) => record)
        .sort((one, other) => one.startedAt.localeCompare(other.startedAt)),
    async close() {
      state.ended.abort();
      await server.close();
      // What is being written is written before the next service may read it.
      await Promise.allSettled([...state.runs, ...state.executions.values().map(({ changes }) => changes)]);
    },
  };
}

function register(state: ServiceState, target: RegisteredFunction, left: readonly QueuedInvocation[]): void {
  if (state.functions.has(target.name)) throw new Error(`the function ${target.name} is registered already.`);
  state.functions.set(target.name, target);
  for (const live of state.executions.values()) {
    const { functionName, status } = live.record;
    if (functionName === target.name && status === 'RUNNING') launchExecution(state, live, target);
  }
  for (const queued of left.filter(({ functionName }) => functionName === target.name)) {
    trackRun(state, runQueued(state, queued, target));
  }
}
