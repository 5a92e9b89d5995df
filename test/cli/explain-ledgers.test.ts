import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
const now = new Date('2026-11-24T09:00:00Z');
const say = (...args: string[]) =>
  commandLine([...args, '--state', join(folder, 'state'), '--config', join(folder, 'settings.json')], { now });

const settingsFile = (sites: readonly string[], ...admins: readonly string[]) => {
  const named = { id: 'csv', name: 'Contoso', sites, mail: { admins, finance: ['cfo@contoso.com'] } };
  return writeFile(join(folder, 'settings.json'), JSON.stringify({ organizations: [named] }));
};

async function runCsv(day: string, ...flags: readonly string[]) {
  const rows = flags.map((flag, index) => `P${index},p${index}@contoso.com,5f${index},Active,2026-11-01,${flag},x`);
  const file = join(folder, 'm.csv');
  await writeFile(file, ['Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Trello', ...rows].join('\n'));
  return say('run', '--csv', file, '--as-of', day);
}

beforeAll(async () => {
  folder = await makeFolder();
  await settingsFile(['contoso.atlassian.net'], 'it@contoso.com');
  await runCsv('2026-11-16T06:00:00Z', 'No', 'No', 'Yes');
}, 60_000);

describe('explain --drift', () => {
  test('before a second digest there is nothing to compare', async () => {
    expect(await say('explain', '--drift')).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/nothing to compare/),
    });
  });

  test('the raw flag on both days, and that nothing else changed', async () => {
    await runCsv('2026-11-23T06:00:00Z', 'Yes', 'Yes', 'Yes');
    const { out, exit } = await say('explain', '--drift');
    expect(exit).toBe(0);
    expect(out).toMatch(/2026-11-16T06:00:00Z {2}complete, from csv: 3 accounts, 1 billable, 2 not, 0 unknown/);
    expect(out).toMatch(/whose flag is another one: 2\n {2}2 {2}not-billable -> billable/);
    expect(out).toMatch(/nothing: same source, same settings, both complete/);
    expect(out).not.toContain('@contoso.com');
  });

  test('one account, by id or e-mail, in the raw', async () => {
    const { out } = await say('explain', 'P0@contoso.com', '--drift');
    expect(out).toMatch(/5f0\n {2}2026-11-16T06:00:00Z {2}not-billable, .*\n {2}2026-11-23T06:00:00Z {2}billable, /);
    const document = z
      .object({ moves: z.array(z.unknown()), doubts: z.array(z.unknown()), account: z.unknown() })
      .parse(JSON.parse((await say('explain', '5f0', '--drift', '--json')).out));
    expect(document).toMatchObject({
      moves: [{ from: 'not-billable', to: 'billable', accounts: 2 }],
      doubts: [],
      account: { accountId: '5f0', before: { billable: 'not-billable' }, after: { billable: 'billable' } },
    });
    expect((await say('explain', 'nobody', '--drift')).err).toMatch(/^neither snapshot has an account/);
  });

  test('an unknown flag and changed sites are told', async () => {
    await settingsFile(['contoso.atlassian.net', 'other.atlassian.net'], 'it@contoso.com');
    await runCsv('2026-11-23T08:00:00Z', 'Yes', 'Yes', '');
    const { out } = await say('explain', '--drift');
    expect(out).toMatch(/1 {2}billable -> unknown/);
    expect(out).toMatch(/2026-11-23T08:00:00Z: 1 account without a billable flag/);
    expect(out).toMatch(/the settings changed: sites/);
  });
});

describe('explain --mail', () => {
  const ledgerSchema = z.object({
    mails: z.array(
      z.object({
        ...{ kind: z.string(), asOf: z.string(), audience: z.string(), to: z.string().nullable(), state: z.string() },
        ...{ archive: z.string(), isKept: z.boolean() },
      }),
    ),
  });
  const ledger = async (...args: string[]) =>
    ledgerSchema.parse(JSON.parse((await say('explain', '--mail', '--json', ...args)).out)).mails;

  test('every mail to everybody, the oldest first, and what was sent lies where it says', async () => {
    const mails = await ledger();
    expect(mails.slice(0, 2)).toMatchObject([
      { kind: 'digest', asOf: '2026-11-16T06:00:00Z', audience: 'admins', to: 'it@contoso.com', state: 'sent' },
      { kind: 'digest', asOf: '2026-11-16T06:00:00Z', audience: 'finance', to: 'cfo@contoso.com', isKept: true },
    ]);
    const eml = await readFile(mails[0]?.archive ?? '', 'utf8');
    expect(eml).toMatch(/^To: it@contoso\.com/m);
    const { out } = await say('explain', '--mail');
    expect(out).toMatch(/digest of Mon 16 Nov 2026 to admins \(it@contoso\.com\) {2}sent/);
  });

  test('from a day on; none is a sentence', async () => {
    expect(new Set((await ledger('--since', '2026-11-23')).map(({ asOf }) => asOf.slice(0, 10)))).toEqual(
      new Set(['2026-11-23']),
    );
    expect((await say('explain', '--mail', '--since', '2026-12-01')).out).toBe('Contoso: no mail since 2026-12-01.');
  });

  test('who left the settings is not named; what has left the archive is said to', async () => {
    const [first] = await ledger();
    await rm(first?.archive ?? '');
    await settingsFile(['contoso.atlassian.net'], 'new@contoso.com');
    const { out } = await say('explain', '--mail');
    expect(out).toMatch(
      /to admins \(no longer in the settings\) {2}sent\n.*no longer in the archive: it is kept for 35 days/,
    );
    expect(out).not.toContain('it@contoso.com');
  });

  test('what a run kept for nobody says so, also once somebody is named', async () => {
    await settingsFile(['contoso.atlassian.net']);
    await runCsv('2026-11-24T06:00:00Z', 'Yes', 'Yes', 'Yes');
    for (const admins of [[], ['it@contoso.com']]) {
      await settingsFile(['contoso.atlassian.net'], ...admins);
      const { out } = await say('explain', '--mail', '--since', '2026-11-24');
      expect(out).toMatch(
        /^digest of Tue 24 Nov 2026 to admins \(admins@outbox\.invalid: the settings named nobody\) {2}sent$/m,
      );
    }
    expect(await ledger('--since', '2026-11-24')).toMatchObject([{ to: 'admins@outbox.invalid' }, {}]);
  });

  test.each([
    [['explain', 'a', '--mail'], /--mail is about all mails/],
    [['explain', '--since', '2026-11-01'], /--since goes with --mail/],
    [['explain', '--mail', '--since', 'then'], /--since then is no day/],
    [['explain', '--mail', '--drift'], /cannot be used with/],
    [['explain', '--mail', '--table', 't'], /named by both/],
    [['explain'], /say which account: its id, or its e-mail; or --drift, or --mail/],
  ])('%j is wrong usage', async (args, sentence) => {
    expect(await say(...args)).toMatchObject({ exit: 2, err: expect.stringMatching(sentence) });
  });
});
