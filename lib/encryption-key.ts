import { RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** The deployment's own key: whoever may not use it reads neither the table nor the archive. */
export class EncryptionKey extends Key {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'billable-drift: history table, archive, keys and durable executions',
      // `keys put` names the key by this: secrets are made by people, not by the template.
      alias: 'billable-drift',
      enableKeyRotation: true,
      // Without the key, the retained table and archive are noise.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Lambda keeps the state of durable executions in its own name, also while no function runs.
    this.grant(new ServicePrincipal('lambda.amazonaws.com'), 'kms:GenerateDataKey', 'kms:Decrypt');
  }
}
