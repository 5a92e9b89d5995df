import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { findReplacements, keptResources, readReleased } from './released.ts';
import { createStack, exampleSettings, resourcesOf } from './stack.ts';

const template = Template.fromStack(createStack());
const now = keptResources(template);

/** Taken away on purpose since the last release; each with its reason, and with words in CHANGELOG.md. */
const LET_GO: readonly string[] = [];

test('an upgrade from the last release takes nothing away and replaces nothing', () => {
  const found = findReplacements(readReleased().resources, now);
  expect(found.filter((one) => !LET_GO.some((id) => one.startsWith(`${id} `)))).toEqual([]);
});

describe('it would be seen', () => {
  const [table] = Object.keys(now).filter((id) => id.startsWith('HistoryTable'));
  const snapshot = Object.keys(now).find((id) => /^SnapshotJobFunction[0-9A-F]{8}$/.test(id)) ?? '';

  test('a logical id that changes', () => {
    const { [table ?? '']: moved, ...rest } = now;
    expect(findReplacements(now, { ...rest, ...(moved && { Moved: moved }) })).toEqual([
      `${table} (AWS::DynamoDB::GlobalTable) is gone`,
    ]);
  });

  test('a property that replaces', () => {
    const found = now[snapshot] ?? { type: '', identity: {} };
    const changed = { ...now, [snapshot]: { ...found, identity: { ...found.identity, FunctionName: 'snapshot' } } };
    expect(findReplacements(now, changed)).toEqual([
      `${snapshot} (AWS::Lambda::Function) is replaced: FunctionName was undefined`,
    ]);
  });

  test('a function that is durable no more', () => {
    const found = now[snapshot] ?? { type: '', identity: {} };
    const changed = { ...now, [snapshot]: { ...found, identity: { ...found.identity, durable: false } } };
    expect(findReplacements(now, changed)).toEqual([expect.stringContaining('durable was true')]);
  });
});

test('what holds data stays when the stack goes', () => {
  for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key']) {
    expect(resourcesOf(template, type).map(({ deletionPolicy }) => deletionPolicy)).toEqual(['Retain']);
  }
});

test('a second deployment, in another region of the account, meets no name of the first', () => {
  const settings = { ...Object(exampleSettings()) };
  const deployment = { ...settings.deployment, region: 'us-east-1' };
  const elsewhere = Template.fromStack(createStack({ deployment }));
  // Roles, policies and buckets are named in one space for all regions: none has a name of ours.
  for (const [type, name] of [
    ['AWS::IAM::Role', 'RoleName'],
    ['AWS::S3::Bucket', 'BucketName'],
  ] as const) {
    expect(resourcesOf(elsewhere, type).filter(({ properties }) => properties[name] !== undefined)).toEqual([]);
  }
});
