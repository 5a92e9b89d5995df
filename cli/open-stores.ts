import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Archive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { openArchive } from '../lambdas/clients/open-archive.ts';
import { openStateFolder } from '../local/state-folder.ts';
import { UsageError } from './command-context.ts';

export interface StoreOptions {
  readonly state: string;
  /** The table of a deployment, reached with the AWS credentials of this shell. */
  readonly table?: string;
  /** Its archive, `s3://bucket`. */
  readonly archive?: string;
}

export interface Stores {
  readonly history: History;
  readonly archive: Archive;
  organizations(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * The stores of this machine, or those of a deployment.
 *
 * @throws UsageError if only one half of a deployment is named
 */
export async function openStores({ state, table, archive }: StoreOptions): Promise<Stores> {
  if (table === undefined && archive === undefined) return openStateFolder(state);
  if (table === undefined || archive === undefined) {
    throw new UsageError('a deployment is named by both, --table NAME and --archive s3://BUCKET.');
  }
  if (!URL.canParse(archive)) throw new UsageError(`--archive ${archive} is not an address such as s3://bucket.`);
  const service = new DynamoDBClient();
  const client = DynamoDBDocumentClient.from(service, { marshallOptions: { removeUndefinedValues: true } });
  return {
    history: { client, table },
    archive: openArchive(archive),
    organizations: async () => [],
    close: async () => service.destroy(),
  };
}
