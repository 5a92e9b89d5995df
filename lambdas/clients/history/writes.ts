import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld, getDocument, type History, organizationKey, putIfAbsent } from './history.ts';

const writesSchema = z.object({ accounts: z.number(), cases: z.record(z.string(), z.number()) });

export type CountedWrites =
  | { readonly counted: true }
  /** The day has no room for them: so many are spoken for. */
  | { readonly counted: false; readonly taken: number };

export interface WritesRequest {
  readonly organization: string;
  /** A day in UTC, `2026-11-23`. */
  readonly day: string;
  readonly caseId: string;
  readonly accounts: number;
  readonly most: number;
}

/** Takes room for a case's accounts in a day's limit, once for each case however often it asks. */
export async function countWrites(history: History, request: WritesRequest): Promise<CountedWrites> {
  const { organization, day, caseId, accounts, most } = request;
  const key = organizationKey(organization, `WRITES#${day}`);
  await putIfAbsent(history, key, { accounts: 0, cases: {} });
  const written = await conditionHeld(
    history.client.send(
      new UpdateCommand({
        TableName: history.table,
        Key: { ...key },
        UpdateExpression: 'SET #accounts = #accounts + :accounts, #cases.#case = :accounts',
        ConditionExpression: 'attribute_not_exists(#cases.#case) AND #accounts <= :room',
        ExpressionAttributeNames: { '#accounts': 'accounts', '#cases': 'cases', '#case': caseId },
        ExpressionAttributeValues: { ':accounts': accounts, ':room': most - accounts },
      }),
    ),
  );
  if (written) return { counted: true };
  const row = await getDocument(history, key, writesSchema);
  return row?.cases[caseId] === undefined ? { counted: false, taken: row?.accounts ?? 0 } : { counted: true };
}
