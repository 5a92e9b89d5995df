import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { countOf } from './alarms.ts';
import type { Archive } from './archive.ts';
import type { Events } from './events.ts';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';
import type { OrganizationKeys } from './organization-keys.ts';

export interface SnapshotProps {
  readonly operation: Operation;
  readonly history: History;
  readonly archive: Archive;
  readonly organizationKeys: OrganizationKeys;
  readonly events: Events;
}

/** The walk through one organization's accounts: durable, and reads an organization's key. */
export class Snapshot extends Construct {
  /** With the alias: only a qualified name starts a durable execution. */
  readonly functionArn: string;
  readonly #job: JobFunction<'snapshot'>;

  constructor(scope: Construct, id: string, props: SnapshotProps) {
    super(scope, id);
    const { operation, history, archive, organizationKeys, events } = props;
    this.#job = new JobFunction(this, 'Job', {
      operation,
      name: 'snapshot',
      environment: {
        HISTORY_TABLE: history.tableName,
        ARCHIVE_URL: archive.url,
        EVENT_BUS: events.bus.eventBusName,
        SECRET_PREFIX: organizationKeys.prefix,
      },
      memorySize: 1024,
      timeout: Duration.minutes(15),
      durable: { executionTimeout: Duration.hours(2), retentionPeriod: Duration.days(14) },
      // A start without a name that is tried again is a second execution; the next hour dispatches what is still due.
      retryAttempts: 0,
      // The function refuses what is older.
      maxEventAge: Duration.hours(1),
      errorImpact: 'One organization has no snapshot for this slot; its digest waits for the next complete one.',
      runbook: 'snapshot.md',
    });
    this.functionArn = this.#job.alias.functionArn;
    history.grant(this.#job, 'GetItem', 'PutItem', 'UpdateItem');
    // The site token is for counting requests, and nothing else.
    organizationKeys.grantRead(this.#job, 'org', 'jira');
    // Sealing reads what was carried over from the snapshot before, of which perhaps only the baseline is left; the
    // inspection asks the people file who has left.
    archive.grantRead(this.#job, 'snapshots', 'baseline', 'inspection', 'people');
    archive.grantWrite(this.#job, 'snapshots', 'inspection');
    archive.grantRemove(this.#job, 'snapshots');
    events.grantPut(this.#job);
    operation.alarms.watch(this, 'SnapshotsPartial', {
      symptom: 'A walk ended with accounts missing, so its snapshot is partial.',
      errorImpact: "That organization's digest waits for its next complete snapshot, and then tells the whole change.",
      runbook: 'snapshots-partial.md',
      metric: countOf('SnapshotsPartial', Duration.minutes(5)),
    });
    operation.alarms.watch(this, 'InspectionsFailed', {
      symptom: 'A snapshot is complete, but its accounts in question could not be inspected.',
      errorImpact: "That organization's digest comes, and says of fewer accounts what fits them.",
      runbook: 'inspections-failed.md',
      metric: countOf('InspectionsFailed', Duration.minutes(5)),
    });
  }

  grantStart(grantee: IGrantable): void {
    this.#job.alias.grantInvoke(grantee);
  }
}
