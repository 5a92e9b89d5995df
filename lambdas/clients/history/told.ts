import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Told, toldSchema } from '../../../core/prevention.ts';
import { getDocument, type History, organizationKey } from './history.ts';

const rowSchema = z.object({ lines: z.array(toldSchema) });

/** Which lines of the prevention checklist were told, as what, and when. */
export async function getToldPrevention(history: History, organization: string): Promise<readonly Told[]> {
  return (await getDocument(history, organizationKey(organization, 'TOLD#prevention'), rowSchema))?.lines ?? [];
}

export async function putToldPrevention(
  { client, table }: History,
  organization: string,
  lines: readonly Told[],
): Promise<void> {
  const key = organizationKey(organization, 'TOLD#prevention');
  await client.send(new PutCommand({ TableName: table, Item: { lines: [...lines], ...key } }));
}
