import type { Operation } from './operation.ts';

/** Time as the caller wants it to pass. */
export interface Clock {
  readonly now: () => Date;
  /** Ends early once the signal is aborted, whether it then throws or not. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

// A machine that was asleep itself finds out within this, and no timer of Node's is ever too long.
const LONGEST_NAP = 60_000;

/** When the earliest wait or retry is due; undefined if the operations wait for nothing. */
export function earliestDue(operations: readonly Operation[]): Date | undefined {
  const times = operations.flatMap((operation) => dueTime(operation) ?? []);
  return times.length === 0 ? undefined : new Date(times.reduce((first, time) => Math.min(first, time)));
}

/** Waits whose time has come have succeeded, and steps may be tried again. */
export function completeDue(
  operations: readonly Operation[],
  now: Date,
): { readonly operations: Operation[]; readonly changed: readonly string[] } {
  const changed: string[] = [];
  const completed = operations.map((operation): Operation => {
    const time = dueTime(operation);
    if (time === undefined || time > now.getTime()) return operation;
    changed.push(operation.Id);
    return operation.Type === 'WAIT'
      ? { ...operation, Status: 'SUCCEEDED', EndTimestamp: now.toISOString() }
      : { ...operation, Status: 'READY' };
  });
  return { operations: completed, changed };
}

function dueTime({ Type, Status, WaitDetails, StepDetails }: Operation): number | undefined {
  if (Type === 'WAIT' && Status === 'STARTED' && WaitDetails) return Date.parse(WaitDetails.ScheduledEndTimestamp);
  if (Type === 'STEP' && Status === 'PENDING' && StepDetails?.NextAttemptTimestamp !== undefined) {
    return Date.parse(StepDetails.NextAttemptTimestamp);
  }
  return undefined;
}

/** Returns at the time, or as soon as the signal is aborted. */
export async function sleepUntil(time: Date, { now, sleep }: Clock, signal: AbortSignal): Promise<void> {
  for (;;) {
    const left = time.getTime() - now().getTime();
    if (left <= 0 || signal.aborted) return;
    try {
      await sleep(Math.min(left, LONGEST_NAP), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
