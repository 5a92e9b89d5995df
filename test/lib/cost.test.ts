import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { alarmMetricsOf, fixedMonth } from '../../bench/cost-document.ts';
import { costOf, costOfMonth, type Usage } from '../../bench/measure-usage.ts';
import { TARGETS } from '../../bench/price-list.ts';
import { templateSchema } from '../whole/synthesized/template.ts';
import { createStack, exampleSettings } from './stack.ts';

const document = readFileSync('docs/cost.md', 'utf8');
const template = templateSchema.parse(Template.fromStack(createStack(exampleSettings())).toJSON());
const nothing: Usage = {
  ...{ lambdaGbSecond: 0, lambdaRequest: 0, durableOperation: 0, durableGbWritten: 0, durableGbMonth: 0 },
  ...{ tableWriteUnit: 0, tableReadUnit: 0, bucketPutOrList: 0, bucketGet: 0, bucketGbMonth: 0 },
  ...{ mail: 0, event: 0, secretCall: 0, keyCall: 0, logGb: 0 },
};

test('the fixed part of this stack keeps its target', () => {
  expect(fixedMonth(template)).toBeLessThanOrEqual(TARGETS.fixedMonth);
});

test('the document is of this stack and misses no target; else run npm run cost', () => {
  expect(document).toContain(`| alarms: ${alarmMetricsOf(template)} metrics, 10 free |`);
  expect(document).toContain(`| **together** | **$${fixedMonth(template).toFixed(2)}** |`);
  expect(document.match(/\| kept \|/g)).toHaveLength(2);
  expect(document).not.toContain('MISSED');
});

test('a million of each is what the price list says', () => {
  expect(costOf({ ...nothing, lambdaRequest: 1_000_000 })).toBeCloseTo(0.2);
  expect(costOf({ ...nothing, tableWriteUnit: 1_000_000, tableReadUnit: 1_000_000 })).toBeCloseTo(0.75);
  expect(costOf({ ...nothing, durableOperation: 1_000_000 })).toBeCloseTo(8);
});

test('a month is its digests, its other days and its idle hours', () => {
  const dollar = { ...nothing, durableOperation: 125_000 };
  expect(costOfMonth({ accounts: 1, digest: dollar, day: nothing, idleHour: nothing })).toBeCloseTo(4.349, 2);
  expect(costOfMonth({ accounts: 1, digest: nothing, day: dollar, idleHour: nothing })).toBeCloseTo(26.09, 2);
});
