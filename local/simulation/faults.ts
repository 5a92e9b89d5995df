import type { ServerResponse } from 'node:http';
import type { Chance } from './chance.ts';

/** How the simulated API misbehaves; everything off by default. Rates are shares of all answers, 0 to 1. */
export interface Faults {
  latencyMs: number;
  serverErrorRate: number;
  droppedRate: number;
  truncatedRate: number;
  badCursorRate: number;
  /** Answers a minute before 429; 0: no limit. */
  callsPerMinute: number;
  /** Of the reads behind an inspection those that the key may not make: they are answered 403. */
  forbidden: readonly InspectionRead[];
}

export type InspectionRead = 'users-search' | 'workspaces' | 'manage' | 'scim-links' | 'policies' | 'requests';

export const NO_FAULTS: Faults = {
  latencyMs: 0,
  serverErrorRate: 0,
  droppedRate: 0,
  truncatedRate: 0,
  badCursorRate: 0,
  callsPerMinute: 0,
  forbidden: [],
};

/** Counts calls in windows of a minute; tells when the window ends once it is full. */
export function rateLimiter(now: () => number): (callsPerMinute: number) => Date | null {
  let windowEnd = 0;
  let calls = 0;
  return (callsPerMinute) => {
    if (now() >= windowEnd) {
      windowEnd = now() + 60_000;
      calls = 0;
    }
    calls += 1;
    return callsPerMinute > 0 && calls > callsPerMinute ? new Date(windowEnd) : null;
  };
}

/** What the simulated API answers. */
export type Reply =
  /** A body of null: none, as with 204. */
  | { readonly status: number; readonly body: unknown }
  | {
      readonly status: number;
      readonly code: string;
      readonly title: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Sends a reply; a good one the way the faults want it: whole, cut off in the middle, or not at all. */
export function send(response: ServerResponse, reply: Reply, faults: Faults, chance: Chance): void {
  if (!('body' in reply)) {
    const { status, code, title, headers } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ errors: [{ id: 'simulated', status: String(status), code, title, detail: title }] }));
    return;
  }
  const text = reply.body === null ? '' : JSON.stringify(reply.body);
  const luck = chance.next();
  if (luck < faults.droppedRate) {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'application/json' });
  response.end(luck < faults.droppedRate + faults.truncatedRate ? text.slice(0, text.length / 2) : text);
}
