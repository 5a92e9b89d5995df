import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { countOf } from './alarms.ts';
import type { Archive } from './archive.ts';
import type { Events } from './events.ts';
import type { History } from './history.ts';
import { JobFunction, type Operation } from './job-function.ts';
import { JobTrigger } from './job-trigger.ts';
import type { Mail } from './mail.ts';
import type { OrganizationKeys } from './organization-keys.ts';

export interface RemediationProps {
  readonly operation: Operation;
  readonly history: History;
  readonly archive: Archive;
  readonly organizationKeys: OrganizationKeys;
  readonly events: Events;
  readonly mail: Mail;
  /** Where holders answer; undefined: by mail. */
  readonly answerUrl: string | undefined;
}

/** Cases: decided by people whom IAM names, and carried out by the one function that may write to Atlassian. */
export class Remediation extends Construct {
  constructor(scope: Construct, id: string, props: RemediationProps) {
    super(scope, id);
    this.#addDecide(props);
    this.#addRemediate(props);
    this.#watchCases(props.operation);
  }

  #addDecide({ operation, history, events }: RemediationProps): void {
    const job = new JobFunction(this, 'Decide', {
      operation,
      name: 'decide',
      environment: { HISTORY_TABLE: history.tableName, EVENT_BUS: events.bus.eventBusName },
      memorySize: 512,
      timeout: Duration.seconds(30),
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      errorImpact: 'Nobody can propose, approve or stop a case while this lasts.',
      runbook: 'decide.md',
    });
    const url = job.alias.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    new CfnOutput(Stack.of(this), 'DecideUrl', { value: url.url, description: 'What `cases --url` is given.' });
    history.grant(job, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    events.grantPut(job);
  }

  #addRemediate(props: RemediationProps): void {
    const { operation, history, archive, organizationKeys, events, mail, answerUrl } = props;
    const job = new JobFunction(this, 'Remediate', {
      operation,
      name: 'remediate',
      environment: {
        HISTORY_TABLE: history.tableName,
        ARCHIVE_URL: archive.url,
        SECRET_PREFIX: organizationKeys.prefix,
        CONFIGURATION_SET: mail.configurationSetName,
        SENDER: mail.sender,
        ANSWER_URL: answerUrl,
      },
      memorySize: 1024,
      timeout: Duration.minutes(15),
      // Sixty days of work, two weeks of proof, and room.
      durable: { executionTimeout: Duration.days(100), retentionPeriod: Duration.days(30) },
      // One execution works on a case: what comes twice finds that out in the table.
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      errorImpact: 'A case has stopped, or does not go on; what was done to its accounts stands.',
      runbook: 'remediate.md',
    });
    new JobTrigger(this, 'CaseApproved', {
      job,
      on: { eventBus: events.bus, eventPattern: events.patternOf('Case Approved') },
      maxEventAge: Duration.hours(6),
      retryAttempts: 185,
    });
    history.grant(job, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    archive.grantRead(job, 'snapshots', 'baseline', 'mail');
    archive.grantWrite(job, 'mail');
    organizationKeys.grantRead(job, 'org', 'remediation', 'jira', 'idp');
    mail.grantSend(job);
    job.allowToStartItself();
    // Its code hears nothing of that, so that nobody else tells it for days. A walk that is stopped is dispatched anew.
    operation.alarms.watch(this, 'ExecutionsStopped', {
      symptom: 'remediate: somebody stopped an execution in AWS.',
      errorImpact: 'Nothing carries its case on, and the case itself says so only days later; what was done stands.',
      runbook: 'remediate.md',
      metric: job.executionsThat('Stopped'),
    });
  }

  #watchCases({ alarms }: Operation): void {
    const period = Duration.minutes(5);
    alarms.watch(this, 'CasesStuck', {
      symptom: 'A step of a case is overdue.',
      errorImpact: 'Its accounts are between two states until the person it waits for has taken the step.',
      runbook: 'cases-stuck.md',
      metric: countOf('CasesStuck', period),
    });
    alarms.watch(this, 'CasesStopped', {
      symptom: 'A case has stopped before its end.',
      errorImpact: 'What was done to its accounts stands until somebody takes it back or goes on.',
      runbook: 'cases-stopped.md',
      metric: countOf('CasesStopped', period),
    });
    alarms.watch(this, 'ProvisioningPaused', {
      symptom: 'Provisioning was to be resumed by now, and nobody said that it was.',
      errorImpact:
        'While it is paused, nobody joins, leaves or changes groups at Atlassian: leavers keep their access.',
      runbook: 'provisioning-paused.md',
      metric: countOf('ProvisioningPaused', period),
    });
  }
}
