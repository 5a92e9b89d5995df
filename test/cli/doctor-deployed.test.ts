import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { defaultSettings } from '../../core/settings.ts';
import { advanceHead } from '../../lambdas/clients/history/head.ts';
import { putKeyRecord, removeKeyRecord } from '../../lambdas/clients/history/keys.ts';
import { dropOrganization, putSettings } from '../../lambdas/clients/history/organizations.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';
import { commandLine } from '../command-line.ts';
import { type AccountState, emptyAccount, startFakeAccount } from '../fake-aws-account.ts';
import { openTestStores, type TestStores } from '../stores.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const ORG = { kind: 'org', directory: null } as const;
const before = { ...process.env };

let state: AccountState;
let account: LoopbackServer;
let stores: TestStores;

beforeAll(async () => {
  state = emptyAccount();
  account = await startFakeAccount(state);
  stores = await openTestStores();
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: account.url,
    AWS_ENDPOINT_URL_DYNAMODB: stores.tableUrl,
  });
});
afterAll(async () => {
  await account.close();
  await stores.close();
  process.env = before;
});

/** A deployment in which all is well. */
beforeEach(async () => {
  Object.assign(state, emptyAccount());
  Object.assign(state.outputs, {
    HistoryTable: stores.history.table,
    DriftFunction: 'arn:aws:lambda:x:1:function:D:live',
  });
  Object.assign(state.variables, { SENDER: 'guard@contoso.com' });
  Object.assign(state.identities, { 'contoso.com': true });
  Object.assign(state.subscriptions, { 'ops@contoso.com': true });
  state.resources.push({ id: 'Topic', type: 'AWS::SNS::Topic', physicalId: 'arn:aws:sns:eu-central-1:1:Topic' });
  state.alarms.push({ name: 'BillableDrift-DriftErrors', state: 'OK' });
  const { history } = stores;
  await putSettings(history, defaultSettings('acme', 'Acme'), '2026-11-01T00:00:00Z');
  await advanceHead(history, 'acme', '2026-11-24T06:00:00Z');
  await putKeyRecord(history, {
    ...{ organization: 'acme', ...ORG, putAt: '2026-11-01T00:00:00Z', remark: null },
    expiry: { day: '2027-10-31', from: 'entered' },
    trial: { state: 'works', at: '2026-11-24T06:00:00Z' },
  });
});

const look = (now = NOW) => commandLine(['doctor', '--deployed'], { now });

test('all is well', async () => {
  expect(await look()).toEqual({
    exit: 0,
    err: '',
    out: [
      'ok    stack       UPDATE_COMPLETE',
      'ok    table       1 in care.',
      'ok    keys        every organization has one.',
      'ok    snapshots   all from within the last day, or not yet due.',
      'ok    senders     verified.',
      'ok    mail        0 of 50000 in the last day.',
      'ok    recipients  1 confirmed.',
      'ok    alarms      1, none ringing.',
    ].join('\n'),
  });
});

test.each<[string, (account: AccountState) => unknown, string]>([
  [
    'a rollback',
    (account) => {
      account.stackStatus = 'UPDATE_ROLLBACK_COMPLETE';
    },
    'MEND  stack       UPDATE_ROLLBACK_COMPLETE: npm run deploy says why; what ran before runs on after a rollback.',
  ],
  [
    'nobody in care',
    () => dropOrganization(stores.history, 'acme'),
    'MEND  table       nobody is in care: apply --table TABLE.',
  ],
  [
    'no key',
    () => removeKeyRecord(stores.history, 'acme', ORG),
    'MEND  keys        none for acme: keys put org --organization ID --table TABLE.',
  ],
  [
    'a sender that nobody has verified',
    (account) => Object.assign(account.identities, { 'contoso.com': false }),
    'MEND  senders     not verified: guard@contoso.com; verify the address or its domain in SES in this region.',
  ],
  [
    'the sandbox',
    (account) => {
      account.dailyMails = 200;
    },
    'MEND  mail        SES is in its sandbox: mail reaches verified recipients only. Ask for production access in the console of SES.',
  ],
  [
    'a recipient that has not confirmed',
    (account) => Object.assign(account.subscriptions, { 'new@contoso.com': false }),
    'MEND  recipients  not confirmed, and so hear no alarm: new@contoso.com; each confirms in the mail of SNS.',
  ],
  [
    'an alarm',
    (account) => account.alarms.push({ name: 'BillableDrift-KeysRefused', state: 'ALARM' }),
    'MEND  alarms      ringing: BillableDrift-KeysRefused; each says who is hurt and names its runbook.',
  ],
])('%s, and its mend', async (_, breakIt, line) => {
  await breakIt(state);
  const { exit, out } = await look();
  expect([exit, out.split('\n').filter((one) => one.startsWith('MEND'))]).toEqual([1, [line]]);
});

test('a snapshot that is late, and its mend', async () => {
  const { exit, out } = await look(new Date('2026-11-25T13:00:00Z'));
  expect(exit).toBe(1);
  expect(out).toContain('MEND  snapshots   none for over 30 hours of acme: docs/runbooks/organizations-overdue.md.');
});

test('a deployment that is not there is one sentence', async () => {
  state.stackStatus = 'none';
  expect(await look()).toMatchObject({
    exit: 1,
    out: '',
    err: expect.stringMatching(/^the stack BillableDrift cannot be read/),
  });
});
