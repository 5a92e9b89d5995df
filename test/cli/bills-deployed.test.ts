import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { organizationSchema } from '../../core/settings.ts';
import { getBills } from '../../lambdas/clients/history/bills.ts';
import { putSettings } from '../../lambdas/clients/history/organizations.ts';
import { commandLine } from '../command-line.ts';
import { openTestStores, type TestStores } from '../stores.ts';

const outside = { ...process.env };
let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: stores.tableUrl,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterEach(async () => {
  process.env = { ...outside };
  await stores.close();
});

const now = new Date('2026-11-24T09:00:00Z');
const say = (...args: string[]) => commandLine([...args, '--table', stores.history.table], { now });
const INVOICE = ['invoice', 'add', '--period', '2026-11', '--quantity', '200', '--amount', '800', '--currency', 'USD'];

test("a deployment's table: the settings that were applied, the only organization by itself", async () => {
  expect((await say(...INVOICE)).err).toBe('say which organization with --organization.');
  expect((await say(...INVOICE, '--organization', 'acme')).err).toMatch(/^no settings of acme were applied to/);
  const contract = { currency: 'USD', terms: [{ kind: 'monthly', from: '2026-01-01' }] };
  const settings = organizationSchema.parse({ id: 'acme', name: 'Acme', contract });
  await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
  expect((await say(...INVOICE)).out).toBe('Acme: entered the invoice of Nov 2026, 200 users, $800.00, before tax.');
  await say('external', 'add', '--users', '84');
  expect(await getBills(stores.history, 'acme')).toMatchObject({
    invoices: [{ period: '2026-11', quantity: 200 }],
    external: [{ date: '2026-11-24', users: 84 }],
  });
  expect((await say('invoice', 'split', '--by', 'product')).err).toMatch(/--archive s3:\/\/BUCKET/);
});

test("a deployment's table takes planned waves", async () => {
  await putSettings(stores.history, organizationSchema.parse({ id: 'acme', name: 'Acme' }), '2026-11-01T00:00:00Z');
  const wave = ['expect', '+200', 'by', '2026-12-15', 'onboarding', '--author', 'Ada'];
  expect((await say(...wave)).out).toBe('Acme: expected +200 by Tue 15 Dec 2026: onboarding.');
  expect((await say('expect', 'list')).out).toMatch(/; 0 came {2}\(Ada\)$/);
  expect((await say('expect', 'remove', '2026-12-15')).exit).toBe(0);
});
