import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Alarms, Consequence } from './alarms.ts';

export interface DeadLetterQueueProps extends Consequence {
  /** What it means that something lies in it: a sentence. */
  readonly symptom: string;
  readonly alarms: Alarms;
}

/** A queue that should be empty, and an alarm that says when it is not. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, { alarms, ...watch }: DeadLetterQueueProps) {
    super(scope, id, {
      // With the deployment's key, a service that its policy does not admit would lose the letter without a word.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const metric = this.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(5),
      statistic: 'Maximum',
    });
    alarms.watch(this, 'NotEmpty', { ...watch, metric });
  }
}
