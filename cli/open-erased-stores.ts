import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Archive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { openBucketArchive } from '../lambdas/clients/s3-archive.ts';
import { openStateFolder } from '../local/state-folder.ts';
import { physicalIds, readStack } from './deployed-stack.ts';

export interface ErasedStores {
  readonly archive: Archive;
  readonly history: History;
  readonly deployed: boolean;
  close(): Promise<void>;
}

/** Table and archive: of this machine, or of the deployment that `stack` names. */
export async function openErasedStores(options: {
  readonly state: string;
  readonly stack?: string;
}): Promise<ErasedStores> {
  if (options.stack === undefined) {
    const state = await openStateFolder(options.state);
    return { archive: state.archive, history: state.history, deployed: false, close: () => state.close() };
  }
  const stack = await readStack(options.stack);
  const table = stack.outputs.get('HistoryTable');
  const [bucket] = physicalIds(stack, 'AWS::S3::Bucket');
  if (table === undefined || bucket === undefined) throw new Error(`the stack ${options.stack} is no billable-drift.`);
  const service = new DynamoDBClient();
  const objects = new S3Client();
  return {
    archive: openBucketArchive(objects, bucket),
    history: { client: DynamoDBDocumentClient.from(service), table },
    deployed: true,
    async close() {
      service.destroy();
      objects.destroy();
    },
  };
}
