import { durableHandler } from './durable-service.ts';

export const JOURNEY_STEPS = ['first', 'inner', 'left', 'right', 'shaky'];
export const JOURNEY_RESULT = '[6,7,100]';

/** A way with all that can be resumed: steps, waits, a retry, branches, a child context; `ran` hears of each step. */
export function journey(ran: (step: string) => void) {
  const run = async (step: string, value: number) => {
    ran(step);
    return value;
  };
  return durableHandler(async ({ start }: { start: number }, context) => {
    const first = await context.step('first', () => run('first', start + 1));
    await context.wait('a day', { days: 1 });
    const shaky = await context.step(
      'shaky',
      async ({ attempt }) => {
        if (attempt < 3) throw new Error('not yet');
        return run('shaky', first + attempt);
      },
      { retryStrategy: () => ({ shouldRetry: true, delay: { minutes: 1 } }) },
    );
    const branches = await context.parallel('branches', [
      (child) => child.step('left', () => run('left', shaky + 1)),
      async (child) => {
        await child.wait('an hour', { hours: 1 });
        return child.step('right', () => run('right', shaky + 2));
      },
    ]);
    const nested = await context.runInChildContext('nested', (child) => child.step('inner', () => run('inner', 100)));
    return [...branches.getResults(), nested];
  });
}
