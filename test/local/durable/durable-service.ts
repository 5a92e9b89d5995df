import type { DurableContext } from '@aws/durable-execution-sdk-js';
import middy from '@middy/core';
import { executionModeDurableContext } from '@middy/core/DurableContext';
import { type DurableService, startDurableService } from '../../../local/durable/service.ts';
import type { DurableServiceOptions } from '../../../local/durable/service-state.ts';
import { startServersOnOneAddress } from '../../../local/loopback-server.ts';

/** A clock that only sleeping moves: waits pass at once. */
export function skippingClock(start = '2026-11-23T06:00:00Z') {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    sleep: async (milliseconds: number) => {
      const target = time + milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      time = Math.max(time, target);
    },
  };
}

/** A clock in which no wait ever ends. */
export function standingClock(time: string) {
  return {
    now: () => new Date(time),
    sleep: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
  };
}

// The SDK makes its client once for a process, and that keeps to the first address: so do all services of one test file.
const startServer = startServersOnOneAddress();

export async function startService(options: Partial<DurableServiceOptions> = {}): Promise<DurableService> {
  const service = await startDurableService({ ...skippingClock(), startServer, ...options });
  process.env.AWS_ENDPOINT_URL_LAMBDA = service.url;
  process.env.AWS_REGION = 'eu-central-1';
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  return service;
}

export function durableHandler<Event>(run: (event: Event, context: DurableContext) => Promise<unknown>) {
  return middy<Event, unknown, Error, DurableContext>({
    executionMode: executionModeDurableContext,
    timeoutEarlyInMillis: 0,
  }).handler(run);
}

export const DURABLE = { durable: true, timeoutMs: 60_000 };
export const ORDINARY = { durable: false, timeoutMs: 60_000 };
