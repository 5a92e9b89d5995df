import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { Change } from '../../../core/drift.ts';
import { listAccountMoments, putAccountMoments } from '../../../lambdas/clients/history/account-history.ts';
import { advanceHead, getHead, releaseLease, renewLease, takeLease } from '../../../lambdas/clients/history/head.ts';
import { queryRange } from '../../../lambdas/clients/history/history.ts';
import { listMails, moveMail, type OutboxMail, putMail } from '../../../lambdas/clients/history/outbox.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const at = (minute: number) => `2026-11-23T06:${String(minute).padStart(2, '0')}:00Z`;
const request = (owner: string, minute: number) => ({ owner, asOf: at(0), now: at(minute), until: at(minute + 15) });

describe('a table that throttles', () => {
  const throttled = (times: number) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const service = new DynamoDBClient({ endpoint: stores.tableUrl, region: 'local', credentials, maxAttempts: 3 });
    const client = DynamoDBDocumentClient.from(service);
    let left = times;
    client.middlewareStack.add(
      (next) => async (args) => {
        if (left === 0) return next(args);
        left -= 1;
        throw Object.assign(new Error('Rate of requests exceeds the allowed throughput.'), {
          name: 'ThrottlingException',
          $metadata: { httpStatusCode: 400 },
        });
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    return { client, table: stores.history.table };
  };

  test('now and then is asked again', async () => {
    expect(await advanceHead(throttled(2), 'throttled', at(0))).toBe(true);
    expect((await getHead(stores.history, 'throttled')).snapshot).toBe(at(0));
  });

  test('for longer fails the function with the reason, and nothing is half-done', async () => {
    await expect(advanceHead(throttled(3), 'throttled-long', at(0))).rejects.toThrow('exceeds the allowed throughput');
    expect((await getHead(stores.history, 'throttled-long')).snapshot).toBeUndefined();
  });
});

describe('the lease on walking', () => {
  test('is held by one at a time', async () => {
    const first = await takeLease(stores.history, 'lease', request('one', 0));
    expect(first).toMatchObject({ taken: true, lease: { owner: 'one', attempt: 1 } });
    const second = await takeLease(stores.history, 'lease', request('two', 1));
    expect(second).toMatchObject({ taken: false, holder: { owner: 'one' } });
  });

  test('is taken up again by whoever held it, as a new attempt', async () => {
    const again = await takeLease(stores.history, 'lease', request('one', 2));
    expect(again).toMatchObject({ taken: true, lease: { attempt: 2 } });
  });

  test('passes on when it has run out; the first holder can then neither renew nor release it', async () => {
    const held = await takeLease(stores.history, 'lease', request('one', 3));
    const other = await takeLease(stores.history, 'lease', request('two', 19));
    expect(other).toMatchObject({ taken: true, lease: { owner: 'two', attempt: 4 } });
    if (!held.taken || !other.taken) throw new Error('both were taken');
    expect(await renewLease(stores.history, 'lease', held.lease, at(59))).toBe(false);
    await releaseLease(stores.history, 'lease', held.lease);
    expect((await getHead(stores.history, 'lease')).lease).toEqual(other.lease);
    expect(await renewLease(stores.history, 'lease', other.lease, at(59))).toBe(true);
    await releaseLease(stores.history, 'lease', other.lease);
    expect((await getHead(stores.history, 'lease')).lease).toBeUndefined();
  });

  test('of ten that ask at once, one gets it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => takeLease(stores.history, 'race', request(`owner-${index}`, 0))),
    );
    expect(answers.filter((answer) => answer.taken)).toHaveLength(1);
  });
});

test('the head only moves on', async () => {
  expect(await advanceHead(stores.history, 'head', at(5))).toBe(true);
  expect(await advanceHead(stores.history, 'head', at(5))).toBe(false);
  expect(await advanceHead(stores.history, 'head', at(4))).toBe(false);
  expect(await advanceHead(stores.history, 'head', at(6))).toBe(true);
  expect((await getHead(stores.history, 'head')).snapshot).toBe(at(6));
});

describe('the outbox', () => {
  const mail: OutboxMail = {
    organization: 'outbox',
    kind: 'digest',
    asOf: at(0),
    audience: 'admins',
    recipientHash: 'a',
    archiveKey: 'mail/x',
    sha256: '0',
    state: 'pending',
    detail: null,
    since: at(0),
  };

  test('takes a mail once', async () => {
    expect(await putMail(stores.history, mail)).toBe(true);
    expect(await putMail(stores.history, { ...mail, sha256: 'other' })).toBe(false);
    expect(await listMails(stores.history, 'outbox', 'digest', at(0))).toEqual([mail]);
  });

  test('lets one sender claim it', async () => {
    const claims = await Promise.all([1, 2, 3].map(() => moveMail(stores.history, mail, 'sending', at(1))));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await moveMail(stores.history, { ...mail, state: 'sending' }, 'failed', at(2), 'why')).toBe(true);
    expect(await listMails(stores.history, 'outbox', 'digest', at(0))).toMatchObject([
      { state: 'failed', detail: 'why' },
    ]);
  });
});

test('an account keeps its changes in order; writing them again changes nothing', async () => {
  const change: Change = { kind: 'unclear', accountId: '557058:a', from: 'billable', to: 'unknown' };
  const many: Change[] = Array.from({ length: 60 }, (_, index) => ({ ...change, accountId: `b${index}` }));
  await putAccountMoments(stores.history, 'moments', at(2), [change, ...many]);
  await putAccountMoments(stores.history, 'moments', at(1), [{ ...change, from: 'unknown', to: 'billable' }]);
  await putAccountMoments(stores.history, 'moments', at(2), [change]);
  const moments = await listAccountMoments(stores.history, 'moments', '557058:a');
  expect(moments.map((moment) => [moment.asOf, moment.change.to])).toEqual([
    [at(1), 'billable'],
    [at(2), 'unknown'],
  ]);
  expect(await listAccountMoments(stores.history, 'moments', 'b59')).toHaveLength(1);
  expect(await listAccountMoments(stores.history, 'other', 'b59')).toEqual([]);
});

test('a long range is read to its end', async () => {
  const { client, table } = stores.history;
  const { BatchWriteCommand } = await import('@aws-sdk/lib-dynamodb');
  const filler = 'x'.repeat(90_000);
  for (let from = 0; from < 40; from += 10) {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      PutRequest: { Item: { pk: 'LONG', sk: `R#${from + index + 10}`, filler } },
    }));
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: rows } }));
  }
  const schema = z.object({ sk: z.string() });
  const range = { pk: 'LONG', from: 'R#', to: 'R#~' };
  expect(await queryRange(stores.history, range, schema)).toHaveLength(40);
  expect(await queryRange(stores.history, range, schema, 'descending', 3)).toEqual([
    { sk: 'R#49' },
    { sk: 'R#48' },
    { sk: 'R#47' },
  ]);
});
