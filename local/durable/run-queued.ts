import { randomUUID } from 'node:crypto';
import { invokeHandler } from './invoke-handler.ts';
import type { QueuedInvocation } from './operation.ts';
import { ENDED, type RegisteredFunction, type ServiceState, unlessEnded } from './service-state.ts';
import { sleepUntil } from './timers.ts';

// Unless it is told otherwise, Lambda tries a failed event twice more, after one minute and after two.
const MOST_ATTEMPTS = 3;
const PAUSE = 60_000;

/** Works off an invocation nobody waits for: until it succeeds, or is a dead letter. */
export async function runQueued(state: ServiceState, queued: QueuedInvocation, target: RegisteredFunction) {
  const { id, functionName, payload, qualifier } = queued;
  const { options, records } = state;
  for (let attempts = queued.attempts + 1; !state.ended.signal.aborted; attempts += 1) {
    const request = { requestId: id, qualifier, event: payload };
    const outcome = await unlessEnded(state, invokeHandler(target, request));
    if (outcome === ENDED) return;
    if (outcome.state === 'returned') return records.removeInvocation(id);
    await records.saveInvocation({ ...queued, attempts });
    if (attempts >= (target.attempts ?? MOST_ATTEMPTS)) {
      await options.onDeadLetter?.({ functionName, payload, error: outcome.error });
      return records.removeInvocation(id);
    }
    await sleepUntil(new Date(options.now().getTime() + PAUSE * attempts), options, state.ended.signal);
  }
}

export function queueInvocation(target: { name: string; qualifier: string | undefined }, payload: string) {
  return { id: randomUUID(), functionName: target.name, qualifier: target.qualifier, payload, attempts: 0 };
}
