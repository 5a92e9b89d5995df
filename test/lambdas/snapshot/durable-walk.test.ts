import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { organizationSchema } from '../../../core/settings.ts';
import { readAccountParts } from '../../../lambdas/clients/account-parts.ts';
import type { Archive } from '../../../lambdas/clients/archive.ts';
import { connectOrganization } from '../../../lambdas/clients/atlassian/organization.ts';
import { getHead, takeLease } from '../../../lambdas/clients/history/head.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { listSnapshots, requireSnapshot } from '../../../lambdas/clients/history/snapshots.ts';
import { type DurableWalkDependencies, durableWalk } from '../../../lambdas/snapshot/durable-walk.ts';
import type { DurableService } from '../../../local/durable/service.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  type SimulationOptions,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { DURABLE, durableHandler, skippingClock, startService } from '../../local/durable/durable-service.ts';
import { testPatience } from '../../patience.ts';
import { makeFolder, openTestStores, type TestStores } from '../../stores.ts';

const ASKED = { organization: SIMULATED_ORGANIZATION, asOf: '2026-11-23T06:00:00Z' };

// A killed service leaves its handlers without an answer; only in the end they hear that it is gone, and the SDK says so.
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  for (const close of closing) await close();
  while (stderr.mock.calls.length < closing.length) await setImmediate();
  stderr.mockRestore();
});

let stores: TestStores;
let simulation: Simulation;
let service: DurableService | undefined;
let told: object[];
let now: () => Date;
beforeEach(async () => {
  stores = await openTestStores();
  told = [];
  now = () => new Date('2026-11-23T06:10:00Z');
  const settings = organizationSchema.parse({ id: SIMULATED_ORGANIZATION, name: 'Contoso' });
  await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
});
afterEach(async () => {
  await service?.close();
  service = undefined;
  await simulation?.close();
  await stores.close();
});

async function simulate(options: SimulationOptions = {}) {
  simulation = await startSimulation({ accounts: 25_000, agents: 500, signUps: 1, pageSize: 2500, ...options });
}

/** Each call on the archive may be the one at which the process dies: it hangs, as for a process that is gone. */
function dyingArchive(dies: () => boolean): Archive {
  const guard = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    if (dies()) throw new Error('the process dies here');
    return call();
  };
  const { archive } = stores;
  return {
    location: archive.location,
    put: (key, body) => guard(() => archive.put(key, body)),
    get: (key) => guard(() => archive.get(key)),
    list: (prefix) => guard(() => archive.list(prefix)),
    remove: (key) => guard(() => archive.remove(key)),
  };
}

function snapshotFunction(change: Partial<DurableWalkDependencies> = {}) {
  return durableHandler((event: unknown, context) =>
    durableWalk(event, context, {
      history: stores.history,
      archive: stores.archive,
      now: () => now(),
      remainingMs: () => 600_000,
      connectSite: async () => null,
      connect: async (organizationId) =>
        connectOrganization({ apiUrl: simulation.url, organizationId, key: SIMULATED_KEY }, testPatience()),
      tellCompleted: async (request) => {
        told.push(request);
      },
      count: () => {},
      ...change,
    }),
  );
}

async function run(event: object = ASKED, change: Partial<DurableWalkDependencies> = {}) {
  service = await startService();
  service.register('snapshot', snapshotFunction(change), DURABLE);
  const invoked = await service.invoke('snapshot:live', event);
  await service.settled();
  return invoked.state === 'returned' ? JSON.parse(invoked.payload ?? 'null') : invoked;
}

async function expectOneSnapshot() {
  const snapshots = await listSnapshots(stores.history, SIMULATED_ORGANIZATION, '0', '9');
  expect(snapshots).toHaveLength(1);
  const ids: string[] = [];
  const snapshot = await requireSnapshot(stores.history, SIMULATED_ORGANIZATION, ASKED.asOf);
  for await (const accounts of readAccountParts(stores.archive, snapshot))
    ids.push(...accounts.map((one) => one.accountId));
  expect(ids.sort()).toEqual([...simulation.world.accounts.keys()].sort());
  expect(new Set(told.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(ASKED)]));
  const head = await getHead(stores.history, SIMULATED_ORGANIZATION);
  expect(head).toMatchObject({ snapshot: ASKED.asOf });
  expect(head.lease).toBeUndefined();
}

describe('a walk in batches', () => {
  test('is one snapshot and one event', async () => {
    await simulate();
    expect(await run()).toEqual({ ...ASKED, state: 'complete', why: null });
    await expectOneSnapshot();
    expect(told).toHaveLength(1);
  });

  test('that hands over after every batch ends the same', async () => {
    await simulate();
    expect(await run(ASKED, { remainingMs: () => 150_000 })).toMatchObject({ state: 'complete' });
    await expectOneSnapshot();
    expect(service?.executions()[0]?.operations.filter(({ Type }) => Type === 'WAIT').length).toBeGreaterThan(1);
  });

  test('goes on with a key that was changed in mid-run: the old one is refused, the new one read anew', async () => {
    await simulate({ accounts: 30_000, pageSize: 1000 });
    const how: string[] = [];
    let changed = false;
    const connect: DurableWalkDependencies['connect'] = async (organizationId, _, reading) => {
      how.push(reading);
      const key = how.length > 1 && !changed ? 'revoked' : SIMULATED_KEY;
      if (reading === 'anew') changed = true;
      const fresh = reading === 'anew' ? SIMULATED_KEY : key;
      return connectOrganization({ apiUrl: simulation.url, organizationId, key: fresh }, testPatience());
    };
    expect(await run(ASKED, { connect })).toMatchObject({ state: 'complete' });
    expect(how.slice(0, 4)).toEqual(['cached', 'cached', 'anew', 'cached']);
    await expectOneSnapshot();
  });

  test('a key that stays refused ends the walk, with the mend', async () => {
    await simulate({ accounts: 10 });
    const connect: DurableWalkDependencies['connect'] = async (organizationId) =>
      connectOrganization({ apiUrl: simulation.url, organizationId, key: 'revoked' }, testPatience());
    const failed = { ErrorMessage: expect.stringMatching(/refused \(401.*Create a read-only key/) };
    expect(await run(ASKED, { connect })).toMatchObject({ state: 'failed', error: failed });
    expect((await getHead(stores.history, SIMULATED_ORGANIZATION)).lease).toBeUndefined();
  });

  test('dispatched, it first waits its share of the hour', async () => {
    await simulate({ accounts: 100 });
    expect(await run({ ...ASKED, dispatchedAt: '2026-11-23T06:00:00Z' })).toMatchObject({ state: 'complete' });
    const [first] = service?.executions()[0]?.operations.filter(({ Type }) => Type === 'WAIT') ?? [];
    expect(first?.Name).toBe('share of the hour');
  });

  test('holds nobody in its history: no name, no e-mail, no key', async () => {
    await simulate({ accounts: 300, pageSize: 100 });
    await run();
    const kept = JSON.stringify(service?.executions());
    expect(kept).not.toMatch(/@contoso|Abel|Brandt/);
    expect(kept).not.toContain(SIMULATED_KEY);
  });
});

describe('what it refuses', () => {
  test.each([
    [
      'an event that is over an hour old',
      { ...ASKED, dispatchedAt: '2026-11-23T05:00:00Z' },
      'refused',
      /over an hour ago/,
    ],
    ['an instant in the future', { ...ASKED, asOf: '2027-01-01T06:00:00Z' }, 'refused', /lies in the future/],
    ['an organization that nobody applied', { ...ASKED, organization: 'nobody' }, 'refused', /is not taken care of/],
  ])('%s', async (_, event, state, why) => {
    await simulate({ accounts: 10 });
    expect(await run(event)).toMatchObject({ state, why: expect.stringMatching(why) });
    expect(told).toEqual([]);
  });

  test('a payload that is none', async () => {
    await simulate({ accounts: 10 });
    expect(await run({ organization: 'a/b', asOf: 'yesterday' })).toMatchObject({ state: 'failed' });
  });

  test('a walk while another one is under way', async () => {
    await simulate({ accounts: 10 });
    const lease = { owner: 'other', asOf: ASKED.asOf, now: '2026-11-23T06:09:00Z', until: '2026-11-23T06:20:00Z' };
    await takeLease(stores.history, SIMULATED_ORGANIZATION, lease);
    expect(await run()).toMatchObject({ state: 'busy' });
  });
});

test('the same slot twice: the second execution finds the snapshot and tells it again', async () => {
  await simulate({ accounts: 100 });
  await run();
  await service?.close();
  expect(await run()).toMatchObject({ state: 'complete' });
  await expectOneSnapshot();
});

test('two at once: one walks, both end well', async () => {
  await simulate({ accounts: 5000, pageSize: 500 });
  service = await startService();
  service.register('snapshot', snapshotFunction(), DURABLE);
  const both = await Promise.all([
    service.invoke('snapshot:live', ASKED),
    service.invoke('snapshot:live', { ...ASKED }),
  ]);
  await service.settled();
  const states = both.map((one) => (one.state === 'returned' ? JSON.parse(one.payload ?? 'null').state : one.state));
  expect(states).toContain('complete');
  await expectOneSnapshot();
});

test('refused cursors begin the walk anew, and leave no part behind that is not named', async () => {
  await simulate({ accounts: 12_000, pageSize: 1000, faults: { badCursorRate: 0.12 }, seed: 9 });
  expect(await run()).toMatchObject({ state: 'complete' });
  expect(simulation.calls).toBeGreaterThan(12);
  await expectOneSnapshot();
});

test('a refused key ends the execution with its sentence, without the lease', async () => {
  await simulate({ accounts: 10 });
  const connect: DurableWalkDependencies['connect'] = async (organizationId) =>
    connectOrganization({ apiUrl: simulation.url, organizationId, key: 'wrong' }, testPatience());
  expect(await run(ASKED, { connect })).toMatchObject({
    state: 'failed',
    error: { ErrorMessage: expect.stringContaining('was refused (401') },
  });
  expect((await getHead(stores.history, SIMULATED_ORGANIZATION)).lease).toBeUndefined();
});

describe('killed and resumed', () => {
  test('after every checkpoint in turn', async () => {
    await simulate({ accounts: 25_000, pageSize: 2500 });
    const folder = await makeFolder();
    const clock = skippingClock();
    let lives = 0;
    for (let ended = false; !ended && lives < 60; lives += 1) {
      const current = await startService({ ...clock, folder, killAfter: (count) => count >= 2 });
      current.register('snapshot', snapshotFunction(), DURABLE);
      if (lives === 0) await current.invoke('snapshot:live', ASKED, { type: 'Event', name: 'slot' });
      await current.settled();
      ended = current.executions().every(({ status }) => status === 'SUCCEEDED');
      if (ended) await current.close();
      else closing.push(current.close);
    }
    expect(lives).toBeGreaterThan(5);
    await expectOneSnapshot();
  }, 120_000);

  test('at every call of the archive in turn', async () => {
    await simulate({ accounts: 400, pageSize: 100 });
    for (let deadly = 1; ; deadly += 1) {
      let calls = 0;
      const archive = dyingArchive(() => {
        calls += 1;
        return calls === deadly;
      });
      const asked = { ...ASKED, asOf: `2026-11-22T06:${String(deadly).padStart(2, '0')}:00Z` };
      expect(await run(asked, { archive })).toMatchObject({ state: 'complete' });
      const snapshot = await requireSnapshot(stores.history, SIMULATED_ORGANIZATION, asked.asOf);
      expect(snapshot.accounts).toBe(400);
      await service?.close();
      if (calls < deadly) break;
    }
  }, 60_000);
});
