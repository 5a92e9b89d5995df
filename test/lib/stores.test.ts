import { describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { createStack, exampleSettings, fullSettings, resourcesOf } from './stack.ts';

const template = Template.fromStack(createStack());

describe('the table', () => {
  const [key] = resourcesOf(template, 'AWS::KMS::Key');

  test('is protected: recovery to any time, deletion refused, our key, kept when the stack goes', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [key?.logicalId, 'Arn'] } },
          }),
        ],
      },
    });
  });

  test('and so is its key', () => {
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
  });

  test('is named in the outputs, for `apply --table` and the runbooks', () => {
    template.hasOutput('HistoryTable', {
      Value: { Ref: resourcesOf(template, 'AWS::DynamoDB::GlobalTable')[0]?.logicalId },
    });
  });
});

test('our key also keeps what durable executions know, and Lambda may use it for that', () => {
  const [key] = resourcesOf(template, 'AWS::KMS::Key');
  const durable = resourcesOf(template, 'AWS::Lambda::Function').filter(({ properties }) => properties.DurableConfig);
  expect(durable.length).toBeGreaterThan(0);
  for (const { properties } of durable) {
    expect(properties.DurableConfig).toMatchObject({ KMSKeyArn: { 'Fn::GetAtt': [key?.logicalId, 'Arn'] } });
  }
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      ]),
    },
  });
});

test('whoever comes without TLS is refused by queues and the topic of alarms, too', () => {
  const policies = ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap((type) => resourcesOf(template, type));
  expect(policies).toHaveLength(resourcesOf(template, 'AWS::SQS::Queue').length + 1);
  for (const { properties } of policies) {
    expect(JSON.stringify(properties)).toContain(
      '"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
    );
  }
});

const TAGGABLE = ['AWS::Lambda::Function', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SQS::Queue', 'AWS::SNS::Topic'];

test.each(TAGGABLE)('%s carries our tag and those of the settings', (type) => {
  const settings = { ...Object(exampleSettings()) };
  const deployment = { ...settings.deployment, tags: { 'cost-center': '4711' } };
  for (const { properties } of resourcesOf(Template.fromStack(createStack({ deployment })), type)) {
    expect(properties.Tags).toEqual([
      { Key: 'application', Value: 'billable-drift' },
      { Key: 'cost-center', Value: '4711' },
    ]);
  }
});

describe('the archive', () => {
  test('is private, encrypted with our key, keeps no old versions, and stays when the stack goes', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: Match.absent(),
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) },
          ].map(Match.objectLike),
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
  });

  test('refuses whoever comes without TLS', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('forgets names after 35 days, and nothing else', () => {
    const [bucket] = resourcesOf(template, 'AWS::S3::Bucket');
    expect(bucket?.properties.LifecycleConfiguration).toMatchObject({
      Rules: [
        { Prefix: 'snapshots/', ExpirationInDays: 35, Status: 'Enabled' },
        { Prefix: 'inspection/', ExpirationInDays: 35, Status: 'Enabled' },
        { Prefix: 'mail/', ExpirationInDays: 35, Status: 'Enabled' },
      ],
    });
  });
});

test('mail travels encrypted, and its fate is told to the default bus', () => {
  template.hasResourceProperties('AWS::SES::ConfigurationSet', { DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
  template.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
    EventDestination: {
      Enabled: true,
      EventBridgeDestination: { EventBusArn: Match.anyValue() },
      MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'reject', 'renderingFailure'],
    },
  });
});

test('what holds data, or cannot be replaced while it works, keeps its logical id', () => {
  const ids = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Events::EventBus'].flatMap(
    (type) => resourcesOf(template, type).map(({ logicalId }) => logicalId),
  );
  expect(ids).toMatchInlineSnapshot(`
[
  "HistoryTable4479EEA3",
  "ArchiveBucket49F1AC64",
  "EncryptionKey1B843E66",
  "EventsBus45DE4339",
]
`);
});

test('the template holds no secret, and nothing of an organization', () => {
  template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  const organizations = Array.from({ length: 1000 }, (_, index) => ({
    id: `client-${index}`,
    name: `Client ${index}`,
  }));
  const many = createStack({ ...Object(fullSettings()), organizations });
  const none = createStack({ ...Object(fullSettings()), organizations: undefined });
  expect(Template.fromStack(many).toJSON()).toEqual(template.toJSON());
  expect(Template.fromStack(none).toJSON()).toEqual(template.toJSON());
});
