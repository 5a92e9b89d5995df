import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { type LoopbackServer, startLoopbackServer } from '../local/loopback-server.ts';

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface FakeApi extends LoopbackServer {
  readonly calls: ApiCall[];
}

/** An HTTP API of one test: `answer` says what each call gets. */
export async function startFakeApi(answer: (call: ApiCall) => ApiAnswer): Promise<FakeApi> {
  const calls: ApiCall[] = [];
  const server = await startLoopbackServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const call = { method, path: url, headers, body: await text(request) };
    calls.push(call);
    const { status, body = {} } = answer(call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { ...server, calls };
}
