import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type KeyName, type KeyRecord, keyRecordSchema } from '../../../core/keys.ts';
import { type History, type ItemKey, organizationKey, queryRange } from './history.ts';

/** What is known of an organization's keys. */
export function listKeys(history: History, organization: string): Promise<KeyRecord[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'KEY#', to: 'KEY#~' }, keyRecordSchema);
}

export async function putKeyRecord({ client, table }: History, record: KeyRecord): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...record, ...keyOf(record.organization, record) } }));
}

export async function removeKeyRecord({ client, table }: History, organization: string, name: KeyName): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: keyOf(organization, name) }));
}

function keyOf(organization: string, { kind, directory }: KeyName): ItemKey {
  return { ...organizationKey(organization, `KEY#${kind}${directory === null ? '' : `#${directory}`}`) };
}
