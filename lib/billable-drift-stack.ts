import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Answer } from './answer.ts';
import { Archive } from './archive.ts';
import { Delivery } from './delivery.ts';
import type { Deployment } from './deployment-settings.ts';
import { Dispatch } from './dispatch.ts';
import { Drift } from './drift.ts';
import { EncryptionKey } from './encryption-key.ts';
import { Events } from './events.ts';
import { History } from './history.ts';
import { Keys } from './keys.ts';
import { Mail } from './mail.ts';
import { OrganizationKeys } from './organization-keys.ts';
import { Overview } from './overview.ts';
import { Remediation } from './remediation.ts';
import { Report } from './report.ts';
import { Snapshot } from './snapshot.ts';

export interface BillableDriftStackProps {
  readonly deployment: Deployment;
}

/** The whole deployment. It holds nothing per organization: those are rows of the table and secrets of their own. */
export class BillableDriftStack extends Stack {
  constructor(scope: Construct, id: string, { deployment }: BillableDriftStackProps) {
    const {
      region,
      account,
      sender,
      senders,
      alarmRecipients: recipients,
      logRetentionDays: logRetention,
      tags,
      chat,
    } = deployment;
    super(scope, id, {
      description: 'Who became billable for Atlassian Guard, why, and what to do about it, weekly.',
      env: { region, ...(account && { account }) },
    });

    for (const [name, value] of Object.entries({ application: 'billable-drift', ...tags }))
      Tags.of(this).add(name, value);

    const encryptionKey = new EncryptionKey(this, 'EncryptionKey');
    const history = new History(this, 'History', { encryptionKey });
    const archive = new Archive(this, 'Archive', { encryptionKey });
    const organizationKeys = new OrganizationKeys(this, 'OrganizationKeys');
    const events = new Events(this, 'Events');
    const mail = new Mail(this, 'Mail', { sender, senders });
    const alarms = new Alarms(this, 'Alarms', { recipients, chat });

    const operation = { alarms, logRetention, encryptionKey };
    const snapshot = new Snapshot(this, 'Snapshot', { operation, history, archive, organizationKeys, events });
    const keys = new Keys(this, 'Keys', { operation, history, archive, organizationKeys, mail });
    const report = new Report(this, 'Report', { operation, history, archive, mail });
    new Dispatch(this, 'Dispatch', { operation, history, snapshot, keys, report });
    new Drift(this, 'Drift', { operation, history, archive, events, mail });
    new Delivery(this, 'Delivery', { operation, history, mail });
    if (deployment.remediation === 'on') {
      const page = deployment.answerPage === 'on' ? new Answer(this, 'Answer', { operation, history }) : undefined;
      const answerUrl = page?.url;
      new Remediation(this, 'Remediation', { operation, history, archive, organizationKeys, events, mail, answerUrl });
    }

    new Overview(this, 'Overview', { alarms });

    new CfnOutput(this, 'HistoryTable', { value: history.tableName, description: 'What `apply --table` is given.' });
  }
}
