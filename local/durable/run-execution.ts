import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { invokeHandler, type Outcome } from './invoke-handler.ts';
import { type ErrorObject, type Execution, errorObjectSchema } from './operation.ts';
import {
  changeInTurn,
  ENDED,
  type LiveExecution,
  type RegisteredFunction,
  replaceRecord,
  type ServiceState,
  unlessEnded,
} from './service-state.ts';
import { completeDue, earliestDue, sleepUntil } from './timers.ts';

const MOST_CRASHES = 5;

interface ExecutionEnd {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly result?: string | undefined;
  readonly error?: ErrorObject | undefined;
}

const answerSchema = z.discriminatedUnion('Status', [
  z.object({ Status: z.literal('PENDING') }),
  z.object({ Status: z.literal('SUCCEEDED'), Result: z.string().optional() }),
  z.object({ Status: z.literal('FAILED'), Error: errorObjectSchema.optional() }),
]);

/**
 * Invokes the handler of an execution, and again each time it may go on, until it is closed, the service ends, or it waits
 * for longer than its function may.
 */
export async function runExecution(state: ServiceState, live: LiveExecution, target: RegisteredFunction) {
  const { signal } = state.ended;
  while (live.record.status === 'RUNNING' && !signal.aborted) {
    if (live.record.suspended && !(await waitUntilDue(state, live, target))) return;
    const outcome = await unlessEnded(state, invokeOnce(live, target));
    if (outcome === ENDED) return;
    const crashed = await changeInTurn(live, () => settleInvocation(state, live, outcome));
    if (crashed) await sleepUntil(nextTry(state, live.record), state.options, signal);
  }
}

/** False if the service ends meanwhile, or it would take longer than the function may wait. */
async function waitUntilDue(state: ServiceState, live: LiveExecution, target: RegisteredFunction): Promise<boolean> {
  const { options, ended } = state;
  const due = earliestDue(live.record.operations) ?? options.now();
  if (target.waitsUntil && due > target.waitsUntil()) return false;
  await sleepUntil(due, options, ended.signal);
  if (ended.signal.aborted) return false;
  await changeInTurn(live, () => wake(state, live));
  return true;
}

async function wake(state: ServiceState, live: LiveExecution): Promise<void> {
  const { operations, changed } = completeDue(live.record.operations, state.options.now());
  for (const id of changed) live.unheard.add(id);
  await replaceRecord(state, live, { ...live.record, operations, suspended: false });
}

function invokeOnce(live: LiveExecution, target: RegisteredFunction): Promise<Outcome> {
  const { arn, qualifier, operations } = live.record;
  live.token = randomUUID();
  const event = JSON.stringify({
    DurableExecutionArn: arn,
    CheckpointToken: live.token,
    InitialExecutionState: { Operations: operations },
    UpdatedOperationIds: [...live.unheard],
  });
  live.unheard.clear();
  return invokeHandler(target, { requestId: randomUUID(), qualifier, event });
}

/** Keeps what the invocation came to; true if it is to be tried again as it was. */
async function settleInvocation(state: ServiceState, live: LiveExecution, outcome: Outcome): Promise<boolean> {
  // Whatever of it still runs is refused from now on.
  live.token = undefined;
  const { record } = live;
  // Closed by a checkpoint, whose result was too large to return.
  if (record.status !== 'RUNNING') return false;
  const next = nextRecord(record, outcome, state.options.now());
  await replaceRecord(state, live, next);
  return next.status === 'RUNNING' && !next.suspended;
}

function nextRecord(record: Execution, outcome: Outcome, now: Date): Execution {
  if (outcome.state === 'failed') return afterCrash(record, outcome.error, now);
  const answer = answerSchema.safeParse(JSON.parse(outcome.value ?? 'null'));
  if (!answer.success) return afterCrash(record, { ErrorMessage: 'The handler is not a durable one.' }, now);
  switch (answer.data.Status) {
    case 'SUCCEEDED':
      return close(record, { status: 'SUCCEEDED', result: answer.data.Result }, now);
    case 'FAILED':
      return close(record, { status: 'FAILED', error: answer.data.Error }, now);
    case 'PENDING':
      if (earliestDue(record.operations) === undefined) {
        return afterCrash(record, { ErrorMessage: 'The handler waits for nothing that could happen.' }, now);
      }
      return { ...record, suspended: true, crashes: 0 };
  }
}

function afterCrash(record: Execution, error: ErrorObject, now: Date): Execution {
  const crashes = record.crashes + 1;
  return crashes > MOST_CRASHES ? close(record, { status: 'FAILED', error }, now) : { ...record, crashes };
}

function close(record: Execution, end: ExecutionEnd, now: Date): Execution {
  const closedAt = now.toISOString();
  const operations = record.operations.map((operation) =>
    operation.Type === 'EXECUTION' ? { ...operation, Status: end.status, EndTimestamp: closedAt } : operation,
  );
  return { ...record, ...end, closedAt, operations };
}

function nextTry({ options }: ServiceState, { crashes }: Execution): Date {
  return new Date(options.now().getTime() + 1000 * 2 ** (crashes - 1));
}
