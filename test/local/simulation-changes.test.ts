import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Changes } from '../../local/simulation/changes.ts';
import { logIn, personOf, syncEverybody } from '../../local/simulation/identity-provider.ts';
import { keepSimulation, readKeptSimulation } from '../../local/simulation/keep-simulation.ts';
import { SIMULATED_REMEDIATION_KEY } from '../../local/simulation/remedy-replies.ts';
import { type Simulation, startSimulation } from '../../local/simulation/server.ts';
import { dayTime } from '../../local/simulation/world.ts';

const OPTIONS = { seed: 1, accounts: 60, agents: 8, signUps: 6, synced: 0.5, requests: 2 };

let folder: string;
let simulation: Simulation;
let heard: Changes[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-test-'));
  heard = [];
  simulation = await startSimulation({ ...OPTIONS, day: 7, onChange: async (changes) => void heard.push(changes) });
});
afterEach(async () => {
  await simulation.close();
  await rm(folder, { recursive: true });
});

const write = (id: string, verb: string) =>
  fetch(`${simulation.url}/users/${encodeURIComponent(id)}/manage/lifecycle/${verb}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SIMULATED_REMEDIATION_KEY}` },
  });

const accountsOf = ({ world }: Simulation) => [...world.accounts.values()];
const one = (synced: boolean) =>
  accountsOf(simulation).find((account) => account.synced === synced && account.status === 'active' && account.email);

/** The same organization in the next process, on another day. */
async function nextProcess<Value>(day: number, look: (next: Simulation) => Value): Promise<Value> {
  await keepSimulation(folder, { now: dayTime(7), options: OPTIONS, changes: simulation.changes });
  const kept = await readKeptSimulation(folder);
  if (!kept) throw new Error('nothing was kept.');
  const next = await startSimulation({ ...kept.options, day, changes: kept.changes });
  try {
    return look(next);
  } finally {
    await next.close();
  }
}

describe('what was done to the simulated organization', () => {
  test('is there in the next process, whatever day it is then, and nothing else is other than its weeks made it', async () => {
    const id = one(false)?.id ?? '';
    expect((await write(id, 'disable')).status).toBe(204);
    for (const day of [7, 10, 14]) {
      const untouched = await startSimulation({ ...OPTIONS, day });
      const expected = accountsOf(untouched).map((account) =>
        account.id === id ? { ...account, status: 'inactive' } : account,
      );
      await untouched.close();
      expect(await nextProcess(day, accountsOf)).toEqual(expected);
    }
  });

  test('is heard of before the answer to it leaves, and what is refused is not heard of', async () => {
    await write(one(true)?.id ?? '', 'disable');
    expect(heard).toEqual([]);
    const id = one(false)?.id ?? '';
    await write(id, 'disable');
    expect(heard.map(({ accounts }) => accounts)).toEqual([[expect.objectContaining({ id, status: 'inactive' })]]);
  });

  test('a new account of the sync stays, with its login; the old one keeps its address; provisioning stays paused', async () => {
    const { identityProvider: idp, world } = simulation;
    const old = one(true);
    const email = old?.email ?? '';
    personOf(idp, email);
    Object.assign(old ?? {}, { email: 'old@contoso.com', synced: false });
    idp.touched.add(old?.id ?? '');
    syncEverybody(idp);
    logIn(idp, email, dayTime(8));
    idp.job = 'Paused';
    const next = await nextProcess(14, (there) => ({
      holders: accountsOf(there).filter((account) => account.email === email),
      old: there.world.accounts.get(old?.id ?? ''),
      job: there.identityProvider.job,
      people: [...there.identityProvider.people],
    }));
    expect(next.holders).toEqual([...world.accounts.values()].filter((account) => account.email === email));
    expect(next.holders).toEqual([expect.objectContaining({ synced: true, lastActive: dayTime(8).toISOString() })]);
    expect(next.old).toMatchObject({ email: 'old@contoso.com', synced: false });
    expect(next.job).toBe('Paused');
    expect(next.people).toEqual([...idp.people]);
  });

  test('requests keep their new reporter, and others the one they had', async () => {
    const keys = [...simulation.site.requests.keys()];
    const [first = '', ...others] = keys;
    Object.assign(simulation.site.requests.get(first) ?? {}, { reporter: 'somebody-else' });
    simulation.site.moved.add(first);
    const before = others.map((key) => simulation.site.requests.get(key)?.reporter);
    const after = await nextProcess(21, ({ site }) => keys.map((key) => site.requests.get(key)?.reporter));
    expect(after).toEqual(['somebody-else', ...before]);
  });

  test('an account that its weeks take away does not come again by having been changed', async () => {
    const later = await startSimulation({ ...OPTIONS, day: 14 });
    const gone = accountsOf(simulation).find(({ id, synced }) => !synced && !later.world.accounts.has(id));
    await later.close();
    expect((await write(gone?.id ?? '', 'disable')).status).toBe(204);
    expect(await nextProcess(14, ({ world }) => world.accounts.has(gone?.id ?? ''))).toBe(false);
  });
});

test('a state folder without one has none', async () => {
  expect(await readKeptSimulation(folder)).toBeNull();
});
