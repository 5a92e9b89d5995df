import type { DurableContext, StepConfig } from '@aws/durable-execution-sdk-js';
import type { InspectionOf } from '../../clients/inspections.ts';
import type { Tools } from '../../runtime/with-runtime.ts';
import type { StepDependencies } from '../steps.ts';
import {
  beginInspection,
  endInspection,
  type InspectionBeginning,
  type InspectionPosition,
  inspectBatch,
} from './steps.ts';

type Chosen = Extract<InspectionBeginning, { state: 'chosen' }>;
interface InspectionDependencies extends StepDependencies {
  readonly count: Tools['count'];
}

type Retry = Pick<StepConfig<unknown>, 'retryStrategy'>;

/**
 * Learns what is behind the accounts in question, batch by batch. Whatever goes wrong here leaves the snapshot complete:
 * what could not be learnt is not known, and is told so.
 */
export async function inspectDurably(
  context: DurableContext,
  dependencies: InspectionDependencies,
  of: InspectionOf,
  retry: Retry,
): Promise<void> {
  try {
    const beginning = await context.step(
      'choose the accounts in question',
      () => beginInspection(dependencies, of),
      retry,
    );
    if (beginning.state === 'nothing') return;
    const { position, stopped } = await inspectAll(context, dependencies, of, beginning, retry);
    await context.step(
      'end the inspection',
      () => endInspection(dependencies, of, beginning, position, stopped),
      retry,
    );
  } catch {
    // The step that failed after all tries is in the execution's own history, and the digest says what is missing.
    await context.step('count the failed inspection', async () => dependencies.count('InspectionsFailed', 1), retry);
  }
}

/** More than this in one day would run against Atlassian's limits, which are not published, and into the next slot. */
const MOST_ACCOUNTS = 5000;

async function inspectAll(
  context: DurableContext,
  dependencies: StepDependencies,
  of: InspectionOf,
  { accounts, startedAt, stopped, givenUp }: Chosen,
  retry: Retry,
): Promise<{ readonly position: InspectionPosition; readonly stopped: string | null }> {
  let position: InspectionPosition = { accounts: 0, parts: [], givenUp };
  if (stopped !== null) return { position, stopped };
  const most = Math.min(accounts, MOST_ACCOUNTS);
  for (let number = 1; position.accounts < most; number += 1) {
    const from = position;
    const name = `inspect ${number}`;
    const batch = await context.step(name, () => inspectBatch(dependencies, of, from, startedAt), retry);
    position = { accounts: batch.accounts, parts: [...from.parts, batch.part], givenUp: batch.givenUp };
    if (batch.stopped !== null) return { position, stopped: batch.stopped };
    if (batch.accounts === from.accounts) return { position, stopped: 'the list of accounts in question is shorter' };
    if (batch.handOver) await context.wait(`hand over ${name}`, { seconds: 1 });
  }
  const enough = `one snapshot inspects ${MOST_ACCOUNTS} accounts, the most urgent of ${accounts} in question`;
  return { position, stopped: most < accounts ? enough : null };
}
