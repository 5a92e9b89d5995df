import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

interface UrlReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A function behind an address, as a function URL calls it (payload format 2.0), for whoever asks. */
export function startFunctionUrl(call: (event: unknown) => Promise<UrlReply>): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    try {
      const { statusCode, headers, body } = await call(await eventOf(request));
      response.writeHead(statusCode, headers).end(body);
    } catch {
      refuse(response);
    }
  });
}

async function eventOf(request: IncomingMessage): Promise<object> {
  const url = new URL(request.url ?? '/', 'http://function');
  const body = await text(request);
  return {
    version: '2.0',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: request.headers,
    requestContext: { http: { method: request.method, path: url.pathname } },
    ...(body !== '' && { body: Buffer.from(body).toString('base64') }),
    isBase64Encoded: body !== '',
  };
}

function refuse(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'application/json' }).end('{"Message":"Internal Server Error"}');
}
