import { type LoopbackServer, startLoopbackServer } from '../../../local/loopback-server.ts';

export type FakeSite = LoopbackServer;

/** A site of Jira, as far as a key check and a count go: it knows whoever brings a token, and two requests of anybody. */
export function startFakeSite(): Promise<FakeSite> {
  return startLoopbackServer((request, response) => {
    const status = request.headers.authorization?.startsWith('Basic ') ? 200 : 401;
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ accountId: 'watch', count: 2 }));
  });
}
