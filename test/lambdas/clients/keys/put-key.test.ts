import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listKeys } from '../../../../lambdas/clients/history/keys.ts';
import { forgetSecret } from '../../../../lambdas/clients/keys/change-secret.ts';
import type { KeyTrial } from '../../../../lambdas/clients/keys/key-trial.ts';
import { type KeyStores, putKey } from '../../../../lambdas/clients/keys/put-key.ts';
import { keyReader } from '../../../../lambdas/clients/keys/read-key.ts';
import { openTestSecrets, type TestSecrets } from '../../../secrets.ts';
import { openTestStores, type TestStores } from '../../../stores.ts';

const ORG = { kind: 'org', directory: null } as const;
const WORKS: KeyTrial = { state: 'works', says: 'Acme', expires: null, remark: null };
const REFUSED: KeyTrial = { state: 'refused', why: 'the key was refused (401).' };

let secrets: TestSecrets;
let tables: TestStores;
let stores: KeyStores;
beforeEach(async () => {
  secrets = await openTestSecrets();
  tables = await openTestStores();
  stores = { client: secrets.client, prefix: 'billable-drift', history: tables.history, now: tables.now };
});
afterEach(async () => {
  await secrets.close();
  await tables.close();
});

const put = (key: string, trial: KeyTrial | (() => Promise<KeyTrial>) = WORKS, takeOver = false) =>
  putKey(stores, { organization: 'acme', name: ORG, key, entered: null, takeOver }, async () =>
    typeof trial === 'function' ? trial() : trial,
  );
const inUse = () => keyReader(secrets.client, 'billable-drift', tables.now)('acme', ORG, 'anew');
const kept = async () => JSON.stringify(await secrets.file.read());

test('a key that works is in use, and known by its dates', async () => {
  expect(await put('first')).toMatchObject({ state: 'put', says: 'Acme' });
  expect(await inUse()).toBe('first');
  expect(await listKeys(tables.history, 'acme')).toEqual([
    {
      organization: 'acme',
      kind: 'org',
      directory: null,
      putAt: '2026-11-23T06:00:00Z',
      expiry: { day: '2027-11-23', from: 'assumed' },
      trial: { state: 'works', at: '2026-11-23T06:00:00Z' },
      remark: null,
    },
  ]);
  await put('second');
  expect(await inUse()).toBe('second');
  expect(await kept()).not.toContain('AWSPENDING');
});

test('it is tried before it is in use', async () => {
  await put('first');
  await put('second', async () => {
    expect(await inUse()).toBe('first');
    return WORKS;
  });
  expect(await inUse()).toBe('second');
});

describe('everything is as it was after', () => {
  test.each([
    ['a key that was refused', REFUSED],
    ['one that could not be tried', { state: 'unreachable', why: 'no answer' }],
  ] as const)('%s', async (_, trial) => {
    await put('first');
    const before = await kept();
    expect(await put('second', trial)).toEqual(trial);
    expect(await kept()).toBe(before);
    expect((await listKeys(tables.history, 'acme'))[0]).toMatchObject({ putAt: '2026-11-23T06:00:00Z' });
  });

  test('a trial that broke off', async () => {
    await put('first');
    const before = await kept();
    await expect(put('second', () => Promise.reject(new Error('broke off')))).rejects.toThrow('broke off');
    expect(await kept()).toBe(before);
  });

  test('the very first key, refused: there is no secret', async () => {
    expect(await put('first', REFUSED)).toEqual(REFUSED);
    expect(await kept()).toBe('{}');
    expect(await listKeys(tables.history, 'acme')).toEqual([]);
  });
});

describe('two people at once', () => {
  test('while one is trying, the other is told', async () => {
    await put('first');
    await put('mine', async () => {
      expect(await put('theirs')).toEqual({ state: 'under-way' });
      return WORKS;
    });
    expect(await inUse()).toBe('mine');
  });

  test('whoever is taken over is told, and theirs is not in use', async () => {
    await put('first');
    const overtaken = await put('mine', async () => {
      expect(await put('theirs', WORKS, true)).toMatchObject({ state: 'put' });
      return WORKS;
    });
    expect(overtaken).toEqual({ state: 'overtaken' });
    expect(await inUse()).toBe('theirs');
    expect(await kept()).not.toContain('mine');
  });

  test('the first key of all: one is in use, the other is told', async () => {
    const overtaken = await put('mine', async () => {
      expect(await put('theirs', WORKS, true)).toMatchObject({ state: 'put' });
      return WORKS;
    });
    expect(overtaken).toEqual({ state: 'overtaken' });
    expect(await inUse()).toBe('theirs');
  });
});

test('a key that was forgotten may be put again', async () => {
  await put('first');
  expect(await forgetSecret(secrets.client, 'billable-drift/acme/org')).toBe(true);
  await expect(inUse()).rejects.toThrow('is marked for deletion');
  await put('second');
  expect(await inUse()).toBe('second');
});
