import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  ARCHIVE_FOLDERS,
  attemptPrefix,
  baselinePrefix,
  changesKey,
  inspectionPrefix,
  mailKey,
  peopleKey,
  reportKey,
} from '../../lambdas/clients/archive-keys.ts';
import { closeAnswers, takeAnswer } from '../../lambdas/clients/history/answers.ts';
import { appendEvent, putCase } from '../../lambdas/clients/history/cases.ts';
import { listRowKeys } from '../../lambdas/clients/history/erasures.ts';
import { dropOrganization } from '../../lambdas/clients/history/organizations.ts';
import { openStateFolder, type StateFolder } from '../../local/state-folder.ts';
import { caseOf, happened } from '../cases.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

const HEADER = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Jira Service Management,Trello';
const ADA = 'Ada Abel,ada@contoso.com,5f01,Active,2026-11-20,Yes,contoso,';
const BELA = "Bela O'Brandt,bela@contoso.com,5f02,Active,,Yes,,Trello";
const CHEN = 'Chen Costa,chen@contoso.com,5f03,Active,,No,,';

let folder: string;
let state: string;

/** Two organizations, one named like the beginning of the other, with two weeks each. */
beforeEach(async () => {
  folder = await makeFolder();
  state = join(folder, 'state');
  for (const organization of ['acme', 'acme-2']) {
    await run(organization, '2026-11-16', [ADA, CHEN]);
    await run(organization, '2026-11-23', [ADA, BELA, CHEN]);
  }
}, 60_000);

async function run(organization: string, asOf: string, rows: readonly string[]) {
  const file = join(folder, `${organization}.csv`);
  const config = join(folder, 'settings.json');
  const organizations = ['acme', 'acme-2'].map((id) => ({ id, name: id, mail: { admins: ['it@contoso.com'] } }));
  await writeFile(config, JSON.stringify({ organizations }));
  await writeFile(file, `${[HEADER, ...rows].join('\n')}\n`);
  const args = ['run', '--csv', file, '--organization', organization, '--config', config, '--as-of', asOf];
  expect(await commandLine([...args, '--state', state])).toMatchObject({ exit: 0, err: '' });
}

const erase = (...args: string[]) => commandLine(['erase', ...args, '--state', state, '--yes']);

async function inState<Value>(work: (opened: StateFolder) => Promise<Value>): Promise<Value> {
  const opened = await openStateFolder(state);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** The text of everything in one organization's archive, mails decoded. */
async function archived(organization: string): Promise<string> {
  const archive = join(state, 'archive');
  const names = (await readdir(archive, { recursive: true })).filter((name) => name.split('/')[1] === organization);
  const texts = names
    .filter((name) => /\.(zst|html|json)$/.test(name))
    .map(async (name) => {
      const body = await readFile(join(archive, name));
      return (name.endsWith('.zst') ? zstdDecompressSync(body) : body).toString();
    });
  return (await Promise.all(texts)).join('\n');
}

const BELA_NAMED = /Bela|O'Brandt|O&#39;Brandt|bela@/;

describe('one account', () => {
  test('its name and e-mail are gone, everybody else is there, and the snapshots still say the same', async () => {
    expect(await archived('acme')).toMatch(BELA_NAMED);
    const said = await erase('--organization', 'acme', '--account', '5f02');
    expect(said).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^Erased: [1-9]\d* objects .*, 1 row of the table\.$/m),
    });
    const left = await archived('acme');
    expect(left).not.toMatch(BELA_NAMED);
    expect(left).toMatch(/Ada Abel/);
    expect(left).toMatch(/5f02/);
  }, 60_000);

  test('the next run compares with what was erased, and finds no other change', async () => {
    await erase('--organization', 'acme', '--account', '5f02');
    const file = join(folder, 'acme.csv');
    const args = ['run', '--csv', file, '--organization', 'acme', '--as-of', '2026-11-24', '--state', state, '--json'];
    const said = await commandLine(args);
    expect(said.err).toBe('');
    expect(JSON.parse(said.out).drift).toMatchObject({ net: 0, entries: [], exits: [], unclear: [] });
  }, 60_000);

  test('it is noted by a hash; the other organization keeps all it had', async () => {
    const before = await archived('acme-2');
    await erase('--organization', 'acme', '--account', '5f02');
    const keys = await inState(({ history }) => listRowKeys(history, 'ORG#acme'));
    const noted = keys.filter(({ sk }) => sk.startsWith('ERASURE#'));
    expect(noted).toEqual([{ pk: 'ORG#acme', sk: expect.stringMatching(/^ERASURE#[^#]+#[0-9a-f]{16}$/) }]);
    expect(await archived('acme-2')).toBe(before);
  }, 60_000);

  test('twice is as good as once', async () => {
    await erase('--organization', 'acme', '--account', '5f02');
    expect(await erase('--organization', 'acme', '--account', '5f02')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Erased: 0 objects of the archive, 0 rows of the table.'),
    });
  }, 60_000);
});

describe('an organization', () => {
  test('first it is taken out of care', async () => {
    await inState(async ({ history }) => {
      const { putSettings } = await import('../../lambdas/clients/history/organizations.ts');
      const { defaultSettings } = await import('../../core/settings.ts');
      await putSettings(history, defaultSettings('acme', 'acme'), '2026-11-01T00:00:00Z');
    });
    expect(await erase('--organization', 'acme')).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^acme is being taken care of: .* apply --drop first\.$/),
    });
  }, 60_000);

  test('nothing of it is left but the note, and nothing of the other is touched', async () => {
    const rows = await inState(async ({ history }) => {
      await dropOrganization(history, 'acme');
      return listRowKeys(history, 'ORG#acme-2');
    });
    const before = await archived('acme-2');
    expect(await erase('--organization', 'acme')).toMatchObject({ exit: 0 });
    expect(await archived('acme')).toBe('');
    expect(await archived('acme-2')).toBe(before);
    await inState(async ({ history }) => {
      expect((await listRowKeys(history, 'ORG#acme')).map(({ sk }) => sk.split('#')[0])).toEqual(['ERASURE']);
      expect(await listRowKeys(history, 'ACCOUNT#acme#5f02')).toEqual([]);
      expect(await listRowKeys(history, 'ORG#acme-2')).toEqual(rows);
      expect(await listRowKeys(history, 'ACCOUNT#acme-2#5f02')).toHaveLength(1);
    });
  }, 60_000);

  test('its cases go, and what holders have answered in them', async () => {
    const one = { ...caseOf(), organization: 'acme' };
    await inState(async ({ history }) => {
      await dropOrganization(history, 'acme');
      await putCase(history, one);
      await appendEvent(history, one, 0, happened.proposed);
      const answer = { accountId: '5f02', answer: 'use-it', at: '2026-11-23T08:00:00Z', by: 'holder' } as const;
      await takeAnswer(history, one, answer);
      await closeAnswers(history, one, '2026-11-24T08:00:00Z');
    });
    expect(await erase('--organization', 'acme')).toMatchObject({ exit: 0 });
    await inState(async ({ history }) => {
      expect(await listRowKeys(history, `CASE#acme#${one.id}`)).toEqual([]);
      expect(await listRowKeys(history, `ANSWER#acme#${one.id}`)).toEqual([]);
    });
  });

  test('not while a case is under way, until somebody has cancelled it', async () => {
    const one = { ...caseOf(), organization: 'acme' };
    const events = [happened.proposed, { ...happened.approved, planHash: one.planHash }, happened.started];
    await inState(async ({ history }) => {
      await dropOrganization(history, 'acme');
      await putCase(history, one);
      for (const [number, event] of events.entries()) await appendEvent(history, one, number, event);
    });
    const now = new Date('2026-11-23T12:00:00Z');
    const eraseNow = (...args: string[]) => commandLine(['erase', ...args, '--state', state, '--yes'], { now });
    const refused = {
      exit: 1,
      err: expect.stringMatching(
        /^cases of acme are under way, and would write to what is gone: cases cancel c0ffee0001, and wait until/,
      ),
    };
    expect(await eraseNow('--organization', 'acme')).toMatchObject(refused);
    expect(await eraseNow('--organization', 'acme', '--account', 'a1')).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^cases of a1 are under way/),
    });
    expect(await eraseNow('--organization', 'acme', '--account', '5f02')).toMatchObject({ exit: 0 });
    expect(await archived('acme')).toMatch(/Ada Abel/);
    await inState(async ({ history }) => {
      expect(await listRowKeys(history, `CASE#acme#${one.id}`)).toHaveLength(3);
      const stopped = {
        kind: 'stopped',
        at: '2026-11-23T12:00:00Z',
        key: 's',
        step: null,
        why: 'x',
        stands: [],
      } as const;
      await appendEvent(history, one, 3, stopped);
    });
    expect(await eraseNow('--organization', 'acme')).toMatchObject({ exit: 0 });
  }, 60_000);

  test('without --yes somebody is asked, and a wrong answer erases nothing', async () => {
    await inState(({ history }) => dropOrganization(history, 'acme'));
    const args = ['erase', '--organization', 'acme', '--state', state];
    expect(await commandLine(args)).toMatchObject({ exit: 2, err: expect.stringContaining('--yes') });
    expect(await commandLine(args, { answers: ['yes'] })).toMatchObject({ exit: 1, out: 'Nothing was erased.' });
    expect(await archived('acme')).toMatch(/Ada Abel/);
  }, 60_000);
});

test('a name that only the file of a mail tells, or a list beside it, goes too', async () => {
  const many = Array.from({ length: 30 }, (_, n) => `Zed Number ${n},z${n}@contoso.com,6f${n}x,Active,,Yes,,Trello`);
  await run('acme', '2026-11-24', [ADA, BELA, CHEN, ...many]);
  await inState(({ archive }) => archive.put('mail/acme/20261124T000000Z/accounts.csv', Buffer.from('6f29x,Zed')));
  const mails = () => inState(({ archive }) => archive.list('mail/acme/20261124T000000Z/'));
  const pages = await inState(async ({ archive }) => {
    const keys = (await archive.list('mail/acme/20261124T000000Z/')).filter((key) => /admins.*\.html$/.test(key));
    return Promise.all(keys.map(async (key) => (await archive.get(key))?.toString() ?? ''));
  });
  expect(pages).toHaveLength(1);
  expect(pages.join()).not.toMatch(/Zed Number 29\D/);
  expect(await mails()).toHaveLength(5);
  expect(await erase('--organization', 'acme', '--account', '6f29x')).toMatchObject({ exit: 0 });
  expect((await mails()).map((key) => key.split('/').at(-1)?.slice(0, 14))).toEqual([
    'digest-finance',
    'digest-finance',
  ]);
}, 60_000);

test('what one organization keeps lies under its own name only, also if another name begins with it', () => {
  const asOf = '2026-11-23T06:00:00Z';
  const prefixes = (organization: string) => [
    attemptPrefix(organization, asOf, 1),
    baselinePrefix(organization),
    changesKey(organization, asOf, 'step'),
    mailKey(organization, asOf, 'digest'),
    reportKey(organization, asOf, 'report.html'),
    inspectionPrefix(organization, asOf),
    peopleKey(organization),
  ];
  for (const key of prefixes('acme-2')) {
    const [top, organization] = key.split('/');
    expect(ARCHIVE_FOLDERS).toContain(top);
    expect(organization).toBe('acme-2');
    expect(ARCHIVE_FOLDERS.some((each) => key.startsWith(`${each}/acme/`))).toBe(false);
  }
});
