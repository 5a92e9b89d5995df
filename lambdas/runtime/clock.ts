import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, which nothing else in the shell looks at: whoever starts a function may give it others. */
export interface Clock {
  readonly now: () => Date;
  /** Rejects at once when the signal is given. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal && { signal });
  },
  random: Math.random,
};
