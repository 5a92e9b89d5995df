import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { countOf } from './alarms.ts';
import type { Archive } from './archive.ts';
import type { Events } from './events.ts';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';
import { JobTrigger } from './job-trigger.ts';
import type { Mail } from './mail.ts';

export interface DriftProps {
  readonly operation: Operation;
  readonly history: History;
  readonly archive: Archive;
  readonly events: Events;
  readonly mail: Mail;
}

/** After each complete snapshot: what changed, and when it is time the digest, to each recipient. */
export class Drift extends Construct {
  constructor(scope: Construct, id: string, { operation, history, archive, events, mail }: DriftProps) {
    super(scope, id);
    const job = new JobFunction(this, 'Job', {
      operation,
      name: 'drift',
      environment: {
        HISTORY_TABLE: history.tableName,
        ARCHIVE_URL: archive.url,
        EVENT_BUS: events.bus.eventBusName,
        CONFIGURATION_SET: mail.configurationSetName,
        SENDER: mail.sender,
      },
      memorySize: 1769,
      timeout: Duration.minutes(15),
      // What is stored once stays once, however often it is tried.
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      errorImpact: "An organization's drift is not measured or its digest has not left for everyone.",
      runbook: 'drift.md',
    });
    new JobTrigger(this, 'SnapshotCompleted', {
      job,
      on: { eventBus: events.bus, eventPattern: events.patternOf('Snapshot Completed') },
      maxEventAge: Duration.hours(6),
      retryAttempts: 185,
    });
    history.grant(job, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem');
    archive.grantRead(job, 'snapshots', 'baseline', 'inspection', 'people', 'drift', 'mail');
    archive.grantWrite(job, 'baseline', 'drift', 'mail');
    archive.grantRemove(job, 'baseline');
    events.grantPut(job);
    mail.grantSend(job);
    this.#watchMails(operation);
  }

  #watchMails({ alarms }: Operation): void {
    const period = Duration.minutes(5);
    alarms.watch(this, 'MailsFailed', {
      symptom: 'A digest could not be sent to everyone.',
      errorImpact: 'Whoever is left out knows of no change of this week, and does not know that there is a digest.',
      runbook: 'mails-failed.md',
      metric: countOf('MailsFailed', period),
    });
    alarms.watch(this, 'MailsUnsure', {
      symptom: 'Nobody knows whether a mail has left, for the answer of SES was lost.',
      errorImpact: 'Its recipient may be without the digest; it is never sent again on a guess.',
      runbook: 'mails-unsure.md',
      metric: countOf('MailsUnsure', period),
    });
  }
}
