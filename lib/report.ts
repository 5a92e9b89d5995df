import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Archive } from './archive.ts';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';
import type { Mail } from './mail.ts';

export interface ReportProps {
  readonly operation: Operation;
  readonly history: History;
  readonly archive: Archive;
  readonly mail: Mail;
}

/** Once a month, and before a renewal: what the history says, as page and workbook, to finance. */
export class Report extends Construct {
  readonly functionArn: string;
  readonly #job: JobFunction<'report'>;

  constructor(scope: Construct, id: string, { operation, history, archive, mail }: ReportProps) {
    super(scope, id);
    this.#job = new JobFunction(this, 'Job', {
      operation,
      name: 'report',
      environment: {
        HISTORY_TABLE: history.tableName,
        ARCHIVE_URL: archive.url,
        CONFIGURATION_SET: mail.configurationSetName,
        SENDER: mail.sender,
      },
      memorySize: 1024,
      timeout: Duration.minutes(5),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      errorImpact: 'Finance has no report for this month, or no renewal pack; the digests are not concerned.',
      runbook: 'report.md',
    });
    this.functionArn = this.#job.alias.functionArn;
    history.grant(this.#job, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    archive.grantRead(this.#job, 'mail');
    archive.grantWrite(this.#job, 'mail', 'report');
    mail.grantSend(this.#job);
  }

  grantStart(grantee: IGrantable): void {
    this.#job.alias.grantInvoke(grantee);
  }
}
