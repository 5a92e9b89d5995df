import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { organizationSchema } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { advanceHead } from '../../lambdas/clients/history/head.ts';
import { putSnapshot } from '../../lambdas/clients/history/snapshots.ts';
import { findGround } from '../../lambdas/find-ground.ts';
import { completeSnapshot } from '../complete-snapshot.ts';
import { openTestStores, type TestStores } from '../stores.ts';

const settings = organizationSchema.parse({ id: 'acme', name: 'Acme', timeZone: 'Asia/Tokyo' });
const BEFORE = '2026-11-21T20:00:00Z';
const NEWEST = '2026-11-22T20:00:00Z';

let stores: TestStores;
beforeEach(async () => {
  stores = await openTestStores();
});
afterEach(() => stores.close());

async function see(asOf: string, change: Partial<CompleteSnapshot> = {}) {
  await putSnapshot(stores.history, completeSnapshot('acme', asOf, { accounts: 10_000, billable: 500, ...change }));
  await advanceHead(stores.history, 'acme', asOf);
}

const ground = (now = '2026-11-23T06:00:00Z') => findGround(stores.history, settings, now);

test.each<[Partial<CompleteSnapshot>, string]>([
  [{ gap: 3 }, '3 accounts of it not found; a later one that finds them is'],
  [{ unconfirmedAbsences: 2 }, '2 absences in it not confirmed; a later one that confirms them is'],
  [{ unknown: 201 }, '201 accounts in it without a billable flag; a later one with their flags is'],
  [{ billable: 900 }, 'it has 900 billable accounts, the one before had 500; a later one that confirms it is'],
])('a snapshot with %j is no ground, and the sentence says which one will be', async (change, why) => {
  await see(BEFORE);
  expect(await ground()).toMatchObject({ snapshot: { asOf: BEFORE } });
  await see(NEWEST, { ...change, previous: BEFORE });
  expect(await ground()).toEqual({
    why: `the snapshot of Mon 23 Nov 2026 is not acted on: ${why}, so try again after the next run`,
  });
});

test('none at all, or an old one, is replaced by the next run', async () => {
  expect(await ground()).toEqual({
    why: 'there is no complete snapshot of acme to act on: try again after the next run',
  });
  await see(NEWEST);
  expect(await ground('2026-11-29T20:00:00Z')).toMatchObject({ snapshot: { asOf: NEWEST } });
  expect(await ground('2026-11-29T20:00:01Z')).toEqual({
    why: 'the snapshot of Mon 23 Nov 2026 is older than 7 days: try again after the next run',
  });
});
