import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Exclusion, exclusionSchema } from '../../../core/exclusions.ts';
import { conditionHeld, getDocument, type History, organizationKey, queryRange } from './history.ts';

/** Keeps an exclusion; an earlier one of the same account gives way. */
export async function putExclusion(
  { client, table }: History,
  organization: string,
  exclusion: Exclusion,
): Promise<void> {
  const key = organizationKey(organization, `EXCLUSION#${exclusion.accountId}`);
  await client.send(new PutCommand({ TableName: table, Item: { ...exclusion, ...key } }));
}

/** Ends an exclusion; `false` if there was none. */
export function removeExclusion({ client, table }: History, organization: string, accountId: string): Promise<boolean> {
  return conditionHeld(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: organizationKey(organization, `EXCLUSION#${accountId}`),
        ConditionExpression: 'attribute_exists(pk)',
      }),
    ),
  );
}

/** All exclusions of an organization by account id, those that are over too. */
export function listExclusions(history: History, organization: string): Promise<Exclusion[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'EXCLUSION#', to: 'EXCLUSION#~' }, storedSchema);
}

/** Why an account stays billable on purpose on that day; null if nothing says so. */
export async function readExclusion(
  history: History,
  organization: string,
  accountId: string,
  today: string,
): Promise<string | null> {
  const exclusion = await getDocument(history, organizationKey(organization, `EXCLUSION#${accountId}`), storedSchema);
  return exclusion && exclusion.until >= today ? `${exclusion.reason} (until ${exclusion.until})` : null;
}

const storedSchema = exclusionSchema.strip();
