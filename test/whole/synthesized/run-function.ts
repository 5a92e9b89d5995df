import * as z from 'zod';
import { moveClock } from './moved-clock.ts';

// A process of its own for one function: the bundle as it is deployed, invoked by messages.
const invocation = z.object({
  id: z.string(),
  now: z.number(),
  timeoutMs: z.number(),
  event: z.unknown(),
  context: z.record(z.string(), z.unknown()),
});
const bundle = z.object({
  handler: z.custom<(event: unknown, context: unknown) => unknown>((it) => typeof it === 'function'),
});

const { handler } = bundle.parse({ ...(await import(process.argv[2] ?? '')) });

process.on('message', async (message) => {
  const { id, now, timeoutMs, event, context } = invocation.parse(message);
  moveClock(now);
  const deadline = performance.now() + timeoutMs;
  const getRemainingTimeInMillis = () => Math.max(0, deadline - performance.now());
  try {
    process.send?.({ id, value: await handler(event, { ...context, getRemainingTimeInMillis }) });
  } catch (error) {
    const { name, message: words, stack } = error instanceof Error ? error : new Error(String(error));
    process.send?.({ id, error: { name, message: words, stack } });
  }
});
process.send?.({ ready: true });
