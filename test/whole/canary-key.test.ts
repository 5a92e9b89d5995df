import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  SIMULATED_KEY as CANARY,
  SIMULATED_ORGANIZATION as ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { commandLine, type Said } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

/** A key that goes through every command and every function may be found in one place only: the file that keeps it. */
let simulation: Simulation;
let folder: string;
const said: Said[] = [];
const lines: string[] = [];
const before = { ...console };

beforeAll(async () => {
  simulation = await startSimulation({ accounts: 200, agents: 20, signUps: 9 });
  folder = await makeFolder();
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    console[method] = (...words: unknown[]) => {
      lines.push(words.map(String).join(' '));
    };
  }
});
afterAll(async () => {
  Object.assign(console, before);
  await simulation.close();
});

async function command(args: readonly string[], hidden = '', env: Record<string, string> = {}): Promise<Said> {
  const state = args[0] === 'simulate' || args[0] === 'init' ? [] : ['--state', join(folder, 'state')];
  const result = await commandLine([...args, ...state], { env: { ATLASSIAN_API_URL: simulation.url, ...env }, hidden });
  said.push(result);
  return result;
}

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('through every command', async () => {
  const organization = ['--organization', ORGANIZATION];
  expect(await command(['keys', 'put', 'org', ...organization], CANARY)).toMatchObject({ exit: 0 });
  await command(['keys', 'put', 'remediation', ...organization], CANARY);
  await command(['keys', 'put', 'scim', ...organization, '--directory', 'd-1'], CANARY);
  await command(['keys', 'put', 'jira', ...organization], `bot@contoso.com:${CANARY}`, {
    JIRA_SITE_URL: simulation.url,
  });
  await command(['keys', 'put', 'idp', ...organization, '--directory', 'd-1'], `t:c:${CANARY}`);
  await command(['keys', 'put', 'org', ...organization], `${CANARY}\n${CANARY}`);
  await command(['keys', 'put', 'org', ...organization], `{"key": "${CANARY}"}`);
  expect(await command(['run', ...organization, '--json'])).toMatchObject({ exit: 0 });
  simulation.goTo(7);
  await command(['run', ...organization], '', { ATLASSIAN_ORG_KEY: CANARY });
  await command(['run', ...organization], '', { ATLASSIAN_ORG_KEY: `${CANARY}-revoked` });
  await command(['doctor', ...organization]);
  await command(['doctor', ...organization], '', { ATLASSIAN_ORG_KEY: `${CANARY}-revoked` });
  await command(['keys', 'check', ...organization]);
  await command(['keys', 'check', ...organization], '', { ATLASSIAN_ORG_KEY: `${CANARY}-revoked` });
  await command(['keys', 'status', '--json']);
  const [account] = simulation.world.accounts.keys();
  expect(await command(['explain', account ?? '', ...organization])).toMatchObject({ exit: 0 });
  await command(['keys', 'forget', 'remediation', ...organization]);
}, 60_000);

test('it is in no output and no log', () => {
  expect(said.length).toBeGreaterThan(15);
  expect(said.filter(({ out, err }) => `${out}${err}`.includes(CANARY))).toEqual([]);
  expect(lines.filter((line) => line.includes(CANARY))).toEqual([]);
});

test('and in no file of the state but the one that keeps it: table, archive, mails, executions', async () => {
  const files = await filesUnder(join(folder, 'state'));
  const kinds = ['table/', 'archive/', 'outbox/', 'executions/'].map((kind) =>
    files.some((file) => file.includes(kind)),
  );
  expect(kinds).toEqual([true, true, true, true]);
  const found: string[] = [];
  for (const file of files) {
    const body = await readFile(file);
    const text = file.endsWith('.zst') ? zstdDecompressSync(body) : body;
    if (text.includes(CANARY)) found.push(file);
  }
  expect(found).toEqual([join(folder, 'state', 'secrets.json')]);
});

test('and in no row of the table', async () => {
  const state = await openStateFolder(join(folder, 'state'));
  try {
    const { client, table } = state.history;
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    expect(Items.length).toBeGreaterThan(10);
    expect(JSON.stringify(Items)).not.toContain(CANARY);
  } finally {
    await state.close();
  }
});
