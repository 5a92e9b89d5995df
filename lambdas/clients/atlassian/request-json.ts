import { errorCode } from '../../../core/error-code.ts';
import { AtlassianError } from './atlassian-error.ts';
import { refusalOf } from './refusal.ts';

/** How long to try, and on whose clock. One deadline (milliseconds since the epoch) covers all calls of a walk. */
export interface Patience {
  readonly deadline: number;
  readonly now: () => number;
  /** Rejects at once when the signal is given. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Hears why a call has to wait, and for how long. */
  readonly onWait?: (why: string, milliseconds: number) => void;
}

export interface JsonRequest {
  readonly url: URL;
  /** The `Authorization` header: a credential of its own for each kind of API. */
  readonly authorization: string;
  /** What a final answer means, in that API's words. */
  readonly refuse?: (status: number, body: string, what: string) => Error;
  /** Names the call in messages: `page 3 of the accounts`. */
  readonly what: string;
  /** Until when to try a server that does not answer at all; the deadline, if it is not given. */
  readonly reachableBy?: number;
  /** Ends the call, its waits included: nobody wants the answer any more. */
  readonly signal?: AbortSignal;
  /** A search: sent by POST. It changes nothing, so that it is tried again like a GET; a write is no search. */
  readonly search?: object;
}

type Attempt =
  | { readonly outcome: 'done'; readonly body: unknown }
  | { readonly outcome: 'malformed' | 'unreachable'; readonly why: string }
  | { readonly outcome: 'busy'; readonly why: string; readonly askedMs: number };

const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_CALL_MS = 60_000;
const MALFORMED_TRIES = 4;

/**
 * GET, or POST of a search, with a credential, JSON back. 429 waits as long as the server asks (`Retry-After` or
 * `X-RateLimit-Reset`), and
 * like 408, 5xx and broken connections at least a backoff that doubles from half a second to half a minute, with full
 * jitter; all of it until the deadline. JSON that cannot be read is tried four times in a row. Redirects are not
 * followed: they would carry the key elsewhere.
 *
 * @throws AtlassianError naming the call
 */
export async function requestJson(request: JsonRequest, patience: Patience): Promise<unknown> {
  let malformed = 0;
  for (let tries = 1; ; tries += 1) {
    const attempt = await tryOnce(request, patience);
    if (attempt.outcome === 'done') return attempt.body;
    malformed = attempt.outcome === 'malformed' ? malformed + 1 : 0;
    if (malformed >= MALFORMED_TRIES) {
      throw new AtlassianError('malformed', `${request.what}: ${attempt.why}, ${malformed} times in a row.`);
    }
    const waitMs = waitAfter(attempt, tries, request, patience);
    patience.onWait?.(`${request.what}: ${attempt.why}`, waitMs);
    await patience.sleep(waitMs, request.signal);
  }
}

function waitAfter(
  attempt: Exclude<Attempt, { outcome: 'done' }>,
  tries: number,
  request: JsonRequest,
  patience: Patience,
): number {
  const backoff = Math.min(LONGEST_BACKOFF_MS, 500 * 2 ** (tries - 1)) * patience.random();
  const waitMs = Math.ceil(Math.max(backoff, attempt.outcome === 'busy' ? attempt.askedMs : 0));
  const patient = attempt.outcome === 'unreachable' ? (request.reachableBy ?? patience.deadline) : patience.deadline;
  if (patience.now() + waitMs < Math.min(patient, patience.deadline)) return waitMs;
  const times = tries === 1 ? 'the first try' : `${tries} tries`;
  throw new AtlassianError('unavailable', `${request.what}: ${attempt.why}; gave up after ${times}. Run again later.`);
}

async function tryOnce(
  { url, authorization, what, signal, search, refuse = refusalOf }: JsonRequest,
  patience: Patience,
): Promise<Attempt> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.min(LONGEST_CALL_MS, patience.deadline - patience.now())));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      headers: { authorization, accept: 'application/json' },
      redirect: 'manual',
      ...(search && { method: 'POST', body: new Blob([JSON.stringify(search)], { type: 'application/json' }) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (error) {
    signal?.throwIfAborted();
    return { outcome: 'unreachable', why: `no answer (${reasonOf(error)})` };
  }
  if (response.ok) return readBody(text);
  if (response.status === 408 || response.status === 429 || response.status >= 500) {
    const askedMs = askedWait(response.headers, patience.now()) ?? 0;
    return { outcome: 'busy', why: `the server answered ${response.status}`, askedMs };
  }
  throw refuse(response.status, text, what);
}

function readBody(text: string): Attempt {
  try {
    const body: unknown = JSON.parse(text);
    return { outcome: 'done', body };
  } catch {
    return { outcome: 'malformed', why: 'the answer is not JSON, or was cut off' };
  }
}

/** The wait that the headers ask for, in milliseconds; null if they ask for none. */
export function askedWait(headers: Headers, now: number): number | null {
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null) {
    if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
    const until = Date.parse(retryAfter);
    if (!Number.isNaN(until)) return Math.max(0, until - now);
  }
  const reset = Date.parse(headers.get('x-ratelimit-reset') ?? '');
  return Number.isNaN(reset) ? null : Math.max(0, reset - now);
}

// The code alone: the words of such an error may quote the request, key included.
function reasonOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? (error.cause ?? error) : error;
  return errorCode(cause) ?? 'the connection failed';
}
