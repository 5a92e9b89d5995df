import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { inspectionGaps } from '../../../core/judge-inspection.ts';
import { organizationSchema } from '../../../core/settings.ts';
import type { Archive } from '../../../lambdas/clients/archive.ts';
import { AtlassianError } from '../../../lambdas/clients/atlassian/atlassian-error.ts';
import { connectOrganization } from '../../../lambdas/clients/atlassian/organization.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { getSnapshot } from '../../../lambdas/clients/history/snapshots.ts';
import { getInspectionManifest, readInspections } from '../../../lambdas/clients/inspections.ts';
import { connectSite } from '../../../lambdas/clients/jira/site.ts';
import { putPeople } from '../../../lambdas/clients/people-file.ts';
import { type DurableWalkDependencies, durableWalk } from '../../../lambdas/snapshot/durable-walk.ts';
import type { DurableService } from '../../../local/durable/service.ts';
import type { InspectionRead } from '../../../local/simulation/faults.ts';
import { addRequests, SIMULATED_SITE_TOKEN } from '../../../local/simulation/jira-replies.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { isBillable, OWN_SANDBOX, OWN_SITE, POLICIES, SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { DURABLE, durableHandler, skippingClock, startService } from '../../local/durable/durable-service.ts';
import { testPatience } from '../../patience.ts';
import { makeFolder, openTestStores, type TestStores } from '../../stores.ts';

const ASKED = { organization: SIMULATED_ORGANIZATION, asOf: '2026-11-23T06:00:00Z' };

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
let told: number;
beforeEach(async () => {
  stores = await openTestStores();
  told = 0;
  simulation = await startSimulation({ accounts: 400, agents: 34, signUps: 60, day: 7, synced: 0.3 });
  const settings = organizationSchema.parse({ id: SIMULATED_ORGANIZATION, name: 'Contoso', sites: [OWN_SITE] });
  await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
});
afterEach(async () => {
  await service?.close();
  service = undefined;
  await simulation.close();
  await stores.close();
});

function snapshotFunction(change: Partial<DurableWalkDependencies> = {}) {
  return durableHandler((event: unknown, context) =>
    durableWalk(event, context, {
      history: stores.history,
      archive: stores.archive,
      now: () => new Date('2026-11-23T06:10:00Z'),
      remainingMs: () => 600_000,
      connect,
      connectSite: async () => null,
      tellCompleted: async () => {
        told += 1;
      },
      count: () => {},
      ...change,
    }),
  );
}

const connect: DurableWalkDependencies['connect'] = async (organizationId) =>
  connectOrganization({ apiUrl: simulation.url, organizationId, key: SIMULATED_KEY }, testPatience());

/** Atlassian stops answering after twenty accounts. */
const unavailable: DurableWalkDependencies['connect'] = async (organization, deadline) => {
  const client = await connect(organization, deadline, 'cached');
  let calls = 0;
  const readManage: typeof client.inspector.readManage = async (accountId) => {
    calls += 1;
    if (calls > 20) throw new AtlassianError('unavailable', 'what may be changed: gave up after 9 tries.');
    return client.inspector.readManage(accountId);
  };
  return { ...client, inspector: { ...client.inspector, readManage } };
};

async function run(change: Partial<DurableWalkDependencies> = {}) {
  service = await startService();
  service.register('snapshot', snapshotFunction(change), DURABLE);
  const invoked = await service.invoke('snapshot:live', ASKED);
  await service.settled();
  return invoked.state === 'returned' ? JSON.parse(invoked.payload ?? 'null') : invoked;
}

async function inspected() {
  const manifest = await getInspectionManifest(stores.archive, ASKED);
  if (!manifest) throw new Error('there was no inspection');
  return { manifest, inspections: await readInspections(stores.archive, manifest) };
}

const accounts = () => [...simulation.world.accounts.values()];
const inQuestion = () =>
  accounts()
    .filter(isBillable)
    .filter(
      ({ access, lastActive }) => access.every(({ url }) => url !== OWN_SITE) || (lastActive ?? '9') < '2026-06-01',
    )
    .map(({ id }) => id)
    .sort();

async function expectComplete(result: unknown) {
  expect(result).toEqual({ ...ASKED, state: 'complete', why: null });
  expect(await getSnapshot(stores.history, ASKED.organization, ASKED.asOf)).toMatchObject({ state: 'complete' });
  expect(told).toBe(1);
}

describe('the accounts in question', () => {
  test('are inspected, and no others; all that the organization is today is known', async () => {
    await expectComplete(await run());
    const { manifest, inspections } = await inspected();
    expect([...inspections.keys()].sort()).toEqual(inQuestion());
    expect(manifest).toMatchObject({ chosen: inspections.size, inspected: inspections.size, stopped: null });
    expect(manifest.parts.length).toBeGreaterThan(1);
    expect(manifest.findings.workspaces).toEqual({
      known: true,
      value: [
        { host: OWN_SANDBOX, sandbox: true },
        { host: OWN_SITE, sandbox: false },
      ],
    });
    for (const account of accounts().filter(({ id }) => inspections.has(id))) {
      expect(inspections.get(account.id)).toMatchObject({
        gone: false,
        management: { value: account.synced ? 'idp' : 'local' },
        scimLinks: { value: account.synced ? [{ directoryId: SIMULATED_DIRECTORY }] : [] },
        organizationAdmin: { value: account.admin },
        // Answers go by account id here, so that a hidden e-mail loses nothing.
        policy: { value: POLICIES.default },
      });
    }
  });

  test('of those who have left, whatever they use', async () => {
    const agent = accounts().find(({ access, email }) => access.some(({ url }) => url === OWN_SITE) && email !== null);
    const left = {
      email: agent?.email?.toLowerCase() ?? '',
      state: 'left' as const,
      lastDay: '2026-10-31',
      department: null,
    };
    await putPeople(stores.archive, ASKED.organization, {
      ...{ source: 'hr.csv', asOf: '2026-11-20', people: [left], unreadableRows: [] },
    });
    await run();
    expect((await inspected()).inspections.has(agent?.id ?? '')).toBe(true);
  });

  test('the history of the execution names nobody', async () => {
    await run();
    const kept = JSON.stringify(service?.executions());
    expect(kept).not.toMatch(/@contoso|Abel|Brandt/);
    expect(kept).not.toContain(SIMULATED_KEY);
    expect(inQuestion().filter((id) => kept.includes(id))).toEqual([]);
  });
});

describe('what may not be read is not known, and costs no further calls', () => {
  test.each<[InspectionRead, string]>([
    ['users-search', 'organizationAdmin'],
    ['policies', 'policy'],
    ['manage', 'manage'],
    ['scim-links', 'scimLinks'],
  ])('%s', async (read, fact) => {
    await run();
    const calls = simulation.calls;
    await service?.close();
    await stores.close();
    stores = await openTestStores();
    const settings = organizationSchema.parse({ id: SIMULATED_ORGANIZATION, name: 'Contoso', sites: [OWN_SITE] });
    await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
    told = 0;
    simulation.faults.forbidden = [read];
    await expectComplete(await run());
    const { inspections } = await inspected();
    expect(inspectionGaps(inspections.values())).toContainEqual({
      ...{ fact, why: 'forbidden', accounts: inspections.size },
    });
    expect(simulation.calls - calls).toBeLessThanOrEqual(calls);
  });

  test('manage, of 60 accounts: three calls', async () => {
    simulation.faults.forbidden = ['manage', 'scim-links', 'policies', 'users-search', 'workspaces'];
    await run();
    const { inspections, manifest } = await inspected();
    expect(manifest.findings.workspaces).toEqual({ known: false, why: 'forbidden' });
    expect(inspections.size).toBeGreaterThan(55);
    // Four pages, one question for workspaces, three of each other kind; policies are asked twice for a hundred at most.
    expect(simulation.calls).toBeLessThanOrEqual(4 + 1 + 3 * 3 + 2);
  });
});

describe('a failed inspection never touches the snapshot', () => {
  test('Atlassian stops answering', async () => {
    await expectComplete(await run({ connect: unavailable }));
    const { manifest, inspections } = await inspected();
    expect(manifest).toMatchObject({ inspected: 20, stopped: expect.stringContaining('gave up') });
    expect(inspections.size).toBe(20);
  });

  test('the archive refuses its parts', async () => {
    const { archive } = stores;
    const refusing: Archive = {
      ...archive,
      put: async (key, body) => {
        if (key.startsWith('inspection/')) throw new Error('access denied');
        await archive.put(key, body);
      },
    };
    const counted: string[] = [];
    await expectComplete(await run({ archive: refusing, count: (metric) => counted.push(metric) }));
    expect(counted).toEqual(['InspectionsFailed']);
    expect(await getInspectionManifest(stores.archive, ASKED)).toBeUndefined();
  });

  test('it takes too long', async () => {
    const begun = Date.parse('2026-11-23T06:10:00Z');
    let minutes = 0;
    const now = () => {
      minutes += 4;
      return new Date(begun + minutes * 60_000);
    };
    // The lease is older than that each time, and is taken up again by the same owner.
    await run({ now });
    expect((await inspected()).manifest.stopped).toMatch(/over 45 minutes/);
  });
});

describe('requests reported', () => {
  const site: DurableWalkDependencies['connectSite'] = async ({ sites }) => {
    expect(sites).toEqual([{ host: OWN_SITE, sandbox: false }]);
    return connectSite({ siteUrl: simulation.url, token: SIMULATED_SITE_TOKEN }, testPatience());
  };
  const askedOf = () => accounts().filter(({ id, synced }) => synced && inQuestion().includes(id));
  const avoidable = () => askedOf().filter(({ access }) => access.every(({ url }) => url !== OWN_SITE));

  test('are counted of accounts that are synced and avoidable, and of no others', async () => {
    for (const [index, { id }] of avoidable().entries()) addRequests(simulation.site, id, index % 4);
    expect(avoidable().length).toBeGreaterThan(10);
    await expectComplete(await run({ connectSite: site }));
    const { inspections } = await inspected();
    const counted = [...inspections.values()].filter(({ requestsReported }) => requestsReported.known);
    expect(counted.map(({ accountId }) => accountId).sort()).toEqual(
      avoidable()
        .map(({ id }) => id)
        .sort(),
    );
    for (const [index, { id }] of avoidable().entries()) {
      expect(inspections.get(id)?.requestsReported).toEqual({ known: true, value: index % 4 });
    }
  });

  test('without a token they are not asked, and nothing else is missed', async () => {
    await expectComplete(await run());
    const { inspections } = await inspected();
    expect(inspections.get(avoidable()[0]?.id ?? '')).toMatchObject({
      ...{ requestsReported: { known: false, why: 'not-asked' }, management: { known: true } },
    });
  });

  test('a token that may not read them is given up after three of each batch', async () => {
    simulation.faults.forbidden = ['requests'];
    await expectComplete(await run({ connectSite: site }));
    const { inspections } = await inspected();
    expect(inspectionGaps(inspections.values())).toContainEqual(
      expect.objectContaining({ fact: 'requestsReported', why: 'forbidden' }),
    );
  });

  test('a site that does not answer ends its own question only', async () => {
    let asked = 0;
    const silent: DurableWalkDependencies['connectSite'] = async () => ({
      countRequests: async () => {
        asked += 1;
        throw new AtlassianError('unavailable', 'the requests: gave up after 3 tries.');
      },
    });
    await expectComplete(await run({ connectSite: silent }));
    const { manifest, inspections } = await inspected();
    expect(manifest).toMatchObject({ stopped: null, inspected: inspections.size });
    expect(asked).toBe(1);
    expect(inspections.get(avoidable()[0]?.id ?? '')?.requestsReported).toEqual({ known: false, why: 'failed' });
  });
});

describe('when not all can be reached', () => {
  const NEXT = { ...ASKED, asOf: '2026-11-24T06:00:00Z' };

  test('the next snapshot takes those that were not, and goes on knowing the others', async () => {
    await run({ connect: unavailable });
    const first = await inspected();
    await service?.close();
    service = await startService();
    const now = () => new Date('2026-11-24T06:10:00Z');
    service.register('snapshot', snapshotFunction({ connect: unavailable, now }), DURABLE);
    await service.invoke('snapshot:live', NEXT);
    await service.settled();
    const manifest = await getInspectionManifest(stores.archive, NEXT);
    if (!manifest) throw new Error('there was no second inspection');
    expect(manifest).toMatchObject({ inspected: 20, carried: 20 });
    const second = [...(await readInspections(stores.archive, manifest)).values()];
    const dated = (day: string) =>
      second
        .filter(({ inspectedAt }) => inspectedAt.startsWith(day))
        .map(({ accountId }) => accountId)
        .sort();
    expect(dated('2026-11-23')).toEqual([...first.inspections.keys()].sort());
    expect(dated('2026-11-24')).toHaveLength(20);
  });
});

test('an account that is gone by then is told as gone', async () => {
  const gone = inQuestion()[0] ?? '';
  const leaving: DurableWalkDependencies['connect'] = async (organization, deadline) => {
    const client = await connect(organization, deadline, 'cached');
    const searchUsers: typeof client.inspector.searchUsers = (ids) => {
      simulation.world.accounts.delete(gone);
      return client.inspector.searchUsers(ids);
    };
    return { ...client, inspector: { ...client.inspector, searchUsers } };
  };
  await run({ connect: leaving });
  expect((await inspected()).inspections.get(gone)).toMatchObject({ gone: true, management: { known: false } });
});

test('handing over after every batch ends the same', async () => {
  await expectComplete(await run({ remainingMs: () => 150_000 }));
  expect([...(await inspected()).inspections.keys()].sort()).toEqual(inQuestion());
});

test('the same slot again does not inspect again', async () => {
  await run();
  const calls = simulation.calls;
  await service?.close();
  await run();
  expect(simulation.calls).toBe(calls);
});

test('killed after every checkpoint in turn, it is one inspection', async () => {
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
  expect([...(await inspected()).inspections.keys()].sort()).toEqual(inQuestion());
}, 120_000);
