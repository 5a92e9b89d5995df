import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { dayTime } from '../../local/simulation/world.ts';
import { commandLine, type Said } from '../command-line.ts';
import { tooLong } from '../fitting.ts';
import { makeFolder } from '../stores.ts';

const COLUMNS = 80;

let folder: string;
let simulation: Simulation;
let account: string;
let email: string;

beforeAll(async () => {
  folder = await makeFolder();
  simulation = await startSimulation({ accounts: 500, agents: 40, signUps: 60 });
  const [first] = [...simulation.world.accounts.values()].filter(({ access }) => access.length > 0);
  account = first?.id ?? '';
  email = first?.email ?? '';
  const organization = { id: SIMULATED_ORGANIZATION, name: 'Contoso', sites: ['contoso.atlassian.net'] };
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ organizations: [organization] }));
  await writeFile(join(folder, 'people.csv'), `email,status\n${email},terminated\n`);
}, 60_000);
afterAll(async () => {
  await simulation?.close();
  await rm(folder, { recursive: true });
});

async function say(command: string, day: number): Promise<Said> {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const named = words.map((word) => {
    if (word === 'ACCOUNT') return account;
    if (word === 'EMAIL') return email;
    if (word === 'ID') return SIMULATED_ORGANIZATION;
    return /\.(csv|json|html|xlsx)$/.test(word) ? join(folder, word) : word;
  });
  const stores = /^(init|simulate|price|--help|\S+ --help)/.test(command) ? [] : ['--state', join(folder, 'state')];
  const env = { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY, USER: 'ada' };
  return commandLine([...named, ...stores], { env, now: dayTime(day), columns: COLUMNS, hidden: SIMULATED_KEY });
}

const OF = '--organization ID --config settings.json';

/** In their order; most need what those before them have left. */
const STORY: readonly (readonly [number, string])[] = [
  [0, 'simulate --export export.csv --week 1 --accounts 500 --agents 40 --sign-ups 60'],
  [0, 'init --csv export.csv --config new.json'],
  [0, 'run --csv export.csv --as-of 2026-11-16'],
  [0, `doctor ${OF}`],
  [0, `run ${OF} --people people.csv`],
  [0, 'keys put org --organization ID --expires 2026-12-20'],
  [0, 'external add --users 7 --date 2026-11-01 --organization ID'],
  [0, 'invoice add --period 2026-11 --quantity 40 --amount 160 --currency USD --organization ID'],
  [0, 'quote add --quantity 500 --amount 1750 --organization ID'],
  [7, `run ${OF}`],
  [7, `apply --config settings.json`],
  [7, 'doctor'],
  [7, `doctor ${OF}`],
  [7, 'keys status --organization ID'],
  [7, 'keys check --organization ID'],
  [7, 'explain ACCOUNT --organization ID'],
  [7, 'explain EMAIL --organization csv'],
  [7, 'explain --drift --organization ID'],
  [7, 'explain ACCOUNT --drift --organization ID'],
  [7, 'explain --mail --organization ID'],
  [7, 'explain nobody@contoso.com --organization ID'],
  [7, 'options --organization ID'],
  [7, 'options --account ACCOUNT --organization ID'],
  [7, 'options --pack 1 --organization ID'],
  [7, 'options --workbook all.xlsx --organization ID'],
  [
    7,
    'exclusions add ACCOUNT --reason "runs the board of the works council, agreed with its head" --author ada@contoso.com --until 2027-03-31 --organization ID',
  ],
  [7, 'exclusions list --organization ID'],
  [7, 'exclusions list --people --organization ID'],
  [7, 'accept --batch no-such-batch --reason x --organization ID'],
  [7, 'expect +200 by 2026-12-15 "onboarding of the second shift at the plant in Leipzig" --organization ID'],
  [7, 'expect list --organization ID'],
  [7, 'alerts list --organization ID'],
  [
    7,
    'alerts mute accounts --until 2026-12-20 --reason "the move of the service desk to its new site" --organization ID',
  ],
  [7, 'alerts list --organization ID'],
  [7, 'report --organization ID'],
  [7, 'report --log --organization ID'],
  [7, 'report --money --organization ID'],
  [7, 'report --savings --organization ID'],
  [7, 'report --all'],
  [7, 'invoice list --organization ID'],
  [7, 'invoice split --by domain --organization ID'],
  [7, 'invoice accrue --month 2026-11 --organization ID'],
  [7, 'quote list --organization ID'],
  [7, `cases propose --line 1 ${OF}`],
  [7, 'cases list --organization ID'],
  [7, 'price --table'],
  [7, 'price --users 500 --plan monthly'],
  [7, '--help'],
  [7, 'run --help'],
  [7, 'options --help'],
];

test('no command says a line that is longer than the terminal', async () => {
  const said: string[] = [];
  const found: Record<string, readonly string[]> = {};
  for (const [day, command] of STORY) {
    simulation.goTo(day);
    const { out, err } = await say(command, day);
    said.push(out, err);
    const long = [...tooLong(out, COLUMNS), ...tooLong(err, COLUMNS)];
    if (long.length > 0) found[command] = long;
  }
  expect(found).toEqual({});
  expect(
    said.join('\n').match(/(?<![\d.,])1 (accounts|people|users|days|rows|mails|holders|lines|objects)\b/g),
  ).toBeNull();
}, 180_000);

test.each([
  'simulate --export new/export/all.csv --accounts 20 --agents 2 --sign-ups 2',
  'init --csv export.csv --config new/settings/s.json',
  'options --workbook new/workbook/all.xlsx --csv new/csv/all.csv --organization ID',
  'exclusions export new/exclusions/all.csv --organization ID',
  'export --format focus --out new/focus/bill.csv --organization ID',
  'report --out new/report/r.html --organization ID',
])('a folder that is missing is made: %s', async (command) => {
  const said = await say(command, 7);
  expect(said.err).not.toContain('ENOENT');
  expect(said).toMatchObject({ exit: 0 });
});

test('an exclusion is listed with whom it is about, if somebody asks for people', async () => {
  const { out } = await say('exclusions list --organization ID', 7);
  expect(out.split('\n')[0]).toBe(account);
  expect(out).not.toContain(email);
  expect(out).toMatch(/^ {2}2026-11-23 to 2027-03-31 {2}ada@contoso\.com: runs the board/m);
  const [first] = JSON.parse((await say('exclusions list --json --organization ID', 7)).out);
  expect(Object.keys(first)).toEqual(['accountId', 'reason', 'author', 'from', 'until']);
  const named = await say('exclusions list --people --organization ID', 7);
  expect(named.out).toContain(`${account}  `);
  expect(named.out).toContain(email);
});

test('a snapshot that was told before says so', async () => {
  const again = await say(`run ${OF}`, 7);
  expect(again.out.replaceAll(/\s+/g, ' ')).toContain('was told before, and its digest stays as it was recorded then');
});

test('whoever has named their sites is not told to', async () => {
  const said = await say('run --csv export.csv --config new.json --as-of 2026-11-20', 7);
  expect(said.out).not.toContain('init');
  const first = await say('run --csv export.csv --organization other --config new.json --as-of 2026-11-20', 7);
  expect(first.out).toContain('billable-drift init --csv FILE');
});

test('a pipe gets its lines whole, and a document is never broken', async () => {
  const wide = await commandLine(['doctor', '--state', join(folder, 'state'), '--organization', 'nobody'], {});
  expect(wide.out).toMatch(/^MEND {2}key .{70,}$/m);
  const document = await say('explain ACCOUNT --organization ID --json', 7);
  const text = JSON.stringify(JSON.parse(document.out), null, 2);
  expect(tooLong(text, COLUMNS)).not.toEqual([]);
  expect(document.out).toBe(text);
}, 60_000);

test('erase fits, too', async () => {
  const { exit, out } = await say('erase --organization ID --account ACCOUNT --yes', 7);
  expect({ exit, long: tooLong(out, COLUMNS) }).toEqual({ exit: 0, long: [] });
});
