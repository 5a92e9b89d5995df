import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { environments, METRICS } from '../../lambdas/runtime/environment.ts';
import { arnText, createStack, exampleSettings, resourcesOf } from './stack.ts';

const template = Template.fromStack(createStack());
const functions = resourcesOf(template, 'AWS::Lambda::Function');
const nameOf = (properties: Readonly<Record<string, unknown>>) => String(properties.Description).split(': ')[1];
const named = functions.map((found) => ({ name: nameOf(found.properties), ...found }));
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ logicalId, properties }) => ({
  logicalId,
  description: String(properties.AlarmDescription),
  metric: JSON.stringify([properties.Dimensions, properties.Metrics, properties.MetricName]),
  actions: z.array(z.unknown()).parse(properties.AlarmActions),
}));

const snapshot = named.find(({ name }) => name === 'snapshot');

test('there is a function for each environment, and no other', () => {
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(environments).sort());
});

describe.each(named)('$name', ({ name, logicalId, properties }) => {
  test('runs on Node.js 24 and arm64, with memory and a time limit of its own', () => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: expect.any(Number),
      Timeout: expect.any(Number),
    });
  });

  test('is given what its schema asks for, and no variable that the schema does not know', () => {
    const { Variables } = z.object({ Variables: z.record(z.string(), z.unknown()) }).parse(properties.Environment);
    const shape = Object.entries(environments).find(([known]) => known === name)?.[1].shape ?? {};
    const required = Object.entries<z.ZodType>(shape).filter(([, schema]) => !schema.safeParse(undefined).success);
    expect(Object.keys(Variables)).toEqual(expect.arrayContaining(required.map(([variable]) => variable)));
    expect(Object.keys(Variables).filter((variable) => !(variable in shape))).toEqual(['NODE_OPTIONS']);
  });

  test('keeps its logs for as long as the settings say', () => {
    const { LogGroup } = z.object({ LogGroup: z.object({ Ref: z.string() }) }).parse(properties.LoggingConfig);
    const group = resourcesOf(template, 'AWS::Logs::LogGroup').find((found) => found.logicalId === LogGroup.Ref);
    expect(group?.properties.RetentionInDays).toBe(30);
  });

  test('has a dead-letter queue, encrypted by SQS, with an alarm', () => {
    const queue = queueOf(z.object({ TargetArn: z.unknown() }).parse(properties.DeadLetterConfig).TargetArn);
    expect(queue?.properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(alarms.filter(({ metric }) => metric.includes(`"${queue?.logicalId}"`))).toHaveLength(1);
  });

  test('has an alarm on its errors', () => {
    const errors = alarms.filter(({ metric }) => metric.includes(logicalId) && metric.includes('Errors'));
    expect(errors).toHaveLength(1);
  });

  test('says on its alias how often an event is tried, and how old it may get', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: logicalId },
      Qualifier: Match.not('$LATEST'),
      MaximumRetryAttempts: Match.anyValue(),
      MaximumEventAgeInSeconds: Match.anyValue(),
    });
  });
});

test('the outputs name every function by its alias, for whoever invokes one by hand', () => {
  const outputs = z
    .record(z.string(), z.object({ Value: z.object({ Ref: z.string().default('') }) }))
    .parse(template.findOutputs('*'));
  const aliases = resourcesOf(template, 'AWS::Lambda::Alias');
  const functionOf = ({ Value }: { readonly Value: { readonly Ref: string } }) =>
    z
      .object({ Ref: z.string() })
      .safeParse(aliases.find(({ logicalId }) => logicalId === Value.Ref)?.properties.FunctionName);
  const invoked = Object.entries(outputs).flatMap(([output, found]) => {
    const { data } = functionOf(found);
    return data ? [[output, named.find(({ logicalId }) => logicalId === data.Ref)?.name]] : [];
  });
  expect(Object.fromEntries(invoked)).toEqual({
    DispatchFunction: 'dispatch',
    SnapshotFunction: 'snapshot',
    DriftFunction: 'drift',
    KeysFunction: 'keys',
    ReportFunction: 'report',
    DeliveryFunction: 'delivery',
    DecideFunction: 'decide',
    RemediateFunction: 'remediate',
    AnswerFunction: 'answer',
  });
});

function queueOf(arn: unknown) {
  const text = arnText(arn);
  return resourcesOf(template, 'AWS::SQS::Queue').find(({ logicalId }) => text.includes(`\${${logicalId}.`));
}

test.each(alarms)('the alarm $logicalId says who is hurt, names its runbook and rings', ({ description, actions }) => {
  const [, impact, runbook] = /^\S.+?\. (\S.+\.) What to do: (docs\/runbooks\/[a-z-]+\.md)$/.exec(description) ?? [];
  expect(impact?.length).toBeGreaterThan(30);
  expect(existsSync(runbook ?? '')).toBe(true);
  expect(actions).toEqual([{ Ref: resourcesOf(template, 'AWS::SNS::Topic')[0]?.logicalId }]);
});

const pages = readdirSync('docs/runbooks');
const isProcedure = (file: string) => /^(replace|leaked)-/.test(file);

test('every runbook belongs to an alarm', () => {
  for (const file of pages.filter((page) => !isProcedure(page))) {
    expect(alarms.filter(({ description }) => description.endsWith(`docs/runbooks/${file}`))).not.toEqual([]);
  }
});

test.each(pages.filter(isProcedure))('the procedure %s is led to by a runbook, in numbered steps', (file) => {
  const leading = pages.filter((page) => readFileSync(`docs/runbooks/${page}`, 'utf8').includes(`](${file})`));
  expect(leading).not.toEqual([]);
  expect(readFileSync(`docs/runbooks/${file}`, 'utf8')).toMatch(/^1\. /m);
});

test.each(pages.filter((page) => !isProcedure(page)))('the runbook %s answers what an operator asks', (file) => {
  const page = readFileSync(`docs/runbooks/${file}`, 'utf8');
  expect(page.startsWith(`# ${file.replace('.md', '')}\n`)).toBe(true);
  const questions = ['What it means', 'Who is hurt', 'Look at', 'Mend', 'The dead-letter queues'];
  expect([...page.matchAll(/^\*\*([^*]+?)\.?\*\*/gm)].map(([, question]) => question)).toEqual(questions);
});

test.each(METRICS.names)('%s is watched where the functions count it', (metricName) => {
  const watching = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
    ({ properties }) => properties.MetricName === metricName,
  );
  expect(watching.map(({ properties }) => properties)).toEqual([
    expect.objectContaining({
      Namespace: METRICS.namespace,
      Dimensions: [{ Name: 'service', Value: METRICS.service }],
      Statistic: 'Maximum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    }),
  ]);
});

test('every queue is watched, and every queue is a dead-letter queue', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const rules = resourcesOf(template, 'AWS::Events::Rule');
  expect(queues).toHaveLength(functions.length + rules.length);
  for (const { logicalId } of queues) {
    expect(alarms.filter(({ metric }) => metric.includes(`"${logicalId}"`))).toHaveLength(1);
  }
});

test('nobody counted is as bad as somebody overdue, and only that alarm tells when it is well again', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'OrganizationsOverdue',
    Period: 3600,
    EvaluationPeriods: 2,
    TreatMissingData: 'breaching',
  });
  const all = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);
  const others = all.filter(({ MetricName }) => MetricName !== 'OrganizationsOverdue');
  expect(new Set(others.map(({ TreatMissingData }) => TreatMissingData))).toEqual(new Set(['notBreaching']));
  const telling = all.filter(({ OKActions }) => OKActions);
  expect(telling.map(({ MetricName, OKActions }) => [MetricName, OKActions])).toEqual([
    ['OrganizationsOverdue', [{ Ref: resourcesOf(template, 'AWS::SNS::Topic')[0]?.logicalId }]],
  ]);
});

describe('the rules', () => {
  const rules = resourcesOf(template, 'AWS::Events::Rule');
  const targetSchema = z.array(z.looseObject({ Arn: z.object({ Ref: z.string() }), DeadLetterConfig: z.unknown() }));

  test.each(rules)('$logicalId starts an alias, and keeps what it could not hand over', ({ properties }) => {
    const targets = targetSchema.parse(properties.Targets);
    const aliases = resourcesOf(template, 'AWS::Lambda::Alias').map(({ logicalId }) => logicalId);
    expect(targets).toHaveLength(1);
    for (const { Arn, DeadLetterConfig, RetryPolicy } of targets) {
      expect(aliases).toContain(Arn.Ref);
      expect(queueOf(z.object({ Arn: z.unknown() }).parse(DeadLetterConfig).Arn)).toBeDefined();
      expect(RetryPolicy).toEqual({
        MaximumEventAgeInSeconds: expect.any(Number),
        MaximumRetryAttempts: expect.any(Number),
      });
    }
  });

  test('are the hour, our own event on our own bus, and what SES tells of our own mails', () => {
    const patterns = rules.map(({ properties }) => [properties.ScheduleExpression, properties.EventPattern]);
    const [mailSet] = resourcesOf(template, 'AWS::SES::ConfigurationSet');
    expect(patterns).toEqual(
      expect.arrayContaining([
        ['rate(1 hour)', undefined],
        [undefined, { source: ['billable-drift'], 'detail-type': ['Snapshot Completed'] }],
        [undefined, { source: ['billable-drift'], 'detail-type': ['Case Approved'] }],
        [
          undefined,
          expect.objectContaining({
            source: ['aws.ses'],
            detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: mailSet?.logicalId }] } } },
          }),
        ],
      ]),
    );
    expect(patterns).toHaveLength(4);
  });
});

describe('the durable functions', () => {
  test('are the snapshot and the one that carries out cases', () => {
    const durable = named.filter(({ properties }) => properties.DurableConfig);
    expect(durable.map(({ name }) => name)).toEqual(['snapshot', 'remediate']);
    expect(durable.map(({ properties }) => properties.DurableConfig)).toMatchObject([
      { ExecutionTimeout: 7200, RetentionPeriodInDays: 14 },
      { ExecutionTimeout: 8_640_000, RetentionPeriodInDays: 30 },
    ]);
  });

  test('keeps its versions, for executions are pinned to them', () => {
    const versions = resourcesOf(template, 'AWS::Lambda::Version');
    const ofSnapshot = versions.filter(
      ({ properties }) => arnText(properties.FunctionName) === `\${${snapshot?.logicalId}}`,
    );
    expect(ofSnapshot.map(({ deletionPolicy }) => deletionPolicy)).toEqual(['Retain']);
  });

  test('have an alarm each on executions that end without success', () => {
    const failed = alarms.filter(({ metric }) => metric.includes('DurableExecutionTimedOut'));
    expect(failed).toHaveLength(2);
    for (const { metric } of failed) expect(metric).toContain('DurableExecutionFailed');
  });

  test('the one that carries out cases has an alarm on executions that somebody stops', () => {
    const stopped = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties.MetricName === 'DurableExecutionStopped',
    );
    const remediate = named.find(({ name }) => name === 'remediate');
    expect(stopped.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        ...{ Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'FunctionName', Value: { Ref: remediate?.logicalId } }] },
        ...{ Statistic: 'Sum', Period: 300, EvaluationPeriods: 1, Threshold: 1 },
        ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
        AlarmDescription: expect.stringMatching(/stopped an execution in AWS.*docs\/runbooks\/remediate\.md$/),
      }),
    ]);
    const off = Template.fromStack(createStack(exampleSettings()));
    expect(JSON.stringify(off.toJSON())).not.toContain('DurableExecutionStopped');
  });

  test('is given to dispatch by its alias', () => {
    const dispatch = named.find(({ name }) => name === 'dispatch');
    const { SNAPSHOT_FUNCTION } = z
      .object({ Variables: z.looseObject({ SNAPSHOT_FUNCTION: z.object({ Ref: z.string() }) }) })
      .parse(dispatch?.properties.Environment).Variables;
    const alias = resourcesOf(template, 'AWS::Lambda::Alias').find(
      ({ logicalId }) => logicalId === SNAPSHOT_FUNCTION.Ref,
    );
    expect(alias?.properties).toMatchObject({ Name: 'live', FunctionName: { Ref: snapshot?.logicalId } });
  });
});

test('remediation is off unless somebody switches it on, and its URL asks for AWS credentials', () => {
  const off = resourcesOf(Template.fromStack(createStack(exampleSettings())), 'AWS::Lambda::Function');
  const names = off.map(({ properties }) => nameOf(properties));
  expect(names.sort()).toEqual(
    Object.keys(environments)
      .filter((name) => !['decide', 'remediate', 'answer'].includes(name))
      .sort(),
  );
  const decided = Template.fromStack(createStack(withRemediation({ remediation: 'on' })));
  expect(resourcesOf(decided, 'AWS::Lambda::Url').map(({ properties }) => properties.AuthType)).toEqual(['AWS_IAM']);
});

function withRemediation(change: object): unknown {
  const settings = { ...Object(exampleSettings()) };
  return { ...settings, deployment: { ...settings.deployment, ...change } };
}

describe('the answer page', () => {
  test('is the only thing open to the internet, has a brake, and is where the mails lead', () => {
    const open = resourcesOf(template, 'AWS::Lambda::Url').filter(({ properties }) => properties.AuthType === 'NONE');
    expect(open).toHaveLength(1);
    const page = named.find(({ name }) => name === 'answer');
    expect(open[0]?.properties).toMatchObject({
      TargetFunctionArn: { 'Fn::GetAtt': [page?.logicalId, 'Arn'] },
      Qualifier: 'live',
    });
    expect(page?.properties.ReservedConcurrentExecutions).toBe(2);
    const others = named.filter(({ name }) => name !== 'answer').map(({ properties }) => properties);
    expect(others.filter(({ ReservedConcurrentExecutions }) => ReservedConcurrentExecutions !== undefined)).toEqual([]);
    const environment = named.find(({ name }) => name === 'remediate')?.properties.Environment;
    expect(environment).toMatchObject({
      Variables: { ANSWER_URL: { 'Fn::GetAtt': [open[0]?.logicalId, 'FunctionUrl'] } },
    });
  });

  test('may be called by everybody only through its URL', () => {
    const everybody = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      ({ properties }) => properties.Principal === '*',
    );
    expect(everybody.map(({ properties }) => [properties.Action, properties.FunctionUrlAuthType]).sort()).toEqual([
      ['lambda:InvokeFunction', undefined],
      ['lambda:InvokeFunctionUrl', 'NONE'],
    ]);
    for (const { properties } of everybody.filter(({ properties }) => properties.Action === 'lambda:InvokeFunction')) {
      expect(properties.InvokedViaFunctionUrl).toBe(true);
    }
  });

  test('is not there unless it is switched on', () => {
    const without = Template.fromStack(createStack(withRemediation({ remediation: 'on' })));
    const remediate = resourcesOf(without, 'AWS::Lambda::Function').find(
      ({ properties }) => nameOf(properties) === 'remediate',
    );
    expect(JSON.stringify(remediate?.properties.Environment)).not.toContain('ANSWER_URL');
    expect(JSON.stringify(without.toJSON())).not.toMatch(/"NONE"|AnswerJob/);
  });
});
