import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';

export interface LoopbackServer {
  readonly url: string;
  /** Ends connections that are open, too. */
  close(): Promise<void>;
}

export type StartServer = (listener: RequestListener) => Promise<LoopbackServer>;

/** An HTTP server on a free port of the loopback address. */
export async function startLoopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  const url = await listenOnLoopback(server);
  return {
    url,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Starts servers one after the other, all on one address, each until it is closed or the next one starts: for clients that keep to the address they first knew. The port
 * is held for the life of the process, for a free one is soon somebody else's; it does not keep the process alive.
 */
export function startServersOnOneAddress(): StartServer {
  let current: { answer: RequestListener; responses: Set<ServerResponse> } | null = null;
  const server = createServer((request, response) => {
    if (current === null) return void response.destroy();
    const { answer, responses } = current;
    responses.add(response);
    response.once('close', () => responses.delete(response));
    answer(request, response);
  });
  let listening: Promise<string> | undefined;
  return async (answer) => {
    listening ??= listenOnLoopback(server);
    const url = await listening;
    server.unref();
    const own = { answer, responses: new Set<ServerResponse>() };
    current = own;
    return {
      url,
      async close() {
        if (current === own) current = null;
        for (const response of own.responses) response.destroy();
        server.closeIdleConnections();
      },
    };
  };
}

/** Listens on a free port, or on the one that is named, and says the URL. */
export async function listenOnLoopback(server: Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port.');
  return `http://127.0.0.1:${address.port}`;
}
