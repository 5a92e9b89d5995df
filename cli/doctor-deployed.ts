import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetIdentityVerificationAttributesCommand, GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { errorText } from '../core/error-code.ts';
import { type OrganizationSettings, organizationSchema } from '../core/settings.ts';
import { headSchema } from '../lambdas/clients/history/head.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { listKeys } from '../lambdas/clients/history/keys.ts';
import { getRows, type ListedOrganization, listOrganizations } from '../lambdas/clients/history/organizations.ts';
import type { CommandContext } from './command-context.ts';
import { aliasesOf, type DeployedStack, physicalIds, readStack } from './deployed-stack.ts';
import { type Finding, printFindings, someOf } from './finding.ts';

/**
 * `doctor --deployed`: stack, organizations, keys, senders, alarms and the last snapshots of a deployment, a line each with
 * the mend. Exit 1 if anything is not well.
 */
export async function doctorDeployed(stackName: string, context: CommandContext): Promise<number> {
  const stack = await readStack(stackName);
  const service = new DynamoDBClient();
  const history = { client: DynamoDBDocumentClient.from(service), table: stack.outputs.get('HistoryTable') ?? '' };
  try {
    const organizations = await listOrganizations(history).catch((error: unknown) => errorText(error));
    const settings = typeof organizations === 'string' ? [] : await settingsOf(history, organizations);
    const findings = [
      checkStack(stack),
      checkOrganizations(organizations),
      ...(await checkEach(history, typeof organizations === 'string' ? [] : organizations, context.now())),
      await attempt('senders', () => checkSenders(stack, settings)),
      await attempt('mail', checkSandbox),
      await attempt('recipients', () => checkRecipients(stack)),
      await attempt('alarms', () => checkAlarms(stackName)),
    ];
    return printFindings(findings, context.print);
  } finally {
    service.destroy();
  }
}

/** A look that fails is a finding, too. */
async function attempt(what: string, look: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> {
  try {
    return { what, ...(await look()) };
  } catch (error) {
    return { what, well: false, says: `could not be looked at: ${errorText(error)}` };
  }
}

function checkStack({ status }: DeployedStack): Finding {
  const well = /^(CREATE|UPDATE)_COMPLETE$/.test(status);
  const mend = 'npm run deploy says why; what ran before runs on after a rollback';
  return { what: 'stack', well, says: well ? status : `${status}: ${mend}.` };
}

function checkOrganizations(listed: readonly ListedOrganization[] | string): Finding {
  const what = 'table';
  if (typeof listed === 'string') return { what, well: false, says: listed };
  const well = listed.length > 0;
  return { what, well, says: well ? `${listed.length} in care.` : 'nobody is in care: apply --table TABLE.' };
}

async function settingsOf(history: History, listed: readonly ListedOrganization[]): Promise<OrganizationSettings[]> {
  const ids = listed.map(({ id }) => id);
  const rows = await getRows(history, ids, 'SETTINGS', z.object({ settings: organizationSchema }));
  return [...rows.values()].map(({ settings }) => settings);
}

/** A daily slot, and the six hours that its tries may take. */
const LATE_HOURS = 30;

async function checkEach(history: History, listed: readonly ListedOrganization[], now: Date): Promise<Finding[]> {
  const ids = listed.map(({ id }) => id);
  const heads = await getRows(history, ids, 'HEAD', headSchema);
  const missing: string[] = [];
  const refused: string[] = [];
  const late: string[] = [];
  for (const { id, since } of listed) {
    const keys = await listKeys(history, id);
    if (!keys.some(({ kind }) => kind === 'org')) missing.push(id);
    if (keys.some(({ trial }) => trial.state === 'refused')) refused.push(id);
    const last = heads.get(id)?.snapshot ?? since;
    if (now.getTime() - Date.parse(last) > LATE_HOURS * 3_600_000) late.push(id);
  }
  const keyProblems = [
    ...(missing.length > 0 ? [`none for ${someOf(missing)}: keys put org --organization ID --table TABLE`] : []),
    ...(refused.length > 0 ? [`refused for ${someOf(refused)}: docs/runbooks/key-refused.md`] : []),
  ];
  return [
    {
      what: 'keys',
      well: keyProblems.length === 0,
      says: `${keyProblems.join('; ') || 'every organization has one'}.`,
    },
    {
      what: 'snapshots',
      well: late.length === 0,
      says:
        late.length === 0
          ? 'all from within the last day, or not yet due.'
          : `none for over ${LATE_HOURS} hours of ${someOf(late)}: docs/runbooks/organizations-overdue.md.`,
    },
  ];
}

/** The sender that the deployed function has, and those of the organizations: each by its address or its domain. */
async function checkSenders(stack: DeployedStack, settings: readonly OrganizationSettings[]) {
  const lambda = new LambdaClient();
  const ses = new SESClient();
  try {
    const FunctionName = aliasesOf(stack).get('drift');
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const senders = new Set([Environment?.Variables?.SENDER, ...settings.map(({ mail }) => mail.sender)]);
    const unverified: string[] = [];
    for (const sender of senders) {
      if (sender === undefined) continue;
      const Identities = [sender, sender.split('@').at(-1) ?? sender];
      const { VerificationAttributes = {} } = await ses.send(
        new GetIdentityVerificationAttributesCommand({ Identities }),
      );
      const verified = Object.values(VerificationAttributes).some((one) => one.VerificationStatus === 'Success');
      if (!verified) unverified.push(sender);
    }
    const mend = 'verify the address or its domain in SES in this region';
    return unverified.length === 0
      ? { well: true, says: 'verified.' }
      : { well: false, says: `not verified: ${someOf(unverified)}; ${mend}.` };
  } finally {
    lambda.destroy();
    ses.destroy();
  }
}

/** What the sandbox of SES lets through in a day. */
const SANDBOX_MAILS = 200;

async function checkSandbox() {
  const ses = new SESClient();
  try {
    const { Max24HourSend = 0, SentLast24Hours = 0 } = await ses.send(new GetSendQuotaCommand({}));
    return Max24HourSend > SANDBOX_MAILS
      ? { well: true, says: `${SentLast24Hours} of ${Max24HourSend} in the last day.` }
      : {
          well: false,
          says: 'SES is in its sandbox: mail reaches verified recipients only. Ask for production access in the console of SES.',
        };
  } finally {
    ses.destroy();
  }
}

async function checkRecipients(stack: DeployedStack) {
  const sns = new SNSClient();
  try {
    const [TopicArn] = physicalIds(stack, 'AWS::SNS::Topic');
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const waiting = Subscriptions.flatMap(({ SubscriptionArn, Endpoint = 'somebody' }) =>
      SubscriptionArn?.startsWith('arn:') ? [] : [Endpoint],
    );
    if (Subscriptions.length === 0) return { well: false, says: 'nobody hears an alarm: npm run deploy.' };
    return waiting.length === 0
      ? { well: true, says: `${Subscriptions.length} confirmed.` }
      : {
          well: false,
          says: `not confirmed, and so hear no alarm: ${someOf(waiting)}; each confirms in the mail of SNS.`,
        };
  } finally {
    sns.destroy();
  }
}

async function checkAlarms(stackName: string) {
  const cloudWatch = new CloudWatchClient();
  try {
    const { MetricAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${stackName}-`, MaxRecords: 100 }),
    );
    const ringing = MetricAlarms.flatMap(({ AlarmName = '', StateValue }) =>
      StateValue === 'ALARM' ? [AlarmName] : [],
    );
    return ringing.length === 0
      ? { well: true, says: `${MetricAlarms.length}, none ringing.` }
      : { well: false, says: `ringing: ${someOf(ringing)}; each says who is hurt and names its runbook.` };
  } finally {
    cloudWatch.destroy();
  }
}
