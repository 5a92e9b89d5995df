import { afterEach, describe, expect, test } from '@jest/globals';
import { connectSite } from '../../../../lambdas/clients/jira/site.ts';
import { addRequests, SIMULATED_SITE_TOKEN } from '../../../../local/simulation/jira-replies.ts';
import { type Simulation, startSimulation } from '../../../../local/simulation/server.ts';
import { type ApiAnswer, type FakeApi, startFakeApi } from '../../../fake-api.ts';
import { testPatience } from '../../../patience.ts';

let api: FakeApi | undefined;
let simulation: Simulation | undefined;
afterEach(async () => {
  await api?.close();
  await simulation?.close();
  api = undefined;
  simulation = undefined;
});

test('the client and the simulated site understand each other', async () => {
  simulation = await startSimulation({ accounts: 5, agents: 1, signUps: 1 });
  addRequests(simulation.site, '557058:ada', 3);
  addRequests(simulation.site, '557058:bela', 2);
  const site = connectSite({ siteUrl: simulation.url, token: SIMULATED_SITE_TOKEN }, testPatience());
  expect(await site.countRequests('557058:ada')).toBe(3);
  expect(await site.countRequests('557058:chen')).toBe(0);
  const stranger = connectSite({ siteUrl: simulation.url, token: 'a@b.c:wrong' }, testPatience());
  await expect(stranger.countRequests('557058:ada')).rejects.toMatchObject({ problem: 'key-refused' });
});

describe('how it is asked', () => {
  async function site(reply: Partial<ApiAnswer>) {
    api = await startFakeApi(() => ({ status: 200, ...reply }));
    return connectSite({ siteUrl: api.url, token: 'bot@acme.com:token' }, testPatience());
  }

  test('a bounded search for a number, with the token of a person', async () => {
    expect(await (await site({ body: { count: 7 } })).countRequests('557058:x')).toBe(7);
    expect(api?.calls).toMatchObject([
      {
        method: 'POST',
        path: '/rest/api/3/search/approximate-count',
        headers: { authorization: `Basic ${Buffer.from('bot@acme.com:token').toString('base64')}` },
        body: JSON.stringify({ jql: 'reporter = "557058:x"' }),
      },
    ]);
  });

  test('an id cannot end its quotes', async () => {
    await (await site({ body: { count: 0 } })).countRequests('a" OR project = "HR\\');
    expect(api?.calls[0]?.body).toBe(JSON.stringify({ jql: 'reporter = "a OR project = HR"' }));
  });

  test.each([
    [{ status: 401 }, 'key-refused'],
    [{ status: 403 }, 'scope-missing'],
    [{ status: 404 }, 'refused'],
    [{ body: { count: '7' } }, 'malformed'],
    [{ body: {} }, 'malformed'],
  ])('%j', async (reply, problem) => {
    await expect((await site(reply)).countRequests('a')).rejects.toMatchObject({ problem });
  });

  test('a site that does not answer is tried for half a minute', async () => {
    const asking = (await site({ status: 503 })).countRequests('a');
    await expect(asking).rejects.toMatchObject({ problem: 'unavailable' });
  });
});
