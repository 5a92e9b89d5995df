import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../core/alerts/alert.ts';
import { changeAlert, listAlerts } from '../../lambdas/clients/history/alerts.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

const now = new Date('2026-11-24T09:00:00Z');
const say = (...args: string[]) =>
  commandLine(['alerts', ...args, '--state', join(folder, 'state')], { now, env: { USER: 'ada' } });

const CROSSED: Alert = {
  ...{ kind: 'crossing', asOf: '2026-11-20T06:00:00Z', since: '2026-11-16T06:00:00Z', recipients: [] },
  ...{ counts: { before: 200, now: 262, planned: 0 }, came: { groups: [], other: 0 } },
  ...{ rule: 'accounts', value: 62, threshold: 50, currency: null },
};

async function withHistory<Value>(use: (history: Parameters<typeof listAlerts>[0]) => Promise<Value>): Promise<Value> {
  const state = await openStateFolder(join(folder, 'state'));
  return use(state.history).finally(state.close);
}

const ring = () =>
  withHistory((history) => changeAlert(history, 'csv', 'accounts', () => ({ edge: 'rung', alert: CROSSED })));

async function settingsFile(thresholds: object, change: object = {}): Promise<string> {
  const file = join(folder, 'settings.json');
  const mail = { thresholds };
  await writeFile(file, JSON.stringify({ organizations: [{ id: 'csv', name: 'Contoso', mail, ...change }] }));
  return file;
}

describe('alerts list', () => {
  test('without anything set or told', async () => {
    expect((await say('list')).out).toBe(
      [
        'accounts    not set in mail.thresholds; it has told nothing yet.',
        'percent     not set in mail.thresholds; it has told nothing yet.',
        'money       not set in mail.thresholds; it has told nothing yet.',
        'suspicious  over 20 % and over 20 accounts from one snapshot to the next; it has',
        '            told nothing yet.',
        'fix-by      3 days before the fix-by date; it has told nothing yet.',
      ].join('\n'),
    );
  });

  test('what is set, what rang, what is quiet', async () => {
    await ring();
    await say('mute', 'percent', '--until', '2026-12-31', '--reason', 'migration\u001b[31m');
    const contract = { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01' }] };
    const config = await settingsFile({ accounts: 50, percent: 12.5, money: '200', reminderDays: 0 }, { contract });
    expect((await say('list', '--config', config)).out.replaceAll(/\s+/g, ' ')).toBe(
      'accounts from +50 billable accounts since the last digest on; told on Fri 20 Nov 2026: 62 more; quiet until it falls ' +
        'below or a digest comes. percent from +12.5 % billable accounts since the last digest on; it has told nothing yet; ' +
        'muted by ada until Thu 31 Dec 2026 (migration [31m). money from $200.00 a month more since the last digest on, by prices of ' +
        'your own; it has told nothing yet. suspicious over 20 % and over 20 accounts from one snapshot to the next; it has ' +
        'told nothing yet. fix-by never; it has told nothing yet.',
    );
  });

  test('money without anything that says what accounts cost', async () => {
    const said = await say('list', '--config', await settingsFile({ money: '200' }));
    expect(said.out.replaceAll(/\s+/g, ' ')).toContain('money no contract, invoice or quote says what accounts cost');
  });

  test('as one JSON document', async () => {
    await ring();
    expect(JSON.parse((await say('list', '--json')).out)).toMatchObject({
      organization: 'csv',
      thresholds: { suspiciousPercent: 20 },
      rules: [{ rule: 'accounts', state: 'rung', alert: { value: 62 }, silence: null }, {}, {}, {}, { rule: 'fix-by' }],
    });
  });
});

describe('alerts mute and ack', () => {
  const until = ['--until', '2026-12-31'];
  const reason = ['--reason', 'migration'];

  test('say what they did, and keep it', async () => {
    await ring();
    expect(await say('mute', 'fix-by', ...until, ...reason)).toEqual({
      ...{ exit: 0, err: '', out: 'csv: fix-by is muted until 2026-12-31, by ada: migration.' },
    });
    expect((await say('ack', 'accounts', ...until, '--author', 'Grace')).out).toBe(
      'csv: accounts is acknowledged until 2026-12-31, by Grace: seen.',
    );
    expect(await withHistory((history) => listAlerts(history, 'csv'))).toMatchObject([
      {
        rule: 'accounts',
        edge: 'rung',
        silence: { kind: 'acknowledged', value: 62, from: '2026-11-24', author: 'Grace' },
      },
      { rule: 'fix-by', edge: 'armed', alert: null, silence: { kind: 'muted', until: '2026-12-31', author: 'ada' } },
    ]);
  });

  test('one of before authors were recorded is listed without one', async () => {
    const silence = { kind: 'muted', until: '2026-12-31', reason: 'migration', from: '2026-11-01' } as const;
    await withHistory((history) => changeAlert(history, 'csv', 'money', () => ({ silence })));
    expect((await say('list')).out.replaceAll(/\s+/g, ' ')).toContain('muted until Thu 31 Dec 2026 (migration)');
  });

  test('a second word on a rule takes the place of the first', async () => {
    await say('mute', 'money', ...until, ...reason);
    await say('mute', 'money', '--until', '2026-11-24', ...reason);
    expect(await withHistory((history) => listAlerts(history, 'csv'))).toMatchObject([
      { rule: 'money', silence: { until: '2026-11-24' } },
    ]);
  });

  test.each([
    [
      ['mute', 'everything', ...until, ...reason],
      'everything is no rule; the rules are accounts, percent, money, suspicious, fix-by.',
    ],
    [
      ['mute', 'money', '--until', '2026-11-23', ...reason],
      'until: 2026-11-23 is over; give a day from 2026-11-24 on.',
    ],
    [['mute', 'money', '--until', 'soon', ...reason], /^until: a day such as 2026-12-31 is expected\.$/],
    [['mute', 'money', ...until], /--reason/],
    [['mute', 'money', ...reason], /--until/],
    [['ack', 'accounts', ...until], 'accounts has told nothing that could be acknowledged; mute it instead.'],
  ])('%j is wrong usage', async (args, why) => {
    const said = await say(...args);
    expect(said).toMatchObject({ exit: 2, out: '' });
    expect(said.err).toMatch(why);
  });
});

describe('run --digest due', () => {
  const rows = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `P ${index},p${index}@contoso.com,5f${index},Active,2026-11-01,Yes,Trello`,
    );

  async function runOn(day: string, count: number, ...args: string[]) {
    const file = join(folder, 'm.csv');
    const header = 'Name,Email,Atlassian ID,Status,Last active date [UTC],Billable,Trello';
    await writeFile(file, [header, ...rows(count)].join('\n'));
    const config = await settingsFile({ accounts: 10 });
    const where = ['--state', join(folder, 'state'), '--config', config];
    return commandLine(['run', '--csv', file, '--as-of', day, ...where, ...args], { now });
  }

  test('on its day the digest, on the others an alert where a threshold is crossed, and else nothing', async () => {
    expect((await runOn('2026-11-16T08:00:00Z', 100, '--digest', 'due')).out).toContain(
      'admins: written; finance: written',
    );
    const still = await runOn('2026-11-17T08:00:00Z', 109, '--digest', 'due');
    expect(still).toMatchObject({ exit: 0, err: '' });
    expect(still.out).toMatch(
      /^No digest is due\. As of Tue 17 Nov 2026 109 billable of 109: what changed is recorded\.\n/,
    );
    expect(still.out).toContain('Mail      none');
    const rang = await runOn('2026-11-18T08:00:00Z', 110, '--digest', 'due');
    expect(rang.out).toContain('Mail      alert for admins: written; alert for finance: written');
    const outbox = await readdir(join(folder, 'state', 'outbox'));
    expect(outbox.filter((name) => name.includes('alert-admins'))).toHaveLength(2);
    expect((await runOn('2026-11-18T08:00:00Z', 110, '--digest', 'due')).out).toContain(
      'alert for admins: written before',
    );
    expect((await say('list')).out).toMatch(/^accounts.* told on Wed\s+18\s+Nov 2026: 10 more; quiet until/);
    expect(JSON.parse((await runOn('2026-11-19T08:00:00Z', 110, '--digest', 'due', '--json')).out)).toMatchObject({
      ...{ snapshot: { state: 'complete', billable: 110 }, cost: null, mail: [] },
    });
    expect((await runOn('2026-11-23T08:00:00Z', 110, '--digest', 'due')).out).toContain('OVER YOUR THRESHOLDS');
  });

  test('another word is wrong usage', async () => {
    expect(await runOn('2026-11-16T08:00:00Z', 3, '--digest', 'never')).toEqual({
      ...{ exit: 2, out: '', err: '--digest never: say now, or due for a digest on its day only.' },
    });
  });
});
