import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld, getDocument, type History, type ItemKey, organizationKey, putIfAbsent } from './history.ts';

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
export function countWrites(history: History, { organization, day, ...taker }: WritesRequest): Promise<CountedWrites> {
  return takeRoom(history, organizationKey(organization, `WRITES#${day}`), taker);
}

export interface MailRequest {
  readonly organization: string;
  /** A day in UTC, `2026-11-23`. */
  readonly day: string;
  /** Names the mail: it takes its room once, however often it asks. */
  readonly mail: string;
  readonly most: number;
}

/** Takes room for one mail to a holder in a day's limit; `false`: the day is full. */
export async function countHolderMail(
  history: History,
  { organization, day, mail, most }: MailRequest,
): Promise<boolean> {
  const key = organizationKey(organization, `HOLDER-MAILS#${day}`);
  return (await takeRoom(history, key, { caseId: mail, accounts: 1, most })).counted;
}

async function takeRoom(
  history: History,
  key: ItemKey,
  { caseId, accounts, most }: Pick<WritesRequest, 'caseId' | 'accounts' | 'most'>,
): Promise<CountedWrites> {
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
