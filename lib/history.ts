import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EncryptionKey } from './encryption-key.ts';

export interface HistoryProps {
  readonly encryptionKey: EncryptionKey;
}

const READING = ['GetItem', 'BatchGetItem', 'Query'] as const;

/** Nobody scans, for every row is reached by its key, and nobody deletes, for the history is the audit. */
export type TableAction = (typeof READING)[number] | 'PutItem' | 'BatchWriteItem' | 'UpdateItem';

/** The one table: settings, snapshots, drifts, digests, outbox. No names, no e-mails. */
export class History extends Construct {
  readonly tableName: string;
  readonly #table: TableV2;
  readonly #encryptionKey: EncryptionKey;

  constructor(scope: Construct, id: string, { encryptionKey }: HistoryProps) {
    super(scope, id);
    this.#encryptionKey = encryptionKey;
    this.#table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(encryptionKey),
      // Only tokens of holders have it.
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.tableName = this.#table.tableName;
  }

  /** CDK's own grants allow scans, streams and deletion as well; a function gets what its code calls. */
  grant(grantee: IGrantable, ...actions: readonly TableAction[]): void {
    this.#table.grant(grantee, ...actions.map((action) => `dynamodb:${action}`));
    this.#grantKey(grantee, actions);
  }

  /** The same for rows whose partition begins so, and no others: IAM can tell partitions apart, but not sort keys. */
  grantPartitions(grantee: IGrantable, partitions: readonly string[], ...actions: readonly TableAction[]): void {
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [this.#table.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions.map((partition) => `${partition}*`) },
      },
    });
    this.#grantKey(grantee, actions);
  }

  #grantKey(grantee: IGrantable, actions: readonly TableAction[]): void {
    // The table uses the key in the name of whoever calls it.
    this.#encryptionKey.grant(grantee, 'kms:Decrypt', 'kms:DescribeKey');
    if (actions.every((action) => READING.some((reading) => reading === action))) return;
    this.#encryptionKey.grant(grantee, 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*');
  }
}
