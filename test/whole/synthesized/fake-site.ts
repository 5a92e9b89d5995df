import { type LoopbackServer, startLoopbackServer } from '../../../local/loopback-server.ts';

export type FakeSite = LoopbackServer;

/** A site of Jira, as far as a key check goes: it knows whoever brings a token. */
export function startFakeSite(): Promise<FakeSite> {
  return startLoopbackServer((request, response) => {
    const status = request.headers.authorization?.startsWith('Basic ') ? 200 : 401;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ accountId: 'watch' }));
  });
}
