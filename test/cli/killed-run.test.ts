import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getHead } from '../../lambdas/clients/history/head.ts';
import { listMails } from '../../lambdas/clients/history/outbox.ts';
import { listSnapshots } from '../../lambdas/clients/history/snapshots.ts';
import { seededChance } from '../../local/simulation/chance.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { makeFolder } from '../stores.ts';

const AS_OF = '2026-11-16T06:00:00Z';
const COMMAND = resolve('bin/billable-drift.ts');

let simulation: Simulation;
beforeAll(async () => {
  simulation = await startSimulation({ accounts: 100_000, agents: 2000, signUps: 1, pageSize: 1000 });
});
afterAll(() => simulation.close());

function start(state: string): ChildProcess {
  const env = { PATH: process.env.PATH, ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY };
  const args = ['run', '--organization', SIMULATED_ORGANIZATION, '--as-of', AS_OF, '--state', state, '--json'];
  return spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function finish(child: ChildProcess): Promise<{ document: unknown; exit: number | null; err: string }> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  await once(child, 'close');
  return { document: out === '' ? null : JSON.parse(out), exit: child.exitCode, err };
}

test('a walk of 100,000 accounts, killed at random points and run again, ends like one that was not', async () => {
  const [cut, whole] = [join(await makeFolder(), 'cut'), join(await makeFolder(), 'whole')];
  const begun = performance.now();
  const uninterrupted = await finish(start(whole));
  const duration = performance.now() - begun;
  expect(uninterrupted).toMatchObject({
    exit: 0,
    err: '',
    document: { snapshot: { accounts: 100_000, billable: 2000 } },
  });

  const chance = seededChance(7);
  let killed = 0;
  for (let round = 0; round < 6; round += 1) {
    const child = start(cut);
    const done = finish(child);
    await sleep(duration * (0.15 + 0.75 * chance.next()));
    if (child.kill('SIGKILL')) killed += 1;
    await done;
  }
  expect(killed).toBeGreaterThan(0);
  const resumed = await finish(start(cut));
  expect(resumed).toMatchObject({ exit: 0, err: '' });
  expect(withoutMail(resumed.document)).toEqual(withoutMail(uninterrupted.document));

  const state = await openStateFolder(cut);
  try {
    expect(await listSnapshots(state.history, SIMULATED_ORGANIZATION, '0', '9')).toHaveLength(1);
    expect((await getHead(state.history, SIMULATED_ORGANIZATION)).lease).toBeUndefined();
    const mails = await listMails(state.history, SIMULATED_ORGANIZATION, 'digest', AS_OF);
    expect(mails.map((mail) => mail.state)).toEqual(['sent', 'sent']);
  } finally {
    await state.close();
  }
}, 120_000);

test('two processes on one state: one works, the other says so at once', async () => {
  const state = join(await makeFolder(), 'state');
  const results = await Promise.all([finish(start(state)), finish(start(state))]);
  expect(results.map(({ exit }) => exit).sort()).toEqual([0, 1]);
  expect(results.find(({ exit }) => exit === 1)?.err).toMatch(/^the state folder .* is in use by another run/);
}, 60_000);

/** A mail may have left before the kill: whether it was sent in this run or an earlier one is no difference. */
function withoutMail(document: unknown): object {
  if (typeof document !== 'object' || document === null) throw new Error('there is no document');
  return { ...document, mail: [] };
}
