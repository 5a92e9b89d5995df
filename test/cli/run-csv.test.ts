import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { exportCsv } from '../../local/simulation/export-csv.ts';
import { worldOn } from '../../local/simulation/pass-time.ts';
import { GUIDE } from '../../local/simulation/world.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

const HEADER = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Jira Service Management,Trello';
const ADA = 'Ada Abel,ada@contoso.com,5f01,Active,2026-11-20,Yes,contoso,';
const BELA = 'Bela Brandt,bela@contoso.com,5f02,Active,,Yes,,Trello';
const CHEN = 'Chen Costa,chen@contoso.com,5f03,Active,,No,,';

let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

async function runCsv(content: string | Buffer, ...args: string[]) {
  const file = join(folder, 'm.csv');
  await writeFile(file, content);
  return commandLine(['run', '--csv', file, '--as-of', '2026-11-23', '--state', join(folder, 'state'), ...args]);
}

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

describe('what it reads', () => {
  const accounts = (said: { out: string }) => JSON.parse(said.out).snapshot;

  test.each([
    ['the observed header', lines(HEADER, ADA, BELA, CHEN)],
    [
      'letter case and extra columns',
      lines(`${HEADER.toUpperCase()},Cost centre`, `${ADA},1`, `${BELA},2`, `${CHEN},3`),
    ],
    ['a byte order mark', `\uFEFF${lines(HEADER, ADA, BELA, CHEN)}`],
    ['Windows line ends', lines(HEADER, ADA, BELA, CHEN).replaceAll('\n', '\r\n')],
    ['a line break inside quotes', lines(HEADER, ADA.replace('Ada Abel', '"Ada\nAbel"'), BELA, CHEN)],
    ['empty lines', lines(HEADER, '', ADA, BELA, '', CHEN, '')],
    [
      'true and false',
      lines(HEADER, ADA.replace('Yes', 'TRUE'), BELA.replace('Yes', 'Billable'), CHEN.replace('No', 'false')),
    ],
  ])('%s', async (_, content) => {
    const said = await runCsv(content, '--json');
    expect(said.exit).toBe(0);
    expect(accounts(said)).toMatchObject({
      state: 'complete',
      accounts: 3,
      billable: 2,
      notBillable: 1,
      avoidable: 1,
      exposures: { licensed: 1, 'self-signup': 1 },
      byProduct: { 'jira-service-desk': 1, trello: 1 },
    });
  });

  test('the same account twice: the last row counts', async () => {
    const said = await runCsv(lines(HEADER, ADA, BELA, BELA.replace('Yes', 'No')), '--json');
    expect(accounts(said)).toMatchObject({ accounts: 2, billable: 1, duplicates: 1 });
  });

  test('a flag in other words is unknown, never guessed', async () => {
    const said = await runCsv(lines(HEADER, ADA, BELA.replace('Yes', 'Perhaps')), '--json');
    expect(accounts(said)).toMatchObject({ billable: 1, unknown: 1 });
  });

  test('without Atlassian IDs accounts are told apart by a hash of their e-mail', async () => {
    const said = await runCsv(
      lines('Email,Billable,Trello', 'ada@contoso.com,Yes,Trello', 'ADA@contoso.com,No,'),
      '--json',
    );
    expect(accounts(said)).toMatchObject({ accounts: 1, billable: 0, duplicates: 1 });
  });

  test('rows that cannot be read are counted, with their lines', async () => {
    const broken = 'Dora, Dubois,dora@contoso.com,5f04,Active,,Yes,,';
    const said = await runCsv(lines(HEADER, ADA, BELA.replace('5f02', ''), broken, CHEN));
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out).toMatch(/^Read 2 accounts, exported Mon 23 Nov 2026\. 2 rows not readable \(lines 3 and 4\)\./);
  });

  test('columns that mean nothing are named', async () => {
    const said = await runCsv(lines(`${HEADER},Cost centre,Policy name`, `${ADA},7,Default`));
    expect(said.out).toContain('Columns not used: Cost centre.');
  });
});

test('the policy that an export names is listed with the account', async () => {
  await runCsv(lines(`${HEADER},Policy name,Policy type`, `${ADA},Default,Billable`, `${BELA},Sales,Billable`));
  const state = ['--state', join(folder, 'state')];
  const file = join(folder, 'options.csv');
  expect(await commandLine(['options', '--csv', file, ...state])).toMatchObject({ exit: 0 });
  expect(await readFile(file, 'utf8')).toMatch(/bela@contoso\.com.*,Sales,/);
  const { out } = await commandLine(['options', '--account', 'bela@contoso.com', ...state, '--json']);
  expect(out).toContain('"option": "non-billable-policy"');
});

describe('what it refuses, in one sentence, with nothing recorded', () => {
  test.each([
    [
      'another table',
      lines('City,Country', 'Bonn,DE'),
      /is not a managed-accounts export: it has no columns "Email" and "Billable"\. Export it at/,
    ],
    ['no flag', lines('Name,Email', 'Ada,a@b.c'), /it has no column "Billable"/],
    ['semicolons', lines(HEADER.replaceAll(',', ';'), ADA.replaceAll(',', ';')), /save it with commas/],
    ['nothing', '', /is empty/],
    ['a header alone', lines(HEADER), /a header and no accounts/],
    ['Latin-1', Buffer.from(lines(HEADER, ADA.replace('Abel', 'Ab\u00e9l')), 'latin1'), /is not a UTF-8 text file/],
    ['UTF-16', Buffer.from(lines(HEADER, ADA), 'utf16le'), /is not a/],
    [
      'a quote never closed',
      lines(HEADER, ADA, `"Bela,bela@contoso.com,5f02,Active,,Yes,,Trello`, CHEN),
      /a quote that is never closed/,
    ],
    [
      'no flag on anybody',
      lines(HEADER, ADA.replace('Yes', ''), BELA.replace('Yes', '')),
      /says neither yes nor no for any of 2 accounts/,
    ],
  ])('%s', async (_, content, message) => {
    const said = await runCsv(content, '--json');
    expect(said).toMatchObject({ exit: 1, out: '' });
    expect(said.err).toMatch(message);
    expect(said.err.split('\n')).toHaveLength(1);
    const names = await readdir(join(folder, 'state'), { recursive: true });
    expect(names.filter((name) => name.endsWith('.zst') || name.endsWith('.eml'))).toEqual([]);
    const right = await runCsv(lines(HEADER, ADA), '--json');
    expect(JSON.parse(right.out).snapshot).toMatchObject({ state: 'complete', accounts: 1 });
  });

  test.each([
    [['--csv', 'nowhere.csv'], 1, /there is no file nowhere\.csv/],
    [['--csv', '.'], 1, /\. is a folder/],
    [['--csv', 'x.csv', '--as-of', 'monday'], 2, /--as-of monday is not a date/],
    [['--csv', 'x.csv', '--as-of', '2026-02-30'], 2, /--as-of 2026-02-30 is not a date/],
    [['--csv', 'x.csv', '--as-of', '2999-01-01'], 2, /lies in the future/],
    [['--csv', 'x.csv', '--organization', 'a/b'], 2, /is not an organization id/],
    [['--csv'], 2, /argument missing/],
    [['--cvs', 'x.csv'], 2, /unknown option '--cvs'/],
    [[], 2, /say which organization/],
  ])('%j', async (args, exit, message) => {
    const said = await commandLine(['run', '--state', join(folder, 'state'), ...args]);
    expect(said).toMatchObject({ exit, out: '' });
    expect(said.err).toMatch(message);
  });
});

describe('rows that cannot be read', () => {
  const bad = BELA.replace('Bela Brandt', 'Brandt, Bela');

  test('leave their accounts as they were: nobody goes, nobody comes back', async () => {
    await runCsv(lines(HEADER, ADA, BELA, CHEN));
    const drifts = [];
    for (const [day, row] of [
      ['2026-11-23T06:00:00Z', bad],
      ['2026-11-24', BELA],
    ] as const) {
      const said = await runCsv(lines(HEADER, ADA, row, CHEN), '--as-of', day, '--json');
      drifts.push(JSON.parse(said.out));
    }
    expect(drifts[0]).toMatchObject({
      snapshot: { unconfirmedAbsences: 1 },
      drift: { entries: [], exits: [], net: 0 },
    });
    expect(drifts[1]).toMatchObject({ drift: { entries: [], exits: [], net: 0 } });
  });

  test('beyond tolerance leave the snapshot partial', async () => {
    const said = await runCsv(lines(HEADER, ADA, ...Array(6).fill(bad)), '--json');
    expect(said.exit).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({
      snapshot: { state: 'partial', reason: '6 rows of m.csv not readable (lines 3, 4, 5, 6, 7 and more)' },
      mail: [],
    });
  });
});

test("names of people's workspaces go nowhere", async () => {
  const rows = ["Jane Doe's boards", 'jane.doe@contoso.com', 'Trello, my.board'].map((cell, index) =>
    BELA.replace('5f02', `5f1${index}`).replace(',Trello', `,"${cell}"`),
  );
  const said = await runCsv(lines(HEADER, ...rows));
  expect(said.out).toMatch(/3 {2}only Trello/);
  const outbox = join(folder, 'state/outbox');
  for (const name of (await readdir(outbox)).filter((one) => one.includes('finance'))) {
    expect(await readFile(join(outbox, name), 'utf8')).not.toMatch(/jane|board/i);
  }
});

describe('the first run at the terminal', () => {
  test('shows who is billable, what nobody may have planned, and what to do, within 80 columns', async () => {
    const said = await runCsv(exportCsv(worldOn(7, GUIDE)));
    expect(said).toMatchObject({ exit: 0, err: '' });
    expect(said.out).toContain('Read 10,000 accounts, exported Mon 23 Nov 2026.');
    expect(said.out).toContain("Billable for Guard: 500      Atlassian's own flag, 0 unknown");
    expect(said.out).toMatch(/ 200 {2}Jira Service Management and Confluence on contoso\.atlassian\.net/);
    expect(said.out).toMatch(/your\s+site, I assume; 11 idle for 180 days/);
    expect(said.out).toMatch(/ 300 {2}only Trello/);
    expect(said.out).toMatch(/Next {2}1 {2}billable-drift init --csv/);
    const shown = said.out.replaceAll(folder, '');
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('the mail lies in the outbox, with names for admins only', async () => {
    await runCsv(lines(HEADER, ADA, BELA, CHEN));
    const outbox = join(folder, 'state/outbox');
    const names = (await readdir(outbox)).map((name) => name.replace(/-[0-9a-f]{16}/, ''));
    expect(names.sort()).toEqual(
      ['admins.eml', 'admins.html', 'finance.eml', 'finance.html'].map((end) => `csv-20261123T000000Z-digest-${end}`),
    );
    for (const name of await readdir(outbox)) {
      const text = await readFile(join(outbox, name), 'utf8');
      expect(text.includes('bela@contoso.com')).toBe(name.includes('admins'));
    }
  });

  test("the time is the file's own where none is named, and is said", async () => {
    const file = join(folder, 'm.csv');
    await writeFile(file, lines(HEADER, ADA));
    await utimes(file, new Date(), new Date('2026-11-20T10:00:00Z'));
    const said = await commandLine(['run', '--csv', file, '--state', join(folder, 's'), '--json']);
    expect(JSON.parse(said.out).asOf).toBe('2026-11-20T10:00:00Z');
  });
});

test('the second export tells who came and went', async () => {
  await runCsv(lines(HEADER, ADA, BELA, CHEN));
  const file = join(folder, 'm.csv');
  await writeFile(
    file,
    lines(HEADER, ADA, BELA.replace('Yes', 'No').replace('Trello', ''), CHEN.replace('No,,', 'Yes,,Trello')),
  );
  const said = await commandLine([
    'run',
    '--csv',
    file,
    '--as-of',
    '2026-11-24T00:00:00Z',
    '--state',
    join(folder, 'state'),
    '--json',
  ]);
  expect(JSON.parse(said.out)).toMatchObject({
    drift: {
      baseline: '2026-11-23T00:00:00Z',
      net: 0,
      entries: [{ accountId: '5f03', cause: 'invited', certainty: 'inferred', products: ['trello'] }],
      exits: [{ accountId: '5f02', cause: 'product-removed', certainty: 'observed', products: ['trello'] }],
      unclear: [],
      cameAndWent: [],
    },
    mail: [
      { kind: 'digest', audience: 'admins', state: 'sent' },
      { kind: 'digest', audience: 'finance', state: 'sent' },
    ],
  });
});

test('an older export after a newer one is superseded', async () => {
  await runCsv(lines(HEADER, ADA));
  const said = await commandLine([
    ...['run', '--csv', join(folder, 'm.csv'), '--as-of', '2026-11-01', '--state', join(folder, 'state'), '--json'],
  ]);
  expect(said.exit).toBe(0);
  expect(JSON.parse(said.out)).toMatchObject({ snapshot: { state: 'superseded' }, mail: [] });
});

describe('an export that was cut off', () => {
  const rows = Array.from({ length: 60 }, (_, n) => `Person ${n},p${n}@contoso.com,6f${n},Active,,Yes,contoso,`);

  test('is doubted and tells no exits; --fewer says that they are gone', async () => {
    await runCsv(lines(HEADER, ...rows));
    const cut = lines(HEADER, ...rows.slice(0, 30));
    const said = await runCsv(cut, '--as-of', '2026-11-24', '--json');
    expect(said.exit).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({
      snapshot: { state: 'partial', reason: expect.stringMatching(/has 30 accounts, the snapshot before it had 60/) },
      drift: { exits: [] },
      mail: [],
    });
    const accepted = await runCsv(cut, '--as-of', '2026-11-24', '--json', '--fewer');
    expect(accepted.exit).toBe(0);
    expect(JSON.parse(accepted.out)).toMatchObject({ snapshot: { state: 'complete' }, drift: { net: -30 } });
  });

  test('unusually few accounts: no exit is told, and that is said; the next export confirms it', async () => {
    const many = Array.from({ length: 200 }, (_, n) => `Person ${n},p${n}@contoso.com,6f${n},Active,,Yes,contoso,`);
    await runCsv(lines(HEADER, ...many), '--as-of', '2026-11-02');
    const cut = lines(HEADER, ...many.slice(0, 170));
    const said = await runCsv(cut, '--as-of', '2026-11-09');
    const flat = said.out.replaceAll(/\s+/g, ' ');
    const head = '30 absences unconfirmed, 0 unknown Billable 200 probably';
    expect({ exit: said.exit, flat }).toEqual({ exit: 0, flat: expect.stringContaining(head) });
    expect(flat).toContain(
      'The export has 30 accounts fewer than the snapshot before it, an unusual drop: was it cut off?',
    );
    expect(flat).toContain('30 accounts of the last snapshot not found this time; taken as unchanged');
    const next = await runCsv(cut, '--as-of', '2026-11-16', '--json');
    expect(JSON.parse(next.out).drift).toMatchObject({ net: -30 });
  });

  test('unusually few accounts on a day without a digest are said at the terminal', async () => {
    const many = Array.from({ length: 200 }, (_, n) => `Person ${n},p${n}@contoso.com,6f${n},Active,,Yes,contoso,`);
    await runCsv(lines(HEADER, ...many), '--as-of', '2026-11-02T09:00:00Z');
    const cut = lines(HEADER, ...many.slice(0, 170));
    const said = await runCsv(cut, '--as-of', '2026-11-03T09:00:00Z', '--digest', 'due');
    expect(said.out.replaceAll(/\s+/g, ' ')).toMatch(/No digest is due.* 30 accounts of the last snapshot not found/);
  });

  test('unusually few accounts, and a person has said that they are gone', async () => {
    const many = Array.from({ length: 200 }, (_, n) => `Person ${n},p${n}@contoso.com,6f${n},Active,,Yes,contoso,`);
    await runCsv(lines(HEADER, ...many), '--as-of', '2026-11-02');
    const said = await runCsv(lines(HEADER, ...many.slice(0, 170)), '--as-of', '2026-11-09', '--json', '--fewer');
    expect(JSON.parse(said.out)).toMatchObject({ snapshot: { unconfirmedAbsences: 0 }, drift: { net: -30 } });
  });

  test.each([
    [
      'in the middle of a row',
      `${lines(HEADER, ADA)}Bela Brandt,bela@con`,
      /m\.csv ends in the middle of line 3: the download was cut off/,
    ],
    ['within the first cell', `${lines(HEADER, ADA)}Be`, /ends in the middle of line 3/],
    ['after a comma', `${lines(HEADER, ADA)}Bela Brandt,`, /ends in the middle of line 3/],
    ['within quotes', `${lines(HEADER, ADA)}"Bela, Bra`, /a quote that is never closed/],
    [
      'within a character',
      Buffer.concat([Buffer.from(`${lines(HEADER, ADA)}J`), Buffer.from([0xc3])]),
      /ends in the middle of/,
    ],
  ])('%s: refused in one sentence, and nothing is recorded', async (_, content, sentence) => {
    const said = await runCsv(content);
    expect(said).toMatchObject({ exit: 1, out: '', err: expect.stringMatching(sentence) });
    expect((await runCsv(lines(HEADER, ADA), '--json')).exit).toBe(0);
  });

  test.each([
    ['a whole last row without a line end', `${lines(HEADER, ADA)}${CHEN}`, 2],
    ['a short row in the middle', lines(HEADER, ADA, 'Bela Brandt,bela@con', CHEN), 2],
    ['a short last row that has its line end', lines(HEADER, ADA, CHEN, 'Bela Brandt,bela@con'), 2],
  ])('%s was not cut off', async (_, content, accounts) => {
    expect(JSON.parse((await runCsv(content, '--json')).out).snapshot).toMatchObject({ state: 'complete', accounts });
  });

  test('--fewer is for exports only', async () => {
    const said = await commandLine(['run', '--organization', 'x', '--fewer']);
    expect(said).toMatchObject({ exit: 2, err: expect.stringContaining('--fewer belongs to --csv') });
  });
});
