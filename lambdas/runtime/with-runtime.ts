import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { executionModeDurableContext } from '@middy/core/DurableContext';
import type { z } from 'zod';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { type FunctionName, METRICS, type MetricName, readEnvironment } from './environment.ts';

/** What a handler may use besides its own clients. */
export interface Tools {
  /** Ids, counts and causes only: no name, no e-mail, no key. */
  readonly logger: Logger;
  readonly count: (metric: MetricName, value: number) => void;
  readonly clock: Clock;
}

/** Answers one event; `now` is the time of the invocation. */
export type Answer<Result> = (event: unknown, now: Date) => Promise<Result>;

/**
 * The middleware of every function in one place: environment read and held against its schema, structured logs with
 * the request id, metrics. `start` makes what an environment is used with, once for each cold start.
 */
export function withRuntime<Schema extends z.ZodType, Result>(
  name: FunctionName,
  schema: Schema,
  start: (environment: z.output<Schema>, tools: Tools) => Answer<Result>,
  clock: Clock = SYSTEM_CLOCK,
) {
  const logger = new Logger({ serviceName: name });
  const answer = once(() => start(readEnvironment(schema, process.env), { logger, count: counter(), clock }));
  return middy<unknown, Result>()
    .use(injectLambdaContext(logger))
    .handler((event) => answer()(event, clock.now()));
}

/**
 * The same for a durable function. Its body runs again at every resume: what must happen once belongs into steps, and
 * the clock with it.
 */
export function withDurableRuntime<Schema extends z.ZodType, Result>(
  name: FunctionName,
  schema: Schema,
  start: (environment: z.output<Schema>, tools: Tools) => (event: unknown, context: DurableContext) => Promise<Result>,
  clock: Clock = SYSTEM_CLOCK,
) {
  const logger = new Logger({ serviceName: name });
  const answer = once(() => start(readEnvironment(schema, process.env), { logger, count: counter(), clock }));
  // The early-timeout timer of middy would outlive a suspension.
  return middy<unknown, Result, Error, DurableContext>({
    executionMode: executionModeDurableContext,
    timeoutEarlyInMillis: 0,
  }).handler((event, context) => answer()(event, context));
}

function counter(): Tools['count'] {
  const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: METRICS.service });
  return (metric, value) => metrics.singleMetric().addMetric(metric, MetricUnit.Count, value);
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
