import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { commandsOf, FUNCTIONS } from './bundles.ts';
import { allowedTo, arnText, createStack, exampleSettings, resourcesOf } from './stack.ts';

const template = Template.fromStack(createStack());
const statements = allowedTo(template);
const capabilityOf = (role: string) =>
  /^(?:Remediation)?(Dispatch|Snapshot|Drift|Delivery|Keys|Report|Decide|Remediate|Answer)/.exec(role)?.[1] ?? role;

/** Which functions may do something whose name starts so, and on what. */
function whoMay(action: string): Record<string, string[]> {
  const found = statements.filter(({ actions }) => actions.some((allowed) => allowed.startsWith(action)));
  return Object.fromEntries(
    found.map(({ role }) => [
      capabilityOf(role),
      found.filter((statement) => statement.role === role).flatMap(({ resources }) => resources.map(arnText)),
    ]),
  );
}

test('no role may do anything to everything', () => {
  expect(statements.length).toBeGreaterThan(0);
  for (const { actions, resources } of statements) {
    expect(actions.filter((action) => action.endsWith(':*') || action === '*')).toEqual([]);
    expect(resources.map(arnText)).not.toContain('*');
  }
});

test('what AWS itself attaches is logs, and for the durable function its checkpoints', () => {
  const managed = resourcesOf(template, 'AWS::IAM::Role').map(({ logicalId, properties }) => [
    capabilityOf(logicalId),
    [properties.ManagedPolicyArns].flat().map((arn) => arnText(arn).split('/').at(-1)),
  ]);
  expect(Object.fromEntries(managed)).toEqual({
    Dispatch: ['AWSLambdaBasicExecutionRole'],
    Snapshot: ['AWSLambdaBasicDurableExecutionRolePolicy'],
    Drift: ['AWSLambdaBasicExecutionRole'],
    Delivery: ['AWSLambdaBasicExecutionRole'],
    Keys: ['AWSLambdaBasicExecutionRole'],
    Report: ['AWSLambdaBasicExecutionRole'],
    Decide: ['AWSLambdaBasicExecutionRole'],
    Remediate: ['AWSLambdaBasicDurableExecutionRolePolicy'],
    Answer: ['AWSLambdaBasicExecutionRole'],
  });
});

/** The action that each command of the SDK asks for. */
const ACTIONS: Readonly<Record<string, string>> = {
  BatchGet: 'dynamodb:BatchGetItem',
  BatchWrite: 'dynamodb:BatchWriteItem',
  Delete: 'dynamodb:DeleteItem',
  DeleteObject: 's3:DeleteObject',
  Get: 'dynamodb:GetItem',
  GetObject: 's3:GetObject',
  GetSecretValue: 'secretsmanager:GetSecretValue',
  Invoke: 'lambda:InvokeFunction',
  ListObjectsV2: 's3:ListBucket',
  Put: 'dynamodb:PutItem',
  PutEvents: 'events:PutEvents',
  PutObject: 's3:PutObject',
  Query: 'dynamodb:Query',
  SendRawEmail: 'ses:SendRawEmail',
  Update: 'dynamodb:UpdateItem',
};

/** What AWS does in a function's name and no line of code asks for: dead letters, and the key of table and archive. */
const IMPLICIT = /^(sqs:SendMessage|kms:(Decrypt|DescribeKey|Encrypt|ReEncrypt\*|GenerateDataKey\*?))$/;

/** In a function's code, but never called by it: the archive's client is one piece. */
const UNCALLED: Readonly<Record<string, readonly string[]>> = {
  keys: ['DeleteObject'],
  report: ['DeleteObject'],
  remediate: ['DeleteObject'],
};

test.each(FUNCTIONS)('%s may do what its code calls, and nothing else', async (name) => {
  const called = [...(await commandsOf(name))]
    .filter((command) => !UNCALLED[name]?.includes(command))
    .map((command) => ACTIONS[command] ?? `unknown: ${command}`);
  const granted = statements
    .filter(({ role }) => capabilityOf(role).toLowerCase() === name)
    .flatMap(({ actions }) => actions.filter((action) => !IMPLICIT.test(action)));
  expect([...new Set(granted)].sort()).toEqual(called.sort());
});

describe('who may do what', () => {
  test('only drift, keys, report and remediate send mail: as the sender or its domain or a further identity, by our configuration set', () => {
    const settings = { ...Object(exampleSettings()) };
    const senders = ['contoso.com', 'reports@fabrikam.com', 'northwind.com'];
    const deployment = { ...settings.deployment, sender: 'guard@contoso.com', senders, remediation: 'on' };
    const sending = Template.fromStack(createStack({ deployment }));
    const [mailSet] = resourcesOf(sending, 'AWS::SES::ConfigurationSet');
    const resources = allowedTo(sending)
      .filter(({ actions }) => actions.some((action) => action.startsWith('ses:')))
      .flatMap(({ role, actions, resources }) =>
        resources.map((resource) => [capabilityOf(role), ...actions, arnText(resource).split(':').at(-1)]),
      );
    const identities = ['guard@contoso.com', ...senders].map((identity) => `identity/${identity}`);
    const expected = [...identities, `configuration-set/\${${mailSet?.logicalId}}`].sort();
    for (const who_ of ['Drift', 'Keys', 'Remediate', 'Report']) {
      const sent = resources.filter(([who]) => who === who_);
      expect(sent.sort()).toEqual(expected.sort().map((resource) => [who_, 'ses:SendRawEmail', resource]));
    }
    expect(resources).toHaveLength(4 * expected.length);
  });

  test('only dispatch and remediate invoke, and only aliases; remediate nobody but itself', () => {
    const aliases = ['Keys', 'Report', 'Snapshot'].map((name) =>
      expect.stringMatching(new RegExp(`^\\$\\{${name}\\w*Aliaslive\\w*\\}$`)),
    );
    const itself = [expect.stringMatching(/^\$\{RemediationRemediate\w*Aliaslive\w*\}$/)];
    expect(whoMay('lambda:')).toEqual({ Dispatch: aliases, Remediate: itself });
  });

  test('delivery settles rows that are there, and neither reads nor adds one', () => {
    const actions = statements
      .filter(({ role }) => capabilityOf(role) === 'Delivery')
      .flatMap(({ actions }) => actions);
    expect(actions.filter((action) => action.startsWith('dynamodb:'))).toEqual(['dynamodb:UpdateItem']);
  });

  test('the page that is open to all reaches tokens and answers, and no other row', () => {
    const own = statements.filter(({ role }) => capabilityOf(role) === 'Answer');
    const table = own.filter(({ actions }) => actions.some((action) => action.startsWith('dynamodb:')));
    expect(table.map(({ actions, condition }) => [actions, condition])).toEqual([
      [['dynamodb:GetItem'], { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TOKEN#*'] } }],
      [
        ['dynamodb:GetItem', 'dynamodb:PutItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ANSWER#*'] } },
      ],
    ]);
    const others = own.flatMap(({ actions }) => actions).filter((action) => !/^(dynamodb|kms|sqs):/.test(action));
    expect(others).toEqual([]);
    expect(statements.filter(({ role, condition }) => condition && capabilityOf(role) !== 'Answer')).toEqual([]);
  });

  test('who only reads the table cannot encrypt', () => {
    expect(Object.keys(whoMay('kms:Encrypt')).sort()).toEqual([
      ...['Answer', 'Decide', 'Delivery', 'Drift', 'Keys', 'Remediate', 'Report', 'Snapshot'],
    ]);
    expect(Object.keys(whoMay('kms:Decrypt')).sort()).toEqual([
      ...['Answer', 'Decide', 'Delivery', 'Dispatch', 'Drift', 'Keys', 'Remediate', 'Report', 'Snapshot'],
    ]);
  });

  test.each(['dynamodb:Scan', 'dynamodb:DeleteItem', 'dynamodb:DeleteTable'])('nobody may %s', (action) => {
    expect(whoMay(action)).toEqual({});
  });

  test('only snapshot, drift and decide put events', () => {
    expect(Object.keys(whoMay('events:')).sort()).toEqual(['Decide', 'Drift', 'Snapshot']);
  });

  test.each([
    [
      's3:PutObject',
      {
        Snapshot: ['inspection', 'snapshots'],
        Drift: ['baseline', 'drift', 'mail'],
        Keys: ['mail'],
        Report: ['mail', 'report'],
        Remediate: ['mail'],
      },
    ],
    ['s3:DeleteObject', { Snapshot: ['snapshots'], Drift: ['baseline'] }],
    [
      's3:GetObject',
      {
        Snapshot: ['baseline', 'inspection', 'people', 'snapshots'],
        Drift: ['baseline', 'drift', 'inspection', 'mail', 'people', 'snapshots'],
        Keys: ['mail'],
        Report: ['mail'],
        Remediate: ['baseline', 'mail', 'snapshots'],
      },
    ],
  ])('%s by folder', (action, folders) => {
    const found = Object.entries(whoMay(action)).map(([who, resources]) => [
      who,
      resources.map((resource) => /\/([a-z]+)\/\*$/.exec(resource)?.[1]).sort(),
    ]);
    expect(Object.fromEntries(found)).toEqual(folders);
  });
});
