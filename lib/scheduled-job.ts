import { Duration } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { FunctionName } from '../lambdas/runtime/environment.ts';
import { JobFunction, type JobFunctionProps } from './job-function.ts';
import { JobTrigger } from './job-trigger.ts';

/** A function that nobody calls: it runs every hour, and only its alarms would tell that it no longer does. */
export class ScheduledJob<Name extends FunctionName> extends Construct {
  readonly job: JobFunction<Name>;

  constructor(scope: Construct, id: string, props: JobFunctionProps<Name>) {
    super(scope, id);
    this.job = new JobFunction(this, 'Job', props);
    new JobTrigger(this, 'Hourly', {
      job: this.job,
      on: { schedule: Schedule.rate(Duration.hours(1)) },
      // By then the next hour's event is there.
      maxEventAge: Duration.hours(1),
      retryAttempts: 10,
    });
  }
}
