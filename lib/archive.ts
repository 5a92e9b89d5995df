import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EncryptionKey } from './encryption-key.ts';

export interface ArchiveProps {
  readonly encryptionKey: EncryptionKey;
}

/**
 * `snapshots`, `inspection` and `mail` hold names and leave after 35 days. `baseline` and `people` hold names too, and are
 * kept until the program puts others in their place; `drift` and `report` hold none.
 */
export type ArchiveFolder = 'snapshots' | 'inspection' | 'mail' | 'baseline' | 'people' | 'drift' | 'report';

const EXPIRING: readonly ArchiveFolder[] = ['snapshots', 'inspection', 'mail'];

/** Where names and e-mails live, and nowhere else. */
export class Archive extends Construct {
  readonly url: string;
  readonly #bucket: Bucket;
  readonly #encryptionKey: EncryptionKey;

  constructor(scope: Construct, id: string, { encryptionKey }: ArchiveProps) {
    super(scope, id);
    this.#encryptionKey = encryptionKey;
    this.#bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // A version kept would be a name kept past its 35 days.
      versioned: false,
      lifecycleRules: EXPIRING.map((folder) => ({
        id: `${folder}-leave-after-35-days`,
        prefix: `${folder}/`,
        expiration: Duration.days(35),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      })),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.url = `s3://${this.#bucket.bucketName}`;
  }

  grantRead(grantee: IGrantable, ...folders: readonly ArchiveFolder[]): void {
    this.#grant(grantee, 's3:GetObject', folders);
    // Of the whole bucket: S3 answers "no such key" only to who may list, and "access denied" to the others.
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.#bucket.bucketArn] });
    this.#encryptionKey.grantDecrypt(grantee);
  }

  grantWrite(grantee: IGrantable, ...folders: readonly ArchiveFolder[]): void {
    this.#grant(grantee, 's3:PutObject', folders);
    this.#encryptionKey.grant(grantee, 'kms:GenerateDataKey');
  }

  grantRemove(grantee: IGrantable, ...folders: readonly ArchiveFolder[]): void {
    this.#grant(grantee, 's3:DeleteObject', folders);
  }

  #grant(grantee: IGrantable, action: string, folders: readonly ArchiveFolder[]): void {
    const resourceArns = folders.map((folder) => this.#bucket.arnForObjects(`${folder}/*`));
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns });
  }
}
