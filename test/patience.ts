import type { Patience } from '../lambdas/clients/atlassian/request-json.ts';

/** A clock that only sleeping moves, and chance that is always a half; `waits` tells what was slept. */
export function testPatience(seconds = 600): Patience & { readonly waits: number[] } {
  let time = Date.parse('2026-11-23T06:00:00Z');
  const waits: number[] = [];
  return {
    waits,
    deadline: time + seconds * 1000,
    now: () => time,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
    },
    random: () => 0.5,
  };
}
