import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';
import { JobTrigger } from './job-trigger.ts';
import type { Mail } from './mail.ts';

export interface DeliveryProps {
  readonly operation: Operation;
  readonly history: History;
  readonly mail: Mail;
}

/** What SES tells about a mail that was sent settles its row in the outbox. */
export class Delivery extends Construct {
  constructor(scope: Construct, id: string, { operation, history, mail }: DeliveryProps) {
    super(scope, id);
    const job = new JobFunction(this, 'Job', {
      operation,
      name: 'delivery',
      environment: { HISTORY_TABLE: history.tableName },
      memorySize: 256,
      timeout: Duration.seconds(30),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      errorImpact: 'Nobody is told of a bounced digest, and a mail of unsure fate stays unsure.',
      runbook: 'delivery.md',
    });
    // On the default bus: SES knows no other.
    new JobTrigger(this, 'MailEvent', {
      job,
      on: { eventPattern: mail.eventPattern },
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    });
    history.grant(job, 'UpdateItem');
  }
}
