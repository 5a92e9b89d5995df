import { setImmediate } from 'node:timers/promises';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import type { History } from '../lambdas/clients/history/history.ts';
import { listenOnLoopback } from './loopback-server.ts';

const TABLE = 'billable-drift-history';

export interface EmbeddedTable {
  readonly history: History;
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly url: string;
  close(): Promise<void>;
}

/** DynamoDB's API in this process, on disk under `path`, or in memory without one. */
export async function openEmbeddedTable(path?: string): Promise<EmbeddedTable> {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  const url = await listenOnLoopback(server);
  const service = new DynamoDBClient({
    endpoint: url,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
  });
  const close = async () => {
    service.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    await createTable(service);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    history: {
      client: DynamoDBDocumentClient.from(service, { marshallOptions: { removeUndefinedValues: true } }),
      table: TABLE,
    },
    url,
    close,
  };
}

async function createTable(service: DynamoDBClient): Promise<void> {
  const { TableNames } = await service.send(new ListTablesCommand({}));
  if (TableNames?.includes(TABLE)) return;
  await service.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  const description = new DescribeTableCommand({ TableName: TABLE });
  while ((await service.send(description)).Table?.TableStatus !== 'ACTIVE') await setImmediate();
}
