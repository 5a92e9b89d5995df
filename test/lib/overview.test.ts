import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { METRICS } from '../../lambdas/runtime/environment.ts';
import { createStack, exampleSettings, resourcesOf } from './stack.ts';

const template = Template.fromStack(createStack());

/** What AWS gives every account for nothing, for good. */
const FREE = { customMetrics: 10, dashboards: 3, alarmMetrics: 10 };

test('the metrics stay inside the free tier: one service is the only dimension', () => {
  expect(METRICS.names.length).toBeLessThanOrEqual(FREE.customMetrics);
  const dimensions = resourcesOf(template, 'AWS::CloudWatch::Alarm')
    .filter(({ properties }) => properties.Namespace === METRICS.namespace)
    .map(({ properties }) => properties.Dimensions);
  expect(new Set(dimensions.map((one) => JSON.stringify(one))).size).toBe(1);
});

test('one dashboard, and it shows every alarm', () => {
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard?.properties.DashboardBody);
  for (const { logicalId } of resourcesOf(template, 'AWS::CloudWatch::Alarm')) expect(body).toContain(`"${logicalId}"`);
  for (const name of METRICS.names) expect(body).toContain(name);
});

test('what the alarms cost is known: $0.10 for each metric beyond the tenth', () => {
  const readOnly = Template.fromStack(createStack(exampleSettings()));
  const metrics = resourcesOf(readOnly, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
    properties.Metrics === undefined
      ? [properties.MetricName]
      : z
          .array(z.looseObject({ MetricStat: z.unknown().optional() }))
          .parse(properties.Metrics)
          .filter(({ MetricStat }) => MetricStat),
  );
  // Fixed cost, where nothing is remediated, is at most $3 a month: $1 for the key, $0.40 for a secret, and these.
  expect((metrics.length - FREE.alarmMetrics) * 0.1).toBeLessThanOrEqual(1.6);
});

const ROOM = { slack: { workspaceId: 'T024BE7LD', channelId: 'C061EG9SL' } };
const TEAM = {
  teams: {
    tenantId: '0c0ffee0-0000-4000-8000-00000000000a',
    teamId: '0c0ffee0-0000-4000-8000-00000000000b',
    channelId: '19%3Aabc%40thread.tacv2',
  },
};

test.each([
  ['AWS::Chatbot::SlackChannelConfiguration', ROOM, { SlackWorkspaceId: 'T024BE7LD', SlackChannelId: 'C061EG9SL' }],
  ['AWS::Chatbot::MicrosoftTeamsChannelConfiguration', TEAM, { TeamsChannelId: '19%3Aabc%40thread.tacv2' }],
] as const)('%s hears the alarms and may do nothing', (type, chat, expected) => {
  const settings = { ...Object(exampleSettings()) };
  const chatting = Template.fromStack(createStack({ deployment: { ...settings.deployment, chat } }));
  const [topic] = resourcesOf(chatting, 'AWS::SNS::Topic');
  chatting.hasResourceProperties(type, {
    ...expected,
    SnsTopicArns: [{ Ref: topic?.logicalId }],
    GuardrailPolicies: ['arn:aws:iam::aws:policy/AWSDenyAll'],
  });
  const roles = resourcesOf(chatting, 'AWS::IAM::Role').filter(({ logicalId }) => logicalId.startsWith('AlarmsChat'));
  expect(roles.map(({ properties }) => [properties.ManagedPolicyArns, properties.Policies])).toEqual([
    [undefined, undefined],
  ]);
  expect(JSON.stringify(resourcesOf(chatting, 'AWS::IAM::Policy'))).not.toContain('AlarmsChat');
});

test('nobody asked for chat, so there is none', () => {
  template.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
});
