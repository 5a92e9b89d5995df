import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askedWait, requestJson } from '../../../lambdas/clients/atlassian/request-json.ts';
import { testPatience } from '../../patience.ts';

type Answer = (response: ServerResponse) => void;

let server: Server;
let url: URL;
let answers: Answer[];
let keys: (string | undefined)[];

beforeEach(async () => {
  answers = [];
  keys = [];
  server = createServer((request, response) => {
    keys.push(request.headers.authorization);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/x`);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const status =
  (code: number, body: unknown = {}, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end(JSON.stringify(body));
const broken: Answer = (response) => response.destroy();
const cutOff: Answer = (response) => response.writeHead(200).end('{"data": [');
const error = (code: string) => ({ errors: [{ id: '1', status: '400', code, title: 'Title' }] });

function ask(patience = testPatience()) {
  return requestJson({ url, authorization: 'Bearer secret-key', what: 'page 3 of the accounts' }, patience);
}

test('the key goes out as a bearer, the JSON comes back', async () => {
  answers = [status(200, { ok: 1 })];
  await expect(ask()).resolves.toEqual({ ok: 1 });
  expect(keys).toEqual(['Bearer secret-key']);
});

describe('what passes is waited for', () => {
  test.each([
    ['429 with Retry-After', status(429, {}, { 'retry-after': '7' }), 7000],
    ['429 with X-RateLimit-Reset', status(429, {}, { 'x-ratelimit-reset': '2026-11-23T06:00:12Z' }), 12_000],
    ['429 without a hint', status(429), 250],
    ['503 with Retry-After', status(503, {}, { 'retry-after': '2' }), 2000],
    ['429 with a wait that is over', status(429, {}, { 'retry-after': '0' }), 250],
    ['500', status(500), 250],
    ['408', status(408), 250],
    ['a broken connection', broken, 250],
    ['JSON that was cut off', cutOff, 250],
  ])('%s', async (_, first, wait) => {
    answers = [first, status(200, { ok: 1 })];
    const patience = testPatience();
    await expect(ask(patience)).resolves.toEqual({ ok: 1 });
    expect(patience.waits).toEqual([wait]);
  });

  test('backing off doubles from half a second, at random, up to half a minute', async () => {
    answers = [...Array(9).fill(status(500)), status(200, {})];
    const patience = testPatience();
    await ask(patience);
    expect(patience.waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });
});

test('only answers cut off in a row count as such', async () => {
  answers = [cutOff, cutOff, cutOff, status(503), cutOff, cutOff, status(200, { ok: 1 })];
  await expect(ask()).resolves.toEqual({ ok: 1 });
});

describe('what does not pass ends', () => {
  test('at once when nobody wants the answer any more, even while it waits', async () => {
    answers = [status(429, {}, { 'retry-after': '600' })];
    const controller = new AbortController();
    const patience = {
      ...testPatience(3600),
      sleep: async (_: number, signal?: AbortSignal) => {
        controller.abort(new Error('the walk is over'));
        signal?.throwIfAborted();
      },
    };
    const asked = requestJson({ url, authorization: 'Bearer k', what: 'page 2', signal: controller.signal }, patience);
    await expect(asked).rejects.toThrow('the walk is over');
  });

  test('early for a server that does not answer at all, if it was never reached', async () => {
    answers = [broken];
    const patience = testPatience(3600);
    const asked = requestJson(
      { url, authorization: 'Bearer k', what: 'page 1', reachableBy: patience.now() + 5000 },
      patience,
    );
    await expect(asked).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringContaining('no answer ('),
    });
    expect(patience.now()).toBeLessThan(patience.deadline - 3_500_000);
  });

  test('at the deadline, which no wait crosses', async () => {
    answers = [status(500)];
    const patience = testPatience(10);
    await expect(ask(patience)).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringMatching(/^page 3 of the accounts: the server answered 500; gave up after \d tries/),
    });
    expect(patience.now()).toBeLessThan(patience.deadline);
  });

  test('when the server asks for a wait beyond the deadline', async () => {
    answers = [status(429, {}, { 'retry-after': '3600' })];
    await expect(ask()).rejects.toMatchObject({ problem: 'unavailable' });
  });

  test('when the JSON was cut off four times in a row', async () => {
    answers = [cutOff];
    await expect(ask()).rejects.toMatchObject({
      problem: 'malformed',
      message: 'page 3 of the accounts: the answer is not JSON, or was cut off, 4 times in a row.',
    });
  });

  test.each([
    [400, error('ADMIN-400-1'), 'cursor-refused'],
    [400, error('ADMIN-400-24'), 'refused'],
    [401, {}, 'key-refused'],
    [403, error('ADMIN-403-3'), 'scope-missing'],
    [404, error('ADMIN-404-1'), 'organization-unknown'],
    [410, 'gone', 'refused'],
  ])('at once for %i', async (code, body, problem) => {
    answers = [status(code, body)];
    const patience = testPatience();
    await expect(ask(patience)).rejects.toMatchObject({ problem });
    expect(patience.waits).toEqual([]);
  });

  test('at a redirect: the key is not sent on', async () => {
    answers = [status(302, {}, { location: 'http://127.0.0.1:1/elsewhere' })];
    await expect(ask()).rejects.toMatchObject({ problem: 'link-elsewhere' });
    expect(keys).toHaveLength(1);
  });

  test('and a refused key says how to renew it, without saying the key', async () => {
    answers = [status(401)];
    await expect(ask()).rejects.toMatchObject({
      message: expect.stringMatching(/^the organization key was refused \(401\).*API keys/),
    });
    await expect(ask()).rejects.toMatchObject({ message: expect.not.stringContaining('secret-key') });
  });
});

test.each([
  [{ 'retry-after': '5' }, 5000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 06:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 05:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon', 'x-ratelimit-reset': '2026-11-23T06:00:09Z' }, 9000],
  [{ 'x-ratelimit-reset': 'soon' }, null],
  [{}, null],
])('headers %j ask for a wait of %p', (headers, wait) => {
  expect(askedWait(new Headers(headers), Date.parse('2026-11-23T06:00:00Z'))).toBe(wait);
});
