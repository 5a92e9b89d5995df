import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../core/account.ts';
import { type CompleteSnapshot, manifestSchema } from '../../../core/snapshot.ts';
import { readAccountParts } from '../../../lambdas/clients/account-parts.ts';
import { connectOrganization } from '../../../lambdas/clients/atlassian/organization.ts';
import { getHead } from '../../../lambdas/clients/history/head.ts';
import { type ReadAccounts, type SnapshotOutcome, takeSnapshot } from '../../../lambdas/snapshot/take-snapshot.ts';
import { walkAccounts } from '../../../lambdas/snapshot/walk.ts';
import { PART_ACCOUNTS } from '../../../lambdas/snapshot/write-parts.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  type SimulationOptions,
  startSimulation,
} from '../../../local/simulation/server.ts';
import { agent } from '../../accounts.ts';
import { testPatience } from '../../patience.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
let simulation: Simulation | undefined;

beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(async () => {
  await simulation?.close();
  simulation = undefined;
  await stores.close();
});

const AS_OF = '2026-11-16T06:00:00Z';
const NEXT = '2026-11-17T06:00:00Z';
const SMALL = { accounts: 250, agents: 20, signUps: 10, pageSize: 100 };

async function fromSimulation(options: SimulationOptions = {}): Promise<ReadAccounts> {
  await simulation?.close();
  simulation = await startSimulation({ ...SMALL, ...options });
  const access = { apiUrl: simulation.url, organizationId: SIMULATED_ORGANIZATION, key: SIMULATED_KEY };
  const client = connectOrganization(access, testPatience());
  return async (parts) => ({
    source: { kind: 'api', key: 'account-id' },
    evidence: { kind: 'totals', ...(await walkAccounts(client, parts)) },
  });
}

/** Reads a list of accounts, told as `total`. */
function fromList(accounts: readonly Account[], total = accounts.length): ReadAccounts {
  return async (parts) => {
    await parts.add(accounts);
    return {
      source: { kind: 'api', key: 'account-id' },
      evidence: { kind: 'totals', firstTotal: total, lastTotal: total },
    };
  };
}

function people(count: number, changes: (index: number) => Partial<Account> = () => ({})): Account[] {
  return Array.from({ length: count }, (_, index) => agent({ accountId: `a${index}`, ...changes(index) }));
}

function snapshot(readAccounts: ReadAccounts, asOf = AS_OF, owner = 'test') {
  return takeSnapshot(stores, { organization: 'acme', asOf, owner, settings: 'v1', readAccounts });
}

function completed(outcome: SnapshotOutcome): CompleteSnapshot {
  if (outcome.state !== 'complete') throw new Error(`the snapshot is ${outcome.state}`);
  return outcome.snapshot;
}

async function idsOf(complete: CompleteSnapshot): Promise<string[]> {
  const ids: string[] = [];
  for await (const accounts of readAccountParts(stores.archive, complete))
    ids.push(...accounts.map((one) => one.accountId));
  return ids;
}

describe('a walk by the API', () => {
  test.each([
    ['one page', { pageSize: 1000 }],
    ['three pages', {}],
    ['relative links', { links: 'relative' }],
    ['pages of one', { accounts: 30, pageSize: 1 }],
    ['a page of 10,000', { accounts: 10_000, pageSize: 10_000 }],
    ['nobody', { accounts: 0, agents: 0, signUps: 0 }],
  ] as const)('%s', async (_, options) => {
    const complete = completed(await snapshot(await fromSimulation(options)));
    expect(await idsOf(complete)).toEqual([...(simulation?.world.accounts.keys() ?? [])]);
    expect(complete.accounts).toBe({ ...SMALL, ...options }.accounts);
    expect((await getHead(stores.history, 'acme')).snapshot).toBe(AS_OF);
  });

  test('through errors, broken connections, cut-off answers, rate limits and bad cursors', async () => {
    const faults = { serverErrorRate: 0.2, droppedRate: 0.1, truncatedRate: 0.1, badCursorRate: 0.02 };
    const complete = completed(await snapshot(await fromSimulation({ pageSize: 10, faults, seed: 5 })));
    expect(await idsOf(complete)).toEqual([...(simulation?.world.accounts.keys() ?? [])]);
    expect(simulation?.calls).toBeGreaterThan(25);
  });

  test('a cursor that is refused for good ends after two restarts', async () => {
    const readAccounts = await fromSimulation({ faults: { badCursorRate: 1 } });
    await expect(snapshot(readAccounts)).rejects.toMatchObject({ problem: 'cursor-refused' });
    expect(simulation?.calls).toBe(6);
    expect(await stores.archive.list('snapshots/')).toEqual([]);
    expect((await getHead(stores.history, 'acme')).lease).toBeUndefined();
  });

  test.each([
    ['a link to another host', 'https://evil.example/users?cursor=x', 'link-elsewhere'],
    ['a link back to the first page', `/admin/v1/orgs/${SIMULATED_ORGANIZATION}/users`, 'malformed'],
  ])('%s ends it', async (_, next, problem) => {
    const readAccounts = await fromSimulation({ alterPage: (page) => ({ ...page, links: { ...page.links, next } }) });
    await expect(snapshot(readAccounts)).rejects.toMatchObject({ problem });
  });

  test('access_billable gone from every account is a loud failure, not zero', async () => {
    const readAccounts = await fromSimulation({
      alterPage: (page) => ({ ...page, data: page.data.map((row) => ({ ...row, access_billable: undefined })) }),
    });
    await expect(snapshot(readAccounts)).rejects.toMatchObject({
      problem: 'flag-missing',
      message: expect.stringContaining('missing on all 250 accounts'),
    });
    expect((await getHead(stores.history, 'acme')).snapshot).toBeUndefined();
  });

  test('rows that cannot be read name page and row', async () => {
    const readAccounts = await fromSimulation({
      alterPage: (page, first) => (first === 100 ? { ...page, data: [...page.data.slice(0, 4), { name: 'x' }] } : page),
    });
    await expect(snapshot(readAccounts)).rejects.toThrow(/^page 2 of the accounts: row 5 /);
  });
});

describe('each account once', () => {
  test('the last row wins, wherever the first one was', async () => {
    const first = people(45_000);
    const again = agent({ accountId: 'a5', billable: 'not-billable' });
    const complete = completed(await snapshot(fromList([...first, again, again], 45_000)));
    expect(complete).toMatchObject({ accounts: 45_000, billable: 44_999, notBillable: 1, duplicates: 2 });
    const ids = await idsOf(complete);
    expect(new Set(ids).size).toBe(45_000);
    expect(ids).toHaveLength(45_000);
  });
});

describe('completeness', () => {
  test('a gap beyond tolerance leaves a partial snapshot, and the head where it was', async () => {
    const outcome = await snapshot(fromList(people(100), 120));
    expect(outcome).toMatchObject({
      state: 'partial',
      snapshot: { reason: 'the API told 120 accounts, the walk found 100' },
    });
    expect((await getHead(stores.history, 'acme')).snapshot).toBeUndefined();
  });

  test('a partial snapshot gives way to a complete one of the same instant', async () => {
    await snapshot(fromList(people(100), 120));
    expect(completed(await snapshot(fromList(people(120))))).toMatchObject({ accounts: 120 });
  });

  test('absences in a walk with a gap are taken as unchanged once, and then believed', async () => {
    await snapshot(fromList(people(100)));
    const second = completed(await snapshot(fromList(people(98), 100), NEXT));
    expect(second).toMatchObject({ accounts: 98, gap: 2, unconfirmedAbsences: 2, previous: AS_OF });
    expect(await idsOf(second)).toHaveLength(100);
    const third = completed(await snapshot(fromList(people(97), 98), '2026-11-18T06:00:00Z'));
    expect(third).toMatchObject({ gap: 1, unconfirmedAbsences: 1 });
    expect(await idsOf(third)).toHaveLength(98);
  });
});

describe('once, however often it is asked for', () => {
  test('the same instant twice is one snapshot', async () => {
    const first = completed(await snapshot(fromList(people(10))));
    const second = completed(await snapshot(fromList(people(11))));
    expect(second).toEqual(first);
  });

  test('older than the head is superseded, before anything is read', async () => {
    await snapshot(fromList(people(10)), NEXT);
    const never: ReadAccounts = () => Promise.reject(new Error('was read'));
    expect(await snapshot(never, AS_OF)).toEqual({ state: 'superseded', head: NEXT });
  });

  test('while one walks, another is told who does', async () => {
    let inner: SnapshotOutcome | undefined;
    const readAccounts: ReadAccounts = async (parts) => {
      inner = await snapshot(fromList(people(3)), AS_OF, 'somebody else');
      return fromList(people(10))(parts);
    };
    expect(completed(await snapshot(readAccounts)).accounts).toBe(10);
    expect(inner).toMatchObject({ state: 'busy', holder: { owner: 'test', asOf: AS_OF } });
  });

  const anHourLater = () => new Date('2026-11-23T07:00:00Z');
  const overtake = (accounts: readonly Account[]) =>
    takeSnapshot(
      { ...stores, now: anHourLater },
      { organization: 'acme', asOf: AS_OF, owner: 'faster', settings: 'v1', readAccounts: fromList(accounts) },
    );

  test('whoever has lost the lease stops at the next part, and the faster one stands', async () => {
    const slow: ReadAccounts = async (parts) => {
      completed(await overtake(people(12)));
      return fromList(people(10))(parts);
    };
    await expect(snapshot(slow)).rejects.toThrow(/another run has taken over the walk of acme/);
    expect(completed(await snapshot(fromList(people(10)))).accounts).toBe(12);
  });

  test('of two that seal at once one wins, both see it, and the loser leaves nothing', async () => {
    const slow: ReadAccounts = async (parts) => {
      const result = await fromList(people(PART_ACCOUNTS))(parts);
      await parts.finish();
      completed(await overtake(people(12)));
      return result;
    };
    const complete = completed(await snapshot(slow));
    expect(complete).toMatchObject({ accounts: 12, attempt: 2 });
    const keys = await stores.archive.list('snapshots/');
    expect(keys.every((key) => key.startsWith(complete.folder))).toBe(true);
  });

  test('a walk that fails leaves no parts and no lease, and the next one is right', async () => {
    const failing: ReadAccounts = async (parts) => {
      await parts.add(people(30_000));
      throw new Error('the network is gone');
    };
    await expect(snapshot(failing)).rejects.toThrow('the network is gone');
    expect(await stores.archive.list('snapshots/')).toEqual([]);
    expect(completed(await snapshot(fromList(people(5)))).accounts).toBe(5);
  });
});

describe('when the answer of a write is lost', () => {
  /** A table that does one kind of write and then acts as if it had not. */
  function losing(fits: (input: object) => boolean, repeat: boolean): TestStores['history'] {
    const { client, table } = stores.history;
    const send: typeof client.send = async (command: Parameters<typeof client.send>[0]) => {
      const answer = await client.send(command);
      if (!fits(command.input)) return answer;
      if (repeat) return client.send(command);
      throw new Error('the connection broke');
    };
    return { client: Object.assign(Object.create(client), { send }), table };
  }
  const request = {
    organization: 'acme',
    asOf: AS_OF,
    owner: 'test',
    settings: 'v1',
    readAccounts: fromList(people(5)),
  };

  test('a row that was written twice by the SDK is ours all the same', async () => {
    const history = losing((input) => 'Item' in input && JSON.stringify(input).includes('SNAPSHOT#'), true);
    const complete = completed(await takeSnapshot({ ...stores, history }, request));
    expect(await idsOf(complete)).toHaveLength(5);
  });

  test('between row and head, the archive keeps what the row names', async () => {
    const history = losing((input) => JSON.stringify(input).includes('SET #snapshot'), false);
    await expect(takeSnapshot({ ...stores, history }, request)).rejects.toThrow('the connection broke');
    expect(await idsOf(completed(await takeSnapshot(stores, request)))).toHaveLength(5);
  });
});

test('a gap after an export without Atlassian IDs carries nobody over', async () => {
  const csv: ReadAccounts = async (parts) => {
    await parts.add(people(3).map((account) => ({ ...account, accountId: `email-${account.accountId}` })));
    const source = { kind: 'csv' as const, key: 'email' as const, file: 'm.csv' };
    return {
      source: { ...source, unreadableRows: 0, unreadableLines: [], ignoredColumns: [] },
      evidence: { kind: 'file', fewer: 'doubted' },
    };
  };
  completed(await snapshot(csv));
  const second = completed(await snapshot(fromList(people(2), 3), NEXT));
  expect(second).toMatchObject({ gap: 1, unconfirmedAbsences: 0 });
  expect(await idsOf(second)).toHaveLength(2);
});

test('the manifest names every part with its hash, and reading holds them against it', async () => {
  const complete = completed(await snapshot(fromList(people(45_000))));
  const body = await stores.archive.get(`${complete.folder}manifest.json`);
  const manifest = manifestSchema.parse(JSON.parse(body?.toString() ?? ''));
  expect(manifest.parts.map((part) => part.rows)).toEqual([45_000]);
  const key = complete.folder + manifest.parts[0]?.name;
  await stores.archive.put(key, Buffer.from('tampered'));
  await expect(idsOf(complete)).rejects.toThrow(/was changed after it was sealed/);
  await stores.archive.put(`${complete.folder}manifest.json`, Buffer.from('{}'));
  await expect(idsOf(complete)).rejects.toThrow(/manifest.json .* was changed after it was sealed/);
});
