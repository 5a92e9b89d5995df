import { buffer } from 'node:stream/consumers';
import { type LoopbackServer, startLoopbackServer } from '../local/loopback-server.ts';

/** What an operator's commands ask an AWS account about; the answers are the test's to change. */
export interface AccountState {
  stackStatus: string;
  readonly outputs: Record<string, string>;
  readonly resources: { readonly id: string; readonly type: string; readonly physicalId: string }[];
  /** Queue names by alias. */
  readonly deadLetterQueues: Record<string, string>;
  /** Variables of every function. */
  readonly variables: Record<string, string>;
  /** Every event a function was invoked with, and its alias. */
  readonly invoked: { readonly alias: string; readonly payload: unknown }[];
  readonly alarms: { readonly name: string; readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' }[];
  /** Endpoints of the topic, and whether they are confirmed. */
  readonly subscriptions: Record<string, boolean>;
  /** Identities of SES, and whether they are verified. */
  readonly identities: Record<string, boolean>;
  dailyMails: number;
}

export function emptyAccount(): AccountState {
  return {
    stackStatus: 'UPDATE_COMPLETE',
    outputs: {},
    resources: [],
    deadLetterQueues: {},
    variables: {},
    invoked: [],
    alarms: [],
    subscriptions: {},
    identities: {},
    dailyMails: 50_000,
  };
}

/** The services behind such an account, in their own protocols, at one address. */
export function startFakeAccount(state: AccountState): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    const path = decodeURIComponent(request.url ?? '');
    const target = request.headers['x-amz-target'];
    const [, alias, call] = /^\/2015-03-31\/functions\/([^/]+)\/(configuration|invocations)/.exec(path) ?? [];
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value));
    if (alias !== undefined && call === 'configuration') {
      const queue = state.deadLetterQueues[alias];
      const TargetArn = `arn:aws:sqs:eu-central-1:000000000000:${queue}`;
      json(200, { Environment: { Variables: state.variables }, ...(queue && { DeadLetterConfig: { TargetArn } }) });
    } else if (alias !== undefined) {
      state.invoked.push({ alias, payload: JSON.parse(body) });
      json(202, {});
    } else if (target?.toString().endsWith('.DescribeAlarms')) {
      json(200, { MetricAlarms: state.alarms.map(({ name, state }) => ({ AlarmName: name, StateValue: state })) });
    } else {
      const action = new URLSearchParams(body).get('Action') ?? '';
      const [status, xml] = answerQuery(state, action, new URLSearchParams(body));
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    }
  });
}

function answerQuery(state: AccountState, action: string, form: URLSearchParams): readonly [number, string] {
  if (state.stackStatus === 'none' && action.startsWith('DescribeStack')) {
    const words = `Stack with id ${form.get('StackName')} does not exist`;
    return [
      400,
      `<ErrorResponse><Error><Code>ValidationError</Code><Message>${words}</Message></Error></ErrorResponse>`,
    ];
  }
  const result = QUERIES[action]?.(state);
  if (result === undefined) throw new Error(`${action} is not served here.`);
  return [200, `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`];
}

const members = (xml: readonly string[]) => xml.map((one) => `<member>${one}</member>`).join('');
const entries = (record: Record<string, boolean>) => Object.entries(record);

const QUERIES: Readonly<Record<string, (state: AccountState) => string>> = {
  DescribeStacks: ({ stackStatus, outputs }) => {
    const listed = Object.entries(outputs).map(
      ([key, value]) => `<OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue>`,
    );
    const fields = '<StackName>BillableDrift</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime>';
    const stack = `${fields}<StackStatus>${stackStatus}</StackStatus><Outputs>${members(listed)}</Outputs>`;
    return `<Stacks>${members([stack])}</Stacks>`;
  },
  DescribeStackResources: ({ resources }) => {
    const listed = resources.map(
      ({ id, type, physicalId }) =>
        `<LogicalResourceId>${id}</LogicalResourceId><ResourceType>${type}</ResourceType>` +
        `<PhysicalResourceId>${physicalId}</PhysicalResourceId>`,
    );
    return `<StackResources>${members(listed)}</StackResources>`;
  },
  ListSubscriptionsByTopic: ({ subscriptions }) => {
    const listed = entries(subscriptions).map(
      ([endpoint, confirmed]) =>
        `<Endpoint>${endpoint}</Endpoint><SubscriptionArn>${confirmed ? 'arn:aws:sns:x' : 'PendingConfirmation'}</SubscriptionArn>`,
    );
    return `<Subscriptions>${members(listed)}</Subscriptions>`;
  },
  GetSendQuota: ({ dailyMails }) =>
    `<Max24HourSend>${dailyMails}</Max24HourSend><MaxSendRate>14</MaxSendRate><SentLast24Hours>0</SentLast24Hours>`,
  GetIdentityVerificationAttributes: ({ identities }) => {
    const listed = entries(identities).map(
      ([name, verified]) =>
        `<entry><key>${name}</key><value><VerificationStatus>${verified ? 'Success' : 'Pending'}</VerificationStatus></value></entry>`,
    );
    return `<VerificationAttributes>${listed.join('')}</VerificationAttributes>`;
  },
};
