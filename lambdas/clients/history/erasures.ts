import { BatchWriteCommand, type BatchWriteCommandInput, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { type History, type ItemKey, organizationKey, queryRange } from './history.ts';

/** What was erased, and when. `account`: a hash of its id, null for the whole organization. */
export interface Erasure {
  readonly organization: string;
  readonly at: Instant;
  readonly account: string | null;
  readonly objects: number;
  readonly rows: number;
}

const keySchema = z.object({ pk: z.string(), sk: z.string() });

/** Notes an erasure: the one row that stays of an organization. */
export async function putErasure({ client, table }: History, erasure: Erasure): Promise<void> {
  const { organization, at, account } = erasure;
  const key = organizationKey(organization, `ERASURE#${at}${account === null ? '' : `#${account}`}`);
  await client.send(new PutCommand({ TableName: table, Item: { ...erasure, ...key } }));
}

/** Every key of one partition. */
export function listRowKeys(history: History, pk: string): Promise<ItemKey[]> {
  return queryRange(history, { pk, from: '!', to: '~' }, keySchema);
}

// DynamoDB's limit for one batch.
const BATCH = 25;

/** Deletes rows for good; ones that are gone already do no harm. */
export async function deleteRows({ client, table }: History, keys: readonly ItemKey[]): Promise<void> {
  for (let from = 0; from < keys.length; from += BATCH) {
    let requests: WriteRequests = keys.slice(from, from + BATCH).map(({ pk, sk }) => ({
      DeleteRequest: { Key: { pk, sk } },
    }));
    while (requests.length > 0) {
      const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
      requests = answer.UnprocessedItems?.[table] ?? [];
    }
  }
}

type WriteRequests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];
