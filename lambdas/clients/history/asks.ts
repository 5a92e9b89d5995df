import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { accountIdSchema, type Case } from '../../../core/cases/case.ts';
import { type History, type ItemKey, putIfAbsent, queryRange } from './history.ts';

const askSchema = z.object({
  accountId: accountIdSchema,
  /** Which mail to this holder, from 1. */
  ask: z.number(),
  /** When it was taken on: what its mail is named by. */
  at: z.string(),
  /** `open`: its mail may still have to be sent. `closed`: it left, or nobody knows and it is not repeated. */
  state: z.enum(['open', 'closed']),
});

/** A mail to one holder, from the moment it is taken on. */
export type Ask = z.output<typeof askSchema>;

type CaseName = Pick<Case, 'organization' | 'id'>;

/** Takes a mail on, once. */
export async function putAsk(history: History, name: CaseName, ask: Ask): Promise<void> {
  await putIfAbsent(history, keyOf(name, ask), ask);
}

/** All mails of a case to its holders, by account id and number. */
export function listAsks(history: History, name: CaseName): Promise<Ask[]> {
  return queryRange(history, { pk: partitionOf(name), from: 'ASK#', to: 'ASK#~' }, askSchema);
}

export async function closeAsk({ client, table }: History, name: CaseName, ask: Ask): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: keyOf(name, ask),
      UpdateExpression: 'SET #state = :closed',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':closed': 'closed' },
    }),
  );
}

function partitionOf({ organization, id }: CaseName): string {
  return `CASE#${organization}#${id}`;
}

function keyOf(name: CaseName, { accountId, ask }: Pick<Ask, 'accountId' | 'ask'>) {
  return { pk: partitionOf(name), sk: `ASK#${accountId}#${ask}` } satisfies ItemKey;
}
