import { errorCode } from '../../../core/error-code.ts';
import { askedWait, type Patience } from './request-json.ts';

export interface WriteRequest {
  readonly url: URL;
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly authorization: string;
  readonly body?: object;
  /** Names the call in messages. */
  readonly what: string;
  /** What the credential is called: `remediation key`. */
  readonly key: string;
}

/**
 * What came of a write. `refused`: it was not done. `unclear`: nobody knows; whoever asked reads the account again
 * instead of asking again.
 */
export type WriteAnswer =
  | { readonly state: 'done'; readonly body: unknown }
  | { readonly state: 'refused' | 'unclear'; readonly why: string };

const LONGEST_CALL_MS = 60_000;

/**
 * One write, sent once. Only 429 is asked again, for it says that nothing was done, as long as the server wants and until
 * the deadline. 408, 5xx and broken connections leave it unclear. Redirects are not followed.
 */
export async function sendWrite(request: WriteRequest, patience: Patience): Promise<WriteAnswer> {
  for (;;) {
    const answer = await sendOnce(request, patience);
    if (answer.state !== 'busy') return answer;
    if (patience.now() + answer.waitMs >= patience.deadline) {
      return { state: 'refused', why: `${request.what}: too many calls (429), nothing was done` };
    }
    await patience.sleep(answer.waitMs);
  }
}

async function sendOnce(
  { url, method, authorization, body, what, key }: WriteRequest,
  patience: Patience,
): Promise<WriteAnswer | { readonly state: 'busy'; readonly waitMs: number }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: { authorization, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.max(1, Math.min(LONGEST_CALL_MS, patience.deadline - patience.now()))),
      ...(body && { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    return { state: 'unclear', why: `${what}: no answer (${reasonOf(error)})` };
  }
  if (response.ok) return { state: 'done', body: parsed(text) };
  if (response.status === 429) {
    return { state: 'busy', waitMs: Math.max(1000, askedWait(response.headers, patience.now()) ?? 0) };
  }
  if (response.status === 408 || response.status >= 500) {
    return { state: 'unclear', why: `${what}: the server answered ${response.status}` };
  }
  return { state: 'refused', why: `${what}: ${refusalWords(response.status, text, key)}` };
}

/** The two error shapes of the user management and organization APIs, as far as they say why; never the body itself. */
function refusalWords(status: number, text: string, key: string): string {
  const body = parsed(text);
  const code = wordOf(body, 'key') ?? wordOf(firstOf(body, 'errors'), 'code');
  const context = fieldOf(body, 'context');
  const reason = wordOf(context, 'reason') ?? wordOf(fieldOf(context, 'reason'), 'key');
  const said = [status, code, reason].filter((word) => word !== undefined).join(', ');
  if (status === 401) return `the ${key} was refused (${said}): put a new one with "keys put"`;
  return `refused (${said})${status === 403 && !reason ? `: the ${key} may lack the scope` : ''}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function firstOf(value: unknown, name: string): unknown {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list[0] : undefined;
}

function wordOf(value: unknown, name: string): string | undefined {
  const word = fieldOf(value, name);
  return typeof word === 'string' && /^[\w.-]{1,60}$/.test(word) ? word : undefined;
}

function reasonOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? (error.cause ?? error) : error;
  return errorCode(cause) ?? 'the connection failed';
}
