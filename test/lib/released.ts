import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

export const RELEASED = 'test/lib/released-template.json';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const keptSchema = z.object({
  version: z.string(),
  resources: z.record(z.string(), z.object({ type: z.string(), identity: z.record(z.string(), z.unknown()) })),
});

export type Released = z.output<typeof keptSchema>;

/**
 * What must stay when a deployment is upgraded, and the properties whose change makes CloudFormation put a new resource in
 * its place ("Update requires: Replacement" in its reference). A resource that is replaced starts empty, or is not the one
 * that running executions, rules and people know.
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::SES::ConfigurationSet': ['Name'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Lambda::Alias': ['FunctionName', 'Name'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
};

/** The resources of a template that have to stay, with what makes each the one it is. */
export function keptResources(template: Template): Released['resources'] {
  const { Resources } = z.object({ Resources: z.record(z.string(), resource) }).parse(template.toJSON());
  return Object.fromEntries(
    Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
      const names = REPLACING[Type];
      if (!names) return [];
      const identity = Object.fromEntries(
        names.flatMap((name) => (name in Properties ? [[name, Properties[name]]] : [])),
      );
      // Durable or not is decided when a function is made.
      return [[id, { type: Type, identity: { ...identity, ...durability(Type, Properties) } }]];
    }),
  );
}

function durability(type: string, properties: Readonly<Record<string, unknown>>): object {
  return type === 'AWS::Lambda::Function' ? { durable: properties.DurableConfig !== undefined } : {};
}

export function readReleased(): Released {
  return keptSchema.parse(JSON.parse(readFileSync(RELEASED, 'utf8')));
}

/** What an upgrade from a release would take away or replace, a sentence each. */
export function findReplacements(released: Released['resources'], now: Released['resources']): readonly string[] {
  return Object.entries(released).flatMap(([id, { type, identity }]) => {
    const found = now[id];
    if (found?.type !== type) return [`${id} (${type}) is gone`];
    const names = new Set([...Object.keys(identity), ...Object.keys(found.identity)]);
    return [...names]
      .filter((name) => JSON.stringify(identity[name]) !== JSON.stringify(found.identity[name]))
      .map((name) => `${id} (${type}) is replaced: ${name} was ${JSON.stringify(identity[name])}`);
  });
}
