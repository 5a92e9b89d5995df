import type { Duration } from 'aws-cdk-lib';
import { Rule, type RuleProps } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { JobFunction } from './job-function.ts';

export interface JobTriggerProps {
  readonly job: JobFunction;
  /** The schedule, or the pattern and the bus. */
  readonly on: Pick<RuleProps, 'schedule' | 'eventPattern' | 'eventBus'>;
  /** How long EventBridge tries to hand an event over to Lambda. */
  readonly maxEventAge: Duration;
  /** How often it tries, 0 to 185. This is about handing over; what the function does with it is the job's. */
  readonly retryAttempts: number;
}

/** A rule that starts a job, and a queue for what could not be handed over: no permission, throttled, no function. */
export class JobTrigger extends Construct {
  constructor(scope: Construct, id: string, { job, on, maxEventAge, retryAttempts }: JobTriggerProps) {
    super(scope, id);
    const deadLetterQueue = new DeadLetterQueue(this, 'NotHandedOver', {
      ...job.consequence,
      alarms: job.alarms,
      symptom: 'EventBridge could not hand an event over to its function.',
    });
    const target = new LambdaFunction(job.alias, { deadLetterQueue, maxEventAge, retryAttempts });
    new Rule(this, 'Rule', { ...on, targets: [target] });
  }
}
