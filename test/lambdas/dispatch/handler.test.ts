import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OrganizationSettings, organizationSchema } from '../../../core/settings.ts';
import { advanceHead, noteKeyCheck, noteReport, takeLease } from '../../../lambdas/clients/history/head.ts';
import { dropOrganization, listOrganizations, putSettings } from '../../../lambdas/clients/history/organizations.ts';
import { dispatch } from '../../../lambdas/dispatch/handler.ts';
import {
  type KeysRequest,
  keysRequestSchema,
  type ReportRequest,
  reportRequestSchema,
  type SnapshotRequest,
  snapshotRequestSchema,
} from '../../../lambdas/messages.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
let invoked: SnapshotRequest[];
let keyChecks: KeysRequest[];
let reports: ReportRequest[];
let counted: [string, number][];
beforeEach(async () => {
  stores = await openTestStores();
  invoked = [];
  keyChecks = [];
  reports = [];
  counted = [];
});
afterEach(() => stores.close());

const NOW = new Date('2026-11-23T08:00:00Z');
const SINCE = '2026-11-22T12:00:00Z';
const SLOT = '2026-11-23T06:00:00Z';

function settings(id: string, change: object = {}): OrganizationSettings {
  return organizationSchema.parse({ id, name: id, ...change });
}

function run(now = NOW, refuses: (organization: string) => boolean = () => false) {
  return dispatch(now, {
    history: stores.history,
    logger: new Logger({ logLevel: 'SILENT' }),
    count: (metric, value) => counted.push([metric, value]),
    invokeKeys: async (request) => {
      keyChecks.push(request);
    },
    invokeReport: async (request) => {
      reports.push(request);
    },
    invokeSnapshot: async (request) => {
      if (refuses(request.organization)) throw new Error('throttled');
      invoked.push(request);
    },
  });
}

test('who is due is invoked with the slot and the time of dispatch', async () => {
  await putSettings(stores.history, settings('acme'), SINCE);
  await putSettings(stores.history, settings('tokyo', { timeZone: 'Asia/Tokyo' }), SINCE);
  expect(await run()).toEqual({ organizations: 2, dispatched: 2, keyChecks: 2, reports: 0, overdue: 1 });
  expect(invoked).toEqual([
    { organization: 'acme', asOf: SLOT, dispatchedAt: '2026-11-23T08:00:00Z' },
    { organization: 'tokyo', asOf: '2026-11-22T21:00:00Z', dispatchedAt: '2026-11-23T08:00:00Z' },
  ]);
  for (const request of invoked) expect(snapshotRequestSchema.parse(request)).toEqual(request);
  expect(counted).toEqual([['OrganizationsOverdue', 1]]);
});

test('keys are checked once a day, whether the walk went well or not', async () => {
  await putSettings(stores.history, settings('acme'), SINCE);
  await run();
  expect(keyChecks.map((request) => keysRequestSchema.parse(request))).toEqual([{ organization: 'acme', asOf: SLOT }]);
  await noteKeyCheck(stores.history, 'acme', SLOT);
  expect(await run()).toMatchObject({ dispatched: 1, keyChecks: 0 });
  expect(await run(new Date('2026-11-24T06:01:00Z'))).toMatchObject({ keyChecks: 1 });
});

test('the report of the month is made two days after the billing day, once', async () => {
  const contract = { currency: 'USD', terms: [{ kind: 'monthly', from: '2020-01-01', billingDay: 21 }] };
  await putSettings(stores.history, settings('acme', { contract }), '2026-11-01T00:00:00Z');
  expect(await run()).toMatchObject({ reports: 0 });
  await advanceHead(stores.history, 'acme', '2026-11-22T06:00:00Z');
  expect(await run()).toMatchObject({ reports: 1 });
  expect(reports).toEqual([{ organization: 'acme', occasion: 'report', asOf: SLOT }]);
  for (const request of reports) expect(reportRequestSchema.parse(request)).toEqual(request);
  await noteReport(stores.history, 'acme', 'report', SLOT);
  expect(await run()).toMatchObject({ reports: 0 });
});

describe('not invoked is', () => {
  beforeEach(() => putSettings(stores.history, settings('acme'), SINCE));

  test('whose slot is filled', async () => {
    await advanceHead(stores.history, 'acme', SLOT);
    expect(await run()).toMatchObject({ dispatched: 0 });
  });

  test('who is being walked', async () => {
    await takeLease(stores.history, 'acme', { owner: 'x', asOf: SLOT, now: SLOT, until: '2026-11-23T08:10:00Z' });
    expect(await run()).toMatchObject({ dispatched: 0 });
  });

  test('who is no longer in care', async () => {
    await dropOrganization(stores.history, 'acme');
    expect(await run()).toMatchObject({ organizations: 0, dispatched: 0 });
  });
});

test('one that cannot be started holds up no other, and fails the run', async () => {
  for (const id of ['a', 'b', 'c']) await putSettings(stores.history, settings(id), SINCE);
  await expect(run(NOW, (organization) => organization === 'b')).rejects.toThrow(
    '1 of 6 could not be started: walk of b: throttled',
  );
  expect(invoked.map(({ organization }) => organization)).toEqual(['a', 'c']);
});

test('killed at any call, the next hour starts what this one did not', async () => {
  for (const id of ['a', 'b', 'c']) await putSettings(stores.history, settings(id), SINCE);
  const tools = { logger: new Logger({ logLevel: 'SILENT' }), count: () => {} };
  let killed = 0;
  for (let deadly = 1; ; deadly += 1) {
    const death = deathAt(deadly);
    const invokeSnapshot = (request: SnapshotRequest) => {
      invoked.push(request);
      return death.mortal(Promise.resolve());
    };
    const history = mortalHistory(stores.history, death);
    const error = await dispatch(NOW, {
      ...tools,
      history,
      invokeSnapshot,
      invokeKeys: async () => {},
      invokeReport: async () => {},
    }).catch(({ message }: Error) => message);
    if (death.calls() < deadly) break;
    expect(error).toContain('killed');
    killed += 1;
    invoked = [];
    expect(await run()).toMatchObject({ dispatched: 3 });
  }
  expect(killed).toBe(6);
});

test('a thousand organizations are dispatched in one hour, each once', async () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `org-${String(index).padStart(4, '0')}`);
  for (const id of ids) await putSettings(stores.history, settings(id), SINCE);
  expect((await listOrganizations(stores.history)).map(({ id }) => id)).toEqual(ids);
  expect(await run(new Date('2026-11-23T06:10:00Z'))).toEqual({
    ...{ organizations: 1000, dispatched: 1000, keyChecks: 1000, reports: 0, overdue: 0 },
  });
  expect(new Set(invoked.map(({ organization }) => organization)).size).toBe(1000);
}, 60_000);
