import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { z } from 'zod';

/** The history table: everything but names and e-mails. */
export interface History {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export function organizationKey(organization: string, sk: string): ItemKey {
  return { pk: `ORG#${organization}`, sk };
}

/** The item's document, held against its schema; undefined if there is none. Reads what was written just before. */
export async function getDocument<Schema extends z.ZodType>(
  { client, table }: History,
  key: ItemKey,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return Item ? schema.parse(Item) : undefined;
}

/** Puts a document unless the key is taken; `false` says that it was. */
export async function putIfAbsent({ client, table }: History, key: ItemKey, document: object): Promise<boolean> {
  return conditionHeld(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...document, ...key },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
}

/** Puts a document, whatever was there before. */
export async function putDocument({ client, table }: History, key: ItemKey, document: object): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: { ...document, ...key } }));
}

export interface KeyRange {
  readonly pk: string;
  /** Both ends included. */
  readonly from: string;
  readonly to: string;
}

/** The documents of a range of sort keys, in their order; page after page, nothing is left out. */
export async function queryRange<Schema extends z.ZodType>(
  { client, table }: History,
  { pk, from, to }: KeyRange,
  schema: Schema,
  order: 'ascending' | 'descending' = 'ascending',
  limit = Number.POSITIVE_INFINITY,
): Promise<z.output<Schema>[]> {
  if (from > to) return [];
  const found: z.output<Schema>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
        ScanIndexForward: order === 'ascending',
        ConsistentRead: true,
        ...(limit < Number.POSITIVE_INFINITY && { Limit: limit - found.length }),
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    found.push(...(page.Items ?? []).map((item) => schema.parse(item)));
    start = page.LastEvaluatedKey;
  } while (start && found.length < limit);
  return found;
}

/** Awaits a conditional write; `false` if its condition did not hold. */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
