import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { exportCsv } from '../../local/simulation/export-csv.ts';
import { worldOn } from '../../local/simulation/pass-time.ts';
import { dayTime, GUIDE, OWN_SITE } from '../../local/simulation/world.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

const WORLD = { ...GUIDE, seed: 3, accounts: 300, agents: 60, signUps: 40 };
const DAYS = [0, 7, 14, 21];
const NOW = dayTime(22);

let folder: string;
let state: string;
let config: string;
const billable: number[] = [];

const at = (name: string) => join(folder, name);
const say = (...args: string[]) => commandLine([...args, '--state', state, '--config', config], { now: NOW });

/** Four weeks from exports alone: no key, no AWS. */
beforeAll(async () => {
  folder = await makeFolder();
  state = at('state');
  config = at('billable-drift.json');
  const organization = { id: 'csv', name: 'Contoso', timeZone: 'Europe/Berlin', locale: 'de-DE', sites: [OWN_SITE] };
  await writeFile(config, JSON.stringify({ organizations: [organization] }));
  for (const day of DAYS) {
    await writeFile(at('m.csv'), exportCsv(worldOn(day, WORLD)));
    const { out, err } = await say('run', '--csv', at('m.csv'), '--as-of', dayTime(day).toISOString(), '--json');
    if (!out) throw new Error(err);
    billable.push(JSON.parse(out).snapshot.billable);
  }
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test('--log of a day with two snapshots tells both, each with its time', async () => {
  const another = ['--state', at('twice')];
  const log = async () => (await commandLine(['report', '--log', ...another], { now: NOW })).out;
  const header = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Trello';
  for (const [time, users] of [['06:00', 30] as const, ['12:00', 35] as const, ['18:00', 35] as const]) {
    const rows = Array.from({ length: users }, (_, index) => `P,p${index}@contoso.com,5f${index},Active,,Yes,Trello`);
    await writeFile(at('two.csv'), [header, ...rows].join('\n'));
    await commandLine(['run', '--csv', at('two.csv'), '--as-of', `2026-11-23T${time}:00Z`, ...another], { now: NOW });
    if (time === '06:00') expect(await log()).toMatch(/^csv {3}30 billable on Mon 23 Nov 2026\n/);
  }
  expect(await log()).toBe(`csv   30 billable on Mon 23 Nov 2026, 06:00, 35 on Mon 23 Nov 2026, 18:00
Mon 23 Nov 2026, 06:00: 0 came, 0 went, 30 billable
    nothing before it to compare with
Mon 23 Nov 2026, 06:00 to Mon 23 Nov 2026, 12:00: 5 came, 0 went, 35 billable
    5 new or newly claimed, with Trello, nothing else`);
});

describe('report', () => {
  test('--format json has the counts of every snapshot', async () => {
    const { exit, out } = await say('report', '--format', 'json');
    const document = JSON.parse(out);
    expect(exit).toBe(0);
    expect(document.points.map((point: { billable: number }) => point.billable)).toEqual(billable);
    expect(document.cost).toMatchObject({ kind: 'rough', list: 'list 2023' });
  });

  test('--format csv prints a row a snapshot', async () => {
    const { out } = await say('report', '--format', 'csv');
    const rows: Record<string, string>[] = parse(out, { bom: true, columns: true });
    expect(rows.map(({ Billable }) => Number(Billable))).toEqual(billable);
  });

  test('writes the page into the state folder, for its owner alone, in the locale of the organization', async () => {
    const { exit, out } = await say('report');
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/^Written: .*\/report\/guard-csv-.*\.html$/) });
    const page = await readFile(out.slice('Written: '.length), 'utf8');
    expect(page).toContain('Contoso');
    expect(page).toContain('Mo. 7. Dez. 2026');
    expect(page).toContain('list 2023, unverified');
    expect(await readdir(join(state, 'report'))).toHaveLength(1);
  });

  test('--format xlsx --out writes a workbook', async () => {
    const { exit } = await say('report', '--format', 'xlsx', '--out', at('r.xlsx'));
    expect(exit).toBe(0);
    const [days] = (await readXlsx(await readFile(at('r.xlsx')))).sheets;
    expect(days?.rows.slice(1).map((row) => row[1])).toEqual(billable);
  });

  test('--from and --to choose the days', async () => {
    const { out } = await say('report', '--json', '--from', '2026-11-20', '--to', '2026-11-24');
    expect(JSON.parse(out).points).toMatchObject([{ day: '2026-11-23', billable: billable[1] }]);
  });

  test.each([
    ['a time that has not begun', ['--from', '2027-01-01'], 1, 'no report of csv: the period has not begun.'],
    [
      'a time without snapshots',
      ['--from', '2026-01-01', '--to', '2026-02-01'],
      1,
      'no report of csv: no complete snapshot lies in that time; billable-drift run takes one.',
    ],
    [
      'days in the wrong order',
      ['--from', '2026-02-01', '--to', '2026-01-01'],
      2,
      'from 2026-02-01 is after to 2026-01-01.',
    ],
    ['no day', ['--from', 'monday'], 2, '"monday" is no day such as 2026-11-24.'],
    ['an unknown format', ['--format', 'pdf'], 2, 'format: pdf is none of html, xlsx, csv, json.'],
    [
      'a renewal nobody knows of',
      ['--renewal'],
      1,
      'no renewal pack of csv: nobody has said how it is billed: enter an invoice (billable-drift invoice add), or write contract into the settings.',
    ],
    [
      'savings on what nobody knows of',
      ['--savings'],
      1,
      'nothing saved is known of csv: nobody has said how it is billed: enter an invoice (billable-drift invoice add), or write contract into the settings.',
    ],
    [
      'another organization',
      ['--organization', 'other'],
      1,
      'no report of other: no complete snapshot lies in that time; billable-drift run takes one.',
    ],
  ])('%s', async (_, args, exit, err) => {
    expect(await say('report', ...args)).toEqual({ exit, out: '', err });
  });

  test('of a deployment a file has to be named', async () => {
    expect(await commandLine(['report', '--table', 'T', '--organization', 'acme'])).toMatchObject({
      exit: 2,
      err: 'with --table, say where the html file goes: --out FILE.',
    });
  });
});

describe('report --all', () => {
  test.each(['--from', '--to'])('%s is wrong usage: it tells what is to come', async (flag) => {
    const said = await say('report', '--all', flag, '2026-11-30');
    expect(said).toMatchObject({ exit: 2, out: '', err: expect.stringContaining(`leave out ${flag}`) });
  });

  test('says what is blocked on whom', async () => {
    const { exit, out } = await say('report', '--all');
    expect(exit).toBe(0);
    expect(out).toContain('NO CUT-OFF KNOWN');
    expect(out).toContain('waits for finance: no invoice and no contract');
    const { out: json } = await say('report', '--all', '--json');
    expect(JSON.parse(json).organizations).toMatchObject([
      { organization: 'csv', billable: billable.at(-1), cutOff: null, blocks: [{ on: 'finance', what: 'no-bill' }] },
    ]);
  });
});

describe('once a bill is entered', () => {
  beforeAll(async () => {
    const bill = ['--quantity', '60', '--amount', '2400', '--currency', 'USD'];
    await say('invoice', 'add', '--period', '2026-11', ...bill, '--plan', 'annual');
  });

  test('the page has the periods and the renewal, and the calendar a cut-off', async () => {
    const { out } = await say('report', '--json');
    expect(JSON.parse(out).books).toMatchObject({
      periods: [{ plan: 'annual' }],
      renewal: {
        renewsOn: '2027-11-01',
        sizes: [{ of: 'peak' }, { of: 'now', users: billable.at(-1) }, { of: 'cleaned' }],
      },
    });
    const { out: calendar } = await say('report', '--all');
    expect(calendar).toMatch(/^FIX BY FR\. 29\. OKT\. 2027 {3}[\d.,]+\s\$ a year\n/);
  });

  test('--log, --money and --savings print their part, and as JSON', async () => {
    expect((await say('report', '--log')).out).toContain(`${billable.at(-1)} on Mo. 7. Dez. 2026`);
    const { out: log } = await say('report', '--log', '--json');
    expect(JSON.parse(log).log).toHaveLength(billable.length);
    expect((await say('report', '--money')).out).toContain('fix by Fr. 29. Okt. 2027');
    expect(JSON.parse((await say('report', '--money', '--json')).out).cost).toMatchObject({ kind: 'annual' });
    const { out: saved } = await say('report', '--savings', '--json');
    expect(JSON.parse(saved)).toMatchObject({ together: { reduced: '0.00', avoided: '0.00' }, cases: [] });
  });

  test('--people splits the cost by department, and needs a file that names them', async () => {
    const rows: Record<string, string>[] = parse(exportCsv(worldOn(21, WORLD)), { columns: true });
    await writeFile(at('d.csv'), ['email,department', ...rows.map(({ Email }) => `${Email},Sales`)].join('\n'));
    const { out } = await say('report', '--people', at('d.csv'), '--json');
    expect(JSON.parse(out).books.chargeback.departments).toContainEqual(expect.objectContaining({ name: 'Sales' }));
    await writeFile(at('d.csv'), 'email\na@contoso.com\n');
    expect(await say('report', '--people', at('d.csv'))).toMatchObject({
      exit: 1,
      err: expect.stringContaining('one with "Department"'),
    });
  });

  test('--renewal prints the pack, and as JSON', async () => {
    const { exit, out } = await say('report', '--renewal');
    expect(exit).toBe(0);
    expect(out).toContain('Renews on Mo. 1. Nov. 2027');
    expect(out).toContain('Order the tier of');
    const { out: json } = await say('report', '--renewal', '--json');
    expect(JSON.parse(json)).toMatchObject({ organization: 'csv', currency: 'USD', renewsOn: '2027-11-01' });
  });
});
