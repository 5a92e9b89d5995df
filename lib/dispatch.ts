import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { countOf } from './alarms.ts';
import type { History } from './history.ts';
import type { Operation } from './job-function.ts';
import type { Keys } from './keys.ts';
import type { Report } from './report.ts';
import { ScheduledJob } from './scheduled-job.ts';
import type { Snapshot } from './snapshot.ts';

export interface DispatchProps {
  readonly operation: Operation;
  readonly history: History;
  readonly snapshot: Snapshot;
  readonly keys: Keys;
  readonly report: Report;
}

/** Every hour: which organizations are due, and a snapshot for each of them. */
export class Dispatch extends Construct {
  constructor(scope: Construct, id: string, { operation, history, snapshot, keys, report }: DispatchProps) {
    super(scope, id);
    const { job } = new ScheduledJob(this, 'Hourly', {
      operation,
      name: 'dispatch',
      environment: {
        HISTORY_TABLE: history.tableName,
        SNAPSHOT_FUNCTION: snapshot.functionArn,
        KEYS_FUNCTION: keys.functionArn,
        REPORT_FUNCTION: report.functionArn,
      },
      memorySize: 512,
      timeout: Duration.minutes(5),
      // The next hour asks anew what is due; a second try in the same hour could only start a walk twice.
      retryAttempts: 0,
      maxEventAge: Duration.hours(1),
      errorImpact: 'No organization gets a snapshot while this lasts, and so no digest.',
      runbook: 'dispatch.md',
    });
    history.grant(job, 'Query', 'BatchGetItem');
    snapshot.grantStart(job);
    keys.grantStart(job);
    report.grantStart(job);
    this.#watchOverdue(operation);
  }

  #watchOverdue({ alarms }: Operation): void {
    alarms.watch(this, 'OrganizationsOverdue', {
      symptom: 'An organization is overdue, or nobody has counted for two hours.',
      errorImpact: 'Its admins and finance get no digest, and nothing else would tell them.',
      runbook: 'organizations-overdue.md',
      metric: countOf('OrganizationsOverdue', Duration.hours(1)),
      // A run at 12:59 and the next at 14:00 leave an hour without a count.
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
      // It begins in alarm, before anybody could confirm the topic's mails: the first one to arrive says that it is well.
      tellsWhenWell: true,
    });
  }
}
