import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { organizationSchema } from '../../../core/settings.ts';
import { getHead } from '../../../lambdas/clients/history/head.ts';
import { listKeys, putKeyRecord } from '../../../lambdas/clients/history/keys.ts';
import { dropOrganization, putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { listMails } from '../../../lambdas/clients/history/outbox.ts';
import type { KeyTrial } from '../../../lambdas/clients/keys/key-trial.ts';
import { keys } from '../../../lambdas/keys/handler.ts';
import { keyRecord } from '../../keys.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

const NOW = '2026-11-23T06:00:00Z';
const WORKS: KeyTrial = { state: 'works', says: 'Acme', expires: null, remark: null };
const REFUSED: KeyTrial = { state: 'refused', why: 'the organization key was refused (401).' };

let stores: TestStores;
let counted: Record<string, number>;
let tried: string[];
beforeEach(async () => {
  stores = await openTestStores();
  counted = {};
  tried = [];
  const mail = { admins: ['admin@acme.example'], finance: ['cfo@acme.example'] };
  await putSettings(stores.history, organizationSchema.parse({ id: 'acme', name: 'Acme', mail }), NOW);
});
afterEach(() => stores.close());

function check(asOf = NOW, trial: KeyTrial = WORKS, history = stores.history) {
  return keys(
    { organization: 'acme', asOf },
    {
      ...stores,
      history,
      now: () => new Date(asOf),
      logger: new Logger({ logLevel: 'SILENT' }),
      count: (metric, value) => {
        counted[metric] = value;
      },
      readKey: async (_, { kind }) => {
        tried.push(kind);
        return 'the-key';
      },
      mayRead: ({ kind }) => kind === 'org' || kind === 'jira',
      tryKey: async () => trial,
    },
  );
}

const subjects = () => stores.mailbox.map(({ eml }) => /^Subject: (.*)$/m.exec(String(eml))?.[1]);

describe('the check', () => {
  test('tries what may be read; the others are watched by their dates', async () => {
    await putKeyRecord(stores.history, keyRecord());
    await putKeyRecord(stores.history, keyRecord({ kind: 'jira' }));
    await putKeyRecord(stores.history, keyRecord({ kind: 'scim', directory: 'd-1', trial: { state: 'not-tried' } }));
    expect(await check()).toEqual({ organization: 'acme', asOf: NOW, state: 'checked', refused: 0, warnings: 0 });
    expect(tried).toEqual(['jira', 'org']);
    expect(counted).toMatchObject({ KeysRefused: 0, KeysExpiring: 0 });
    expect(stores.mailbox).toEqual([]);
    expect((await getHead(stores.history, 'acme')).keys).toBe(NOW);
  });

  test('takes an organization key that nobody put here into care', async () => {
    await check();
    expect(await listKeys(stores.history, 'acme')).toMatchObject([
      { kind: 'org', expiry: { day: '2027-11-23', from: 'assumed' }, trial: { state: 'works', at: NOW } },
    ]);
  });

  test('keeps what Atlassian tells of the end, and what the key can do beside its purpose', async () => {
    await putKeyRecord(stores.history, keyRecord());
    await check(NOW, { ...WORKS, expires: '2027-01-01', remark: 'this key can write' });
    expect(await listKeys(stores.history, 'acme')).toMatchObject([
      { expiry: { day: '2027-01-01', from: 'told' }, remark: 'this key can write' },
    ]);
  });

  test('of an organization out of care does nothing', async () => {
    await dropOrganization(stores.history, 'acme');
    expect(await check()).toMatchObject({ state: 'none' });
    expect(tried).toEqual([]);
  });

  test('that could not reach anybody is kept, fails, and is due again', async () => {
    await putKeyRecord(stores.history, keyRecord());
    await expect(check(NOW, { state: 'unreachable', why: 'no answer.' })).rejects.toThrow(
      'acme: keys could not be tried: no answer.',
    );
    expect(await listKeys(stores.history, 'acme')).toMatchObject([{ trial: { state: 'unreachable' } }]);
    expect((await getHead(stores.history, 'acme')).keys).toBeUndefined();
  });
});

describe('a mail of its own', () => {
  const ending = (day: string) => keyRecord({ expiry: { day, from: 'entered' } });

  test.each([
    ['30 days ahead there is none', '2026-12-20', []],
    ['seven days ahead', '2026-11-30', ['Guard, Acme: the organization key ends in 7 days']],
    ['one day ahead', '2026-11-24', ['Guard, Acme: the organization key ends in 1 day']],
    ['on the day', '2026-11-23', ['Guard, Acme: the organization key ends today']],
    ['afterwards', '2026-11-22', ['Guard, Acme: the organization key has ended']],
  ])('%s', async (_, day, expected) => {
    await putKeyRecord(stores.history, ending(day));
    await check();
    expect(subjects()).toEqual(expected);
  });

  test('goes to admins only, once at each mark', async () => {
    await putKeyRecord(stores.history, ending('2026-11-30'));
    for (const day of [21, 22, 23, 24, 25, 26, 27, 28, 29, 30]) await check(`2026-11-${day}T06:00:00Z`);
    await check('2026-12-01T06:00:00Z');
    await check('2026-12-02T06:00:00Z');
    expect(subjects()).toEqual(
      ['ends in 7 days', 'ends in 1 day', 'has ended'].map((when) => `Guard, Acme: the organization key ${when}`),
    );
    expect(new Set(stores.mailbox.map(({ to }) => to))).toEqual(new Set(['admin@acme.example']));
  });

  test('tells of a refused key the same day, and not again every day; then of the next time', async () => {
    await putKeyRecord(stores.history, keyRecord());
    await check('2026-11-22T06:00:00Z');
    await check('2026-11-23T06:00:00Z', REFUSED);
    expect(counted.KeysRefused).toBe(1);
    await check('2026-11-24T06:00:00Z', REFUSED);
    await check('2026-11-25T06:00:00Z');
    await check('2026-11-26T06:00:00Z', REFUSED);
    expect(subjects()).toEqual(Array(2).fill('Guard, Acme: the organization key is refused'));
    const [mail] = await listMails(stores.history, 'acme', 'keys', '2026-11-23T06:00:00Z');
    const text = String(await stores.archive.get(`${mail?.archiveKey}.html`));
    expect(text).toContain('the organization key was refused (401).');
    expect(text).toContain('docs/runbooks/replace-org-key.md');
  });

  test('asked twice for one day, nobody is told twice', async () => {
    await putKeyRecord(stores.history, ending('2026-11-24'));
    await check();
    await check();
    expect(stores.mailbox).toHaveLength(1);
  });

  test('killed at any call and run again: one mail', async () => {
    let killed = 0;
    for (let deadly = 1; ; deadly += 1) {
      await stores.close();
      stores = await openTestStores();
      const settings = organizationSchema.parse({ id: 'acme', name: 'Acme', mail: { admins: ['a@acme.example'] } });
      await putSettings(stores.history, settings, NOW);
      await putKeyRecord(stores.history, ending('2026-11-24'));
      const death = deathAt(deadly);
      const error = await check(NOW, WORKS, mortalHistory(stores.history, death)).then(() => null, String);
      if (death.calls() < deadly) break;
      expect(error).toContain('killed');
      killed += 1;
      await check();
      // A mail that was claimed is not sent again: perhaps it has left.
      expect(stores.mailbox.length).toBeLessThanOrEqual(1);
      expect(await listMails(stores.history, 'acme', 'keys', NOW)).toHaveLength(1);
    }
    expect(killed).toBeGreaterThan(8);
  });
});
