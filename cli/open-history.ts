import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Archive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { listOrganizations } from '../lambdas/clients/history/organizations.ts';
import { openStateFolder } from '../local/state-folder.ts';

export interface HistoryOptions {
  readonly state: string;
  /** The table of a deployment, reached with the AWS credentials of this shell. */
  readonly table?: string;
}

export interface OpenHistory {
  readonly history: History;
  /** Null: a deployment's lies elsewhere. */
  readonly archive: Archive | null;
  /** Those that are known here. */
  organizations(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The history of this machine, or with `table` that of a deployment. */
export async function openHistory({ table, state }: HistoryOptions): Promise<OpenHistory> {
  if (table === undefined) return openStateFolder(state);
  const service = new DynamoDBClient();
  const client = DynamoDBDocumentClient.from(service, { marshallOptions: { removeUndefinedValues: true } });
  const history = { client, table };
  return {
    history,
    archive: null,
    organizations: async () => (await listOrganizations(history)).map(({ id }) => id),
    close: async () => service.destroy(),
  };
}
