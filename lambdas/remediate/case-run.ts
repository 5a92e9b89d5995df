import { createRetryStrategy, type DurableContext, JitterStrategy } from '@aws/durable-execution-sdk-js';
import type { CasePlan } from '../../core/cases/case.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

/** One case while one execution carries it out. */
export interface CaseRun {
  readonly context: DurableContext;
  readonly dependencies: RemediateDependencies;
  readonly name: CaseName;
  readonly plan: CasePlan;
  /** How often the undo was asked for. */
  readonly round: number;
  /** The one account that this execution carries out; undefined: the case as a whole. */
  readonly accountId?: string;
}

const retry = {
  retryStrategy: createRetryStrategy({
    maxAttempts: 5,
    initialDelay: { seconds: 5 },
    maxDelay: { seconds: 300 },
    backoffRate: 4,
    jitter: JitterStrategy.FULL,
  }),
};

/** A checkpoint of its own; what it returns is kept, and holds ids, counts and sentences only. */
export function inStep<Value>(
  { context }: Pick<CaseRun, 'context'>,
  name: string,
  take: () => Promise<Value>,
): Promise<Value> {
  return context.step(name, take, retry);
}

export async function waitDurably({ context }: Pick<CaseRun, 'context'>, name: string, seconds: number): Promise<void> {
  await context.wait(name, { seconds });
}

/** What a step came to: who stays in the case, or why it goes no further. */
export type StepEnd =
  | { readonly state: 'on'; readonly accountIds: readonly string[] }
  | { readonly state: 'halted'; readonly why: string };
