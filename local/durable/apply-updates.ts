import type { Operation, OperationUpdate } from './operation.ts';

type Origin = Operation['Status'] | 'NONE';

const CLOSABLE: readonly Origin[] = ['NONE', 'STARTED', 'READY'];

/** From which state of an operation each report may come; a report that is not named does not exist. */
const TRANSITIONS: Record<Operation['Type'], Partial<Record<OperationUpdate['Action'], readonly Origin[]>>> = {
  STEP: { START: ['NONE', 'READY'], SUCCEED: CLOSABLE, FAIL: CLOSABLE, RETRY: CLOSABLE },
  CONTEXT: { START: ['NONE'], SUCCEED: ['NONE', 'STARTED'], FAIL: ['NONE', 'STARTED'] },
  WAIT: { START: ['NONE'], CANCEL: ['STARTED'] },
  EXECUTION: { SUCCEED: ['STARTED'], FAIL: ['STARTED'] },
};

export type AppliedUpdates =
  | { readonly state: 'applied'; readonly operations: Operation[]; readonly changed: readonly string[] }
  | { readonly state: 'refused'; readonly why: string };

/** All of one checkpoint's updates, in their order, or none of them. */
export function applyUpdates(
  operations: readonly Operation[],
  updates: readonly OperationUpdate[],
  now: Date,
): AppliedUpdates {
  const byId = new Map(operations.map((operation) => [operation.Id, operation]));
  const changed = new Set<string>();
  for (const update of updates) {
    const id = idOf(update, operations);
    const current = byId.get(id);
    const why = whyRefused(update, current, byId);
    if (why !== undefined) return { state: 'refused', why };
    byId.set(id, changeOperation(current ?? startOperation(update, now), update, now));
    changed.add(id);
  }
  return { state: 'applied', operations: [...byId.values()], changed: [...changed] };
}

// The SDK invents an id when it reports a result too large to return: it means the execution all the same.
function idOf(update: OperationUpdate, operations: readonly Operation[]): string {
  return update.Type === 'EXECUTION' ? (operations[0]?.Id ?? update.Id) : update.Id;
}

function whyRefused(
  update: OperationUpdate,
  current: Operation | undefined,
  byId: ReadonlyMap<string, Operation>,
): string | undefined {
  if (update.ParentId !== undefined && byId.get(update.ParentId)?.Type !== 'CONTEXT') {
    return 'Invalid parent operation id.';
  }
  if (current && current.Type !== update.Type) return `Operation ${update.Id} is a ${current.Type}.`;
  const origins = TRANSITIONS[update.Type][update.Action];
  if (!origins) return `Invalid action ${update.Action} for the operation type ${update.Type}.`;
  const origin = current?.Status ?? 'NONE';
  if (!origins.includes(origin)) return `Invalid current ${update.Type} state ${origin} to ${update.Action}.`;
  return undefined;
}

function startOperation({ Id, Type, ParentId, Name, SubType }: OperationUpdate, now: Date): Operation {
  return { Id, Type, ParentId, Name, SubType, Status: 'STARTED', StartTimestamp: now.toISOString() };
}

function changeOperation(operation: Operation, update: OperationUpdate, now: Date): Operation {
  switch (update.Action) {
    case 'START':
      return start(operation, update, now);
    case 'RETRY':
      return {
        ...operation,
        Status: 'PENDING',
        StepDetails: {
          ...attemptEnded(operation, update),
          NextAttemptTimestamp: secondsAfter(now, update.StepOptions?.NextAttemptDelaySeconds),
        },
      };
    case 'SUCCEED':
      return close(operation, update, 'SUCCEEDED', now);
    case 'FAIL':
      return close(operation, update, 'FAILED', now);
    case 'CANCEL':
      return close(operation, update, 'CANCELLED', now);
  }
}

function start(operation: Operation, update: OperationUpdate, now: Date): Operation {
  const started: Operation = { ...operation, Status: 'STARTED' };
  if (update.Type === 'WAIT') {
    started.WaitDetails = { ScheduledEndTimestamp: secondsAfter(now, update.WaitOptions?.WaitSeconds) };
  }
  // What the last attempt left stays: waitForCondition keeps its state there between two looks.
  if (update.Type === 'STEP') {
    started.StepDetails = { Attempt: 0, ...operation.StepDetails, NextAttemptTimestamp: undefined };
  }
  return started;
}

function close(operation: Operation, update: OperationUpdate, status: Operation['Status'], now: Date): Operation {
  const closed: Operation = { ...operation, Status: status, EndTimestamp: now.toISOString() };
  if (update.Type === 'STEP') closed.StepDetails = attemptEnded(operation, update);
  if (update.Type === 'CONTEXT') {
    closed.ContextDetails = {
      Result: update.Payload,
      Error: update.Error,
      ReplayChildren: update.ContextOptions?.ReplayChildren,
    };
  }
  return closed;
}

function attemptEnded(operation: Operation, update: OperationUpdate): NonNullable<Operation['StepDetails']> {
  return { Attempt: (operation.StepDetails?.Attempt ?? 0) + 1, Result: update.Payload, Error: update.Error };
}

function secondsAfter(now: Date, seconds = 0): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}
