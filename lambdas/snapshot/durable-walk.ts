import { createRetryStrategy, type DurableContext, JitterStrategy } from '@aws/durable-execution-sdk-js';
import { startDelaySeconds } from '../../core/due.ts';
import type { Part } from '../../core/snapshot.ts';
import { releaseLease } from '../clients/history/head.ts';
import { parseMessage, type SnapshotRequest, snapshotRequestSchema, type WalkResult } from '../messages.ts';
import type { Tools } from '../runtime/with-runtime.ts';
import type { Walk } from './begin-walk.ts';
import { abandonWalk } from './end-walk.ts';
import { inspectDurably } from './inspection/inspect-durably.ts';
import { begin, type SealedWalk, type StepDependencies, sealBatches, walkBatch } from './steps.ts';
import { BEGINNING, type Position } from './walk.ts';

export interface DurableWalkDependencies extends StepDependencies {
  readonly tellCompleted: (request: Pick<SnapshotRequest, 'organization' | 'asOf'>) => Promise<void>;
  readonly count: Tools['count'];
}

const MOST_RESTARTS = 2;

const retry = {
  retryStrategy: createRetryStrategy({
    maxAttempts: 4,
    initialDelay: { seconds: 5 },
    maxDelay: { seconds: 60 },
    backoffRate: 3,
    jitter: JitterStrategy.FULL,
  }),
};

/**
 * A walk that survives its invocations. Started by dispatch or by hand, perhaps twice for one slot, perhaps again after
 * a crash anywhere: the lease, named after this execution, lets one of them walk, and a sealed snapshot is found
 * instead of made again. Each batch is a checkpoint of cursor and counts; time is looked at inside steps only.
 */
export async function durableWalk(
  event: unknown,
  context: DurableContext,
  dependencies: DurableWalkDependencies,
): Promise<WalkResult> {
  const request = parseMessage(snapshotRequestSchema, event);
  const { organization, asOf } = request;
  const result = (state: WalkResult['state'], why: string | null = null) => ({ organization, asOf, state, why });
  if (request.dispatchedAt !== undefined) {
    await context.wait('share of the hour', { seconds: startDelaySeconds(organization) });
  }
  const owner = context.executionContext.durableExecutionArn;
  const beginning = await context.step('begin', () => begin(dependencies, request, owner), retry);
  if (beginning.state === 'refused') return result('refused', beginning.why);
  if (beginning.state === 'superseded') return result('superseded', `the head is ${beginning.head}`);
  if (beginning.state === 'busy') return result('busy', `somebody else walks until ${beginning.holder.until}`);
  if (beginning.state === 'begun') {
    const sealed = await walkToSeal(context, dependencies, beginning.walk);
    if (sealed.state !== 'complete') return result(sealed.state, sealed.reason);
  }
  await inspectDurably(context, dependencies, { organization, asOf }, retry);
  await context.step('tell that it is complete', () => dependencies.tellCompleted({ organization, asOf }), retry);
  return result('complete');
}

async function walkToSeal(
  context: DurableContext,
  dependencies: DurableWalkDependencies,
  walk: Walk,
): Promise<SealedWalk> {
  try {
    const { end, parts } = await walkAll(context, dependencies, walk);
    return await context.step(
      'seal',
      async () => {
        const sealed = await sealBatches(dependencies, walk, end, parts);
        if (sealed.state === 'partial') dependencies.count('SnapshotsPartial', 1);
        return sealed;
      },
      retry,
    );
  } catch (error) {
    await context.step('abandon', () => abandonWalk(dependencies, walk), retry);
    throw error;
  } finally {
    await context.step(
      'release the lease',
      () => releaseLease(dependencies.history, walk.organization, walk.lease),
      retry,
    );
  }
}

interface WalkedBatches {
  readonly end: Position;
  readonly parts: readonly Part[];
}

async function walkAll(
  context: DurableContext,
  dependencies: DurableWalkDependencies,
  walk: Walk,
): Promise<WalkedBatches> {
  for (let restart = 0; restart <= MOST_RESTARTS; restart += 1) {
    const batches = await walkBatches(context, dependencies, walk, restart);
    if (batches !== 'cursor-refused') return batches;
    await context.step(`drop walk ${restart}`, () => abandonWalk(dependencies, walk), retry);
  }
  throw new Error(`the page cursor was refused ${MOST_RESTARTS + 1} times; the walk of ${walk.organization} ends.`);
}

async function walkBatches(
  context: DurableContext,
  dependencies: DurableWalkDependencies,
  walk: Walk,
  restart: number,
): Promise<WalkedBatches | 'cursor-refused'> {
  const parts: Part[] = [];
  let position = BEGINNING;
  for (let batch = 1; ; batch += 1) {
    const name = `walk ${restart}.${batch}`;
    const from = position;
    const outcome = await context.step(name, () => walkBatch(dependencies, walk, from, walk.folder), retry);
    if (outcome.state === 'cursor-refused') return 'cursor-refused';
    if (outcome.state === 'failed') throw new Error(outcome.why);
    if (outcome.state === 'lost') throw new Error(`another run has taken over the walk of ${walk.organization}.`);
    parts.push(...outcome.parts);
    position = outcome.position;
    if (position.link === null) return { end: position, parts };
    if (outcome.handOver) await context.wait(`hand over ${name}`, { seconds: 1 });
  }
}
