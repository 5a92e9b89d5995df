import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { type Change, changeSchema } from '../../../core/drift.ts';
import { type History, queryRange } from './history.ts';

const momentSchema = changeSchema.and(z.object({ sk: z.string() }));

/** A change of one account's billable state, and the snapshot that showed it. */
export interface AccountMoment {
  readonly asOf: Instant;
  readonly change: Change;
}

/** Keeps when accounts entered, left or became unclear, and why. Writing the same again changes nothing. */
export async function putAccountMoments(
  { client, table }: History,
  organization: string,
  asOf: Instant,
  changes: readonly Change[],
): Promise<void> {
  for (let from = 0; from < changes.length; from += BATCH) {
    let requests: WriteRequests = changes.slice(from, from + BATCH).map((change) => ({
      PutRequest: { Item: { ...change, pk: partitionOf(organization, change.accountId), sk: asOf } },
    }));
    while (requests.length > 0) {
      const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
      requests = answer.UnprocessedItems?.[table] ?? [];
    }
  }
}

type WriteRequests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

// DynamoDB's limit for one batch.
const BATCH = 25;

/** Everything the history knows of one account, oldest first. */
export async function listAccountMoments(
  history: History,
  organization: string,
  accountId: string,
): Promise<AccountMoment[]> {
  const range = { pk: partitionOf(organization, accountId), from: '0', to: '9~' };
  const moments = await queryRange(history, range, momentSchema);
  return moments.map((moment) => ({ asOf: moment.sk, change: changeSchema.parse(moment) }));
}

/** The partition of one account's moments. */
export function partitionOf(organization: string, accountId: string): string {
  return `ACCOUNT#${organization}#${accountId}`;
}
