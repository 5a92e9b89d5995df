import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { applyUpdates } from './apply-updates.ts';
import { type Execution, type Operation, type OperationUpdate, operationUpdateSchema } from './operation.ts';
import { type Reply, refuse } from './reply.ts';
import { changeInTurn, type LiveExecution, replaceRecord, type ServiceState } from './service-state.ts';
import { completeDue } from './timers.ts';

const requestSchema = z.object({
  CheckpointToken: z.string(),
  ClientToken: z.string().optional(),
  Updates: z.array(operationUpdateSchema).default([]),
});

type Request = z.output<typeof requestSchema>;

// The SDK knows by these words that only this invocation is over, not the execution.
const STALE = refuse(400, 'InvalidParameterValueException', 'Invalid Checkpoint Token');

/** Keeps what a running handler has done, and tells it what else has happened; undefined once nobody is to answer. */
export async function takeCheckpoint(state: ServiceState, arn: string, body: unknown): Promise<Reply | undefined> {
  const live = state.executions.get(arn);
  if (!live) return refuse(404, 'ResourceNotFoundException', `There is no execution ${arn}.`);
  const request = requestSchema.safeParse(body);
  if (!request.success) return refuse(400, 'InvalidParameterValueException', z.prettifyError(request.error));
  return changeInTurn(live, () => checkpointInTurn(state, live, request.data));
}

async function checkpointInTurn(
  state: ServiceState,
  live: LiveExecution,
  request: Request,
): Promise<Reply | undefined> {
  if (state.ended.signal.aborted) return undefined;
  const { CheckpointToken, ClientToken } = request;
  const asked = ClientToken && `${CheckpointToken} ${ClientToken}`;
  if (asked && live.token !== undefined && live.lastAnswer?.asked === asked)
    return { status: 200, body: live.lastAnswer.body };
  if (CheckpointToken !== live.token || live.record.status !== 'RUNNING') return STALE;
  const now = state.options.now();
  const applied = applyUpdates(live.record.operations, request.Updates, now);
  if (applied.state === 'refused') return refuse(400, 'InvalidParameterValueException', applied.why);
  const due = completeDue(applied.operations, now);
  const closing = request.Updates.find(({ Type }) => Type === 'EXECUTION');
  const record: Execution = { ...live.record, operations: due.operations, ...(closing && closeBy(closing, now)) };
  const changed = [...applied.changed, ...due.changed];
  // The SDK also asks without news of its own, to hear what is due: nothing is kept then.
  if (changed.length > 0) {
    await replaceRecord(state, live, record);
    for (const id of changed) live.unheard.add(id);
    if (!goesOn(state, live, request)) return undefined;
  }
  return answer(live, asked);
}

function closeBy(update: OperationUpdate, now: Date): Partial<Execution> {
  const status = update.Action === 'SUCCEED' ? 'SUCCEEDED' : 'FAILED';
  return { status, closedAt: now.toISOString(), result: update.Payload, error: update.Error };
}

/** Where tests look on, and where they let the process die: all is kept, and nobody has been told. */
function goesOn(state: ServiceState, { record }: LiveExecution, { Updates: updates }: Request): boolean {
  state.checkpoints += 1;
  state.options.onCheckpoint?.({ count: state.checkpoints, execution: record, updates });
  if (state.options.killAfter?.(state.checkpoints)) state.ended.abort();
  return !state.ended.signal.aborted;
}

function answer(live: LiveExecution, asked: string | undefined): Reply {
  const news = live.record.operations.filter(({ Id }) => live.unheard.has(Id));
  live.unheard.clear();
  live.token = randomUUID();
  const body = JSON.stringify({
    CheckpointToken: live.token,
    NewExecutionState: { Operations: news.map(writeOperation) },
  });
  live.lastAnswer = { asked, body };
  return { status: 200, body };
}

/** All operations in one page. */
export function tellState(state: ServiceState, arn: string, token: string | null): Reply | undefined {
  if (state.ended.signal.aborted) return undefined;
  const live = state.executions.get(arn);
  if (!live) return refuse(404, 'ResourceNotFoundException', `There is no execution ${arn}.`);
  if (token === null || token !== live.token) return STALE;
  return { status: 200, body: JSON.stringify({ Operations: live.record.operations.map(writeOperation) }) };
}

// Lambda's API writes times as seconds; the event of an invocation has them as text, the way they are kept.
function writeOperation(operation: Operation): object {
  const { StartTimestamp, EndTimestamp, StepDetails, WaitDetails, ...rest } = operation;
  return {
    ...rest,
    StartTimestamp: seconds(StartTimestamp),
    EndTimestamp: seconds(EndTimestamp),
    StepDetails: StepDetails && { ...StepDetails, NextAttemptTimestamp: seconds(StepDetails.NextAttemptTimestamp) },
    WaitDetails: WaitDetails && { ScheduledEndTimestamp: seconds(WaitDetails.ScheduledEndTimestamp) },
  };
}

function seconds(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant) / 1000;
}
