import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readXlsx } from 'hucre/xlsx';
import { exportCsv } from '../../local/simulation/export-csv.ts';
import { worldOn } from '../../local/simulation/pass-time.ts';
import { GUIDE } from '../../local/simulation/world.ts';
import { makeFolder } from '../stores.ts';

/**
 * A process of its own for each command, in an empty folder, without settings, key, AWS or network. It has the clock of
 * this machine: the days are past ones.
 */
const BIN = fileURLToPath(new URL('../../bin/billable-drift.ts', import.meta.url));

/** The process gives up where it connects to anything but this machine. */
const NO_NETWORK = `
import net from 'node:net';
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first] = args.flat();
  const host = typeof first === 'object' ? first.path ?? first.host ?? 'localhost' : typeof args[1] === 'string' ? args[1] : 'localhost';
  if (!/^(127\\.0\\.0\\.1|localhost|::1|\\/.*)$/.test(host)) {
    console.error('CONNECTED TO ' + host);
    process.exit(99);
  }
  return connect.apply(this, args);
};
`;

const WORLD = { ...GUIDE, accounts: 400, agents: 60, signUps: 40 };
const STATE = '.billable-drift';

let folder: string;
let guard: string;

async function say(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', guard, BIN, ...args], {
    cwd: join(folder, 'empty'),
    env: { PATH: process.env.PATH, HOME: join(folder, 'empty') },
  });
  return stdout;
}

beforeAll(async () => {
  folder = await makeFolder();
  guard = join(folder, 'no-network.mjs');
  await writeFile(guard, NO_NETWORK);
  await mkdir(join(folder, 'empty'));
  for (const week of [0, 1]) {
    await writeFile(join(folder, `week-${week}.csv`), exportCsv(worldOn(week * 7, WORLD)));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const inState = (...names: string[]) => join(folder, 'empty', STATE, ...names);

test('the guard itself ends a process that leaves this machine', async () => {
  const script = "import('node:net').then((net) => net.connect(9, '192.0.2.1'))";
  const run = promisify(execFile)(process.execPath, ['--import', guard, '--eval', script]);
  await expect(run).rejects.toMatchObject({ code: 99, stderr: expect.stringContaining('CONNECTED TO 192.0.2.1') });
});

test('an export, and nothing else, gives the first numbers', async () => {
  const said = await say('run', '--csv', '../week-0.csv', '--as-of', '2025-11-17T06:00:00Z');
  expect(said).toContain('Billable for Guard: 60');
  expect(said).toContain('Nothing left this machine');
}, 60_000);

test('the next one gives the digest, as mails in the outbox', async () => {
  const said = await say('run', '--csv', '../week-1.csv', '--as-of', '2025-11-24T06:00:00Z');
  expect(said).toContain('Billable 100 (was 60, +40)');
  expect(said).toMatch(/40 {2}signed up for Trello, nothing else/);
  const mails = await readdir(inState('outbox'), { recursive: true });
  expect(mails.filter((name) => name.endsWith('.eml')).length).toBeGreaterThanOrEqual(2);
}, 60_000);

test('options and a pack', async () => {
  expect(await say('options')).toMatch(/Trello: ask the holder to leave or\s+delete the workspace/);
  await say('options', '--pack', '1');
  const packed = await readdir(inState('packs'), { recursive: true });
  expect(packed.some((name) => name.endsWith('.csv'))).toBe(true);
}, 60_000);

test('the page and the workbook, with the counts of both exports', async () => {
  const page = /^Written: (.*\.html)$/m.exec(await say('report', '--to', '2025-11-24'))?.[1] ?? '';
  expect(await readFile(page, 'utf8')).toContain('data-table="days"');
  const path = /^Written: (.*\.xlsx)$/m.exec(await say('report', '--to', '2025-11-24', '--format', 'xlsx'))?.[1] ?? '';
  const [days] = (await readXlsx(await readFile(path))).sheets;
  expect(days?.rows.slice(1).map((row) => row[1])).toEqual([60, 100]);
}, 60_000);

test('with an invoice and a quote it knows what doing nothing costs, and the rows of FOCUS', async () => {
  await say('invoice', 'add', '--period', '2025-11', '--quantity', '60', '--amount', '240', '--currency', 'USD');
  await say('quote', 'add', '--quantity', '100', '--amount', '400', '--date', '2025-11-20');
  expect(await say('report', '--money', '--to', '2025-11-24')).toMatch(/a month \(.* a year\) still avoidable from/);
  expect(await say('export', '--format', 'focus')).toContain('BilledCost');
}, 60_000);

test('nothing was written outside the state folder', async () => {
  expect(await readdir(join(folder, 'empty'))).toEqual([STATE]);
});
