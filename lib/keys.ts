import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { countOf } from './alarms.ts';
import type { Archive } from './archive.ts';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';
import type { Mail } from './mail.ts';
import type { OrganizationKeys } from './organization-keys.ts';

export interface KeysProps {
  readonly operation: Operation;
  readonly history: History;
  readonly archive: Archive;
  readonly organizationKeys: OrganizationKeys;
  readonly mail: Mail;
}

/** Once a day for each organization: whether its keys still work, and when they end. */
export class Keys extends Construct {
  readonly functionArn: string;
  readonly #job: JobFunction<'keys'>;

  constructor(scope: Construct, id: string, props: KeysProps) {
    super(scope, id);
    const { operation, history, archive, organizationKeys, mail } = props;
    this.#job = new JobFunction(this, 'Job', {
      operation,
      name: 'keys',
      environment: {
        HISTORY_TABLE: history.tableName,
        ARCHIVE_URL: archive.url,
        SECRET_PREFIX: organizationKeys.prefix,
        CONFIGURATION_SET: mail.configurationSetName,
        SENDER: mail.sender,
      },
      memorySize: 512,
      timeout: Duration.minutes(5),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      errorImpact: "An organization's keys were not checked today, or its admins not told of one that ends.",
      runbook: 'keys.md',
    });
    this.functionArn = this.#job.alias.functionArn;
    history.grant(this.#job, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    archive.grantRead(this.#job, 'mail');
    archive.grantWrite(this.#job, 'mail');
    organizationKeys.grantRead(this.#job, 'org', 'jira');
    mail.grantSend(this.#job);
    this.#watchKeys(operation);
  }

  grantStart(grantee: IGrantable): void {
    this.#job.alias.grantInvoke(grantee);
  }

  #watchKeys({ alarms }: Operation): void {
    alarms.watch(this, 'KeysRefused', {
      symptom: 'A key was refused when it was tried: revoked, expired, or without its scope.',
      errorImpact: 'Its organization gets no snapshot, or no inspection, until the key is replaced.',
      runbook: 'key-refused.md',
      metric: countOf('KeysRefused', Duration.minutes(5)),
    });
    alarms.watch(this, 'KeysExpiring', {
      symptom: 'A key ends within seven days, or has ended.',
      errorImpact: 'What that key is for stops on that day; for a SCIM key, provisioning.',
      runbook: 'key-expired.md',
      metric: countOf('KeysExpiring', Duration.minutes(5)),
    });
  }
}
