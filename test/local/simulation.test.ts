import { describe, expect, test } from '@jest/globals';
import { worldOn } from '../../local/simulation/pass-time.ts';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION, startSimulation } from '../../local/simulation/server.ts';
import { GUIDE, isBillable } from '../../local/simulation/world.ts';

const billable = (day: number, options = GUIDE) =>
  [...worldOn(day, options).accounts.values()].filter(isBillable).length;

describe("the guide's organization", () => {
  test('10,000 claimed accounts, 200 agents, then 300 sign-ups', () => {
    expect(worldOn(0, GUIDE).accounts.size).toBe(10_000);
    expect(billable(0)).toBe(200);
    expect(billable(7)).toBe(500);
  });

  test('the same seed tells the same story, another one another', () => {
    const story = (seed: number) =>
      JSON.stringify([...worldOn(21, { ...GUIDE, seed, accounts: 500 }).accounts.values()]);
    expect(story(1)).toBe(story(1));
    expect(story(1)).not.toBe(story(2));
  });

  test('the weeks go on: joiners, leavers, other sites, sandboxes, missing flags, a domain', () => {
    const third = [...worldOn(21, GUIDE).accounts.values()];
    expect(third.filter((account) => account.flagMissing)).toHaveLength(25);
    expect(third.some((account) => account.access.some(({ url }) => url?.includes('-sandbox-')))).toBe(true);
    expect(third.some((account) => account.email === null)).toBe(true);
    const fourth = [...worldOn(28, GUIDE).accounts.values()];
    expect(fourth.filter((account) => account.email?.endsWith('@fabrikam.com'))).toHaveLength(40);
    expect(fourth.some((account) => account.flagMissing)).toBe(false);
  });

  test('some come and go between two Mondays', () => {
    expect(billable(3)).toBe(506);
  });
});

describe('its API', () => {
  const call = async (options: Parameters<typeof startSimulation>[0], path: string, key = SIMULATED_KEY) => {
    const simulation = await startSimulation({ accounts: 30, agents: 5, signUps: 3, ...options });
    try {
      const url = `${simulation.url}/admin/v1/orgs/${path}`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
      return { status: response.status, headers: response.headers, body: await response.json() };
    } finally {
      await simulation.close();
    }
  };

  test.each([
    ['no key', {}, SIMULATED_ORGANIZATION, 'x', 401, 'ADMIN-401-1'],
    ['another organization', {}, 'other', SIMULATED_KEY, 404, 'ADMIN-404-1'],
    ['a bad cursor', {}, `${SIMULATED_ORGANIZATION}/users?cursor=zzz`, SIMULATED_KEY, 400, 'ADMIN-400-1'],
    ['an error', { faults: { serverErrorRate: 1 } }, SIMULATED_ORGANIZATION, SIMULATED_KEY, 500, 'ADMIN-500-1'],
  ])('%s', async (_, options, path, key, status, code) => {
    expect(await call(options, path, key)).toMatchObject({
      status,
      body: { errors: [{ status: String(status), code }] },
    });
  });

  test('says when to come back once its limit is reached', async () => {
    const simulation = await startSimulation({ accounts: 3, agents: 1, signUps: 1, faults: { callsPerMinute: 1 } });
    const ask = () =>
      fetch(`${simulation.url}/admin/v1/orgs/${SIMULATED_ORGANIZATION}`, {
        headers: { authorization: `Bearer ${SIMULATED_KEY}` },
      });
    expect((await ask()).status).toBe(200);
    const limited = await ask();
    expect(limited.status).toBe(429);
    expect(Date.parse(limited.headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(Date.now());
    await simulation.close();
  });

  test('time is moved on from outside', async () => {
    const simulation = await startSimulation({ accounts: 400, agents: 5, signUps: 30 });
    await fetch(`${simulation.url}/simulation/day?day=7`, { method: 'POST' });
    expect([...simulation.world.accounts.values()].filter(isBillable)).toHaveLength(35);
    await simulation.close();
  });
});
