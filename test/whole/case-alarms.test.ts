import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { createHandler } from '../../lambdas/remediate/handler.ts';
import { startAwsJsonEndpoint } from '../../local/aws-json-endpoint.ts';
import { SIMULATED_KEY } from '../../local/simulation/server.ts';
import {
  act,
  type CaseWorld,
  listener,
  ORGANIZATION,
  openCaseWorld,
  type Person,
  worldPlan,
} from '../lambdas/remediate/case-world.ts';
import { createStack, resourcesOf } from '../lib/stack.ts';
import { startService } from '../local/durable/durable-service.ts';

const alarmSchema = z.object({
  AlarmDescription: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Statistic: z.string(),
  Period: z.number(),
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  ComparisonOperator: z.string(),
  TreatMissingData: z.string(),
  AlarmActions: z.array(z.unknown()).min(1),
});
type CaseAlarm = z.output<typeof alarmSchema>;

/** The template as it is deployed; bundles are no matter of alarms. */
const alarms = resourcesOf(Template.fromStack(createStack()), 'AWS::CloudWatch::Alarm')
  .map(({ properties }) => alarmSchema.safeParse(properties).data)
  .flatMap((alarm) => alarm ?? []);

function alarmOf(metric: string): CaseAlarm {
  const [found, ...others] = alarms.filter(({ MetricName }) => MetricName === metric);
  if (!found || others.length > 0) throw new Error(`${metric}: ${others.length + (found ? 1 : 0)} alarms`);
  return found;
}

/** CloudWatch's embedded metric format, as far as an alarm sees it. */
const metricLine = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

let world: CaseWorld;
let secrets: Awaited<ReturnType<typeof startAwsJsonEndpoint>>;
let lines: string[];
const before = { ...process.env };

beforeEach(async () => {
  world = await openCaseWorld(2);
  const key = { 'secretsmanager.GetSecretValue': async () => ({ SecretString: SIMULATED_KEY }) };
  secrets = await startAwsJsonEndpoint(key, 'local');
  Object.assign(process.env, {
    ...{ AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    AWS_ENDPOINT_URL_DYNAMODB: world.stores.tableUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    HISTORY_TABLE: world.stores.history.table,
    ARCHIVE_URL: pathToFileURL(join(world.stores.folder, 'archive')).href,
    ...{ SECRET_PREFIX: 'billable-drift', CONFIGURATION_SET: 'mails', SENDER: 'guard@contoso.com' },
    ATLASSIAN_API_URL: world.simulation.url,
  });
  lines = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(...String(chunk).split('\n'));
    return true;
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await secrets.close();
  await world.close();
  process.env = { ...before };
});

/** What the metrics of a log add to the alarm's own metric: the values that it compares with its threshold. */
function seenBy({ Namespace, MetricName, Dimensions }: CaseAlarm): readonly number[] {
  return lines.flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const parsed = metricLine.safeParse(JSON.parse(line));
    if (!parsed.success) return [];
    const { _aws, ...values } = parsed.data;
    return _aws.CloudWatchMetrics.flatMap((one) => {
      const named = one.Namespace === Namespace && one.Metrics.some(({ Name }) => Name === MetricName);
      const names = Dimensions.map(({ Name }) => Name)
        .sort()
        .join();
      const same = one.Dimensions.some((set) => [...set].sort().join() === names);
      const own = Dimensions.every(({ Name, Value }) => values[Name] === Value);
      return named && same && own ? [z.union([z.number(), z.array(z.number())]).parse(values[MetricName])].flat() : [];
    });
  });
}

const rings = (alarm: CaseAlarm) => seenBy(alarm).some((value) => value >= alarm.Threshold);

/** Runs one case by the handler itself; nothing but its environment and its log. */
async function story(option: 'deactivate' | 'relink-through-idp', person: Person) {
  const one = await world.approved(worldPlan(world, { option }));
  const clock = { now: world.now, sleep: world.sleep, random: () => 0.5 };
  const service = await startService({ ...clock, onCheckpoint: listener(world, one, person) });
  service.register('remediate', createHandler(clock), { durable: true, timeoutMs: 900_000 });
  try {
    const invoked = await service.invoke('remediate:live', { organization: ORGANIZATION, case: one.id });
    await service.settled();
    return invoked.state === 'returned' ? JSON.parse(invoked.payload ?? 'null').state : invoked.state;
  } finally {
    await service.close();
  }
}

const done: Person = async (step, _, one) => {
  act(step, world, one);
  await world.say(one, { action: 'done', case: one.id, step, failed: null });
};

test.each(['CasesStuck', 'CasesStopped', 'ProvisioningPaused'])(
  '%s: rings at the first one, is quiet without any, and says what to do',
  (metric) => {
    const alarm = alarmOf(metric);
    expect(alarm).toMatchObject({
      ...{ Statistic: 'Maximum', Period: 300, Threshold: 1, EvaluationPeriods: 1 },
      ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
    });
    const [, page = ''] = /What to do: (docs\/runbooks\/\S+\.md)$/.exec(alarm.AlarmDescription) ?? [];
    const runbook = readFileSync(page, 'utf8');
    for (const part of ['**What it means.**', '**Who is hurt.**', '**Look at**', '**Mend.**'])
      expect(runbook).toContain(part);
    expect(runbook).toContain('cases show CASE');
  },
);

test('a case that goes as it should rings none of them', async () => {
  expect(await story('deactivate', done)).toBe('proven');
  expect(['CasesStuck', 'CasesStopped', 'ProvisioningPaused'].map(alarmOf).filter(rings)).toEqual([]);
}, 60_000);

test('a person who never answers: stuck rings a week later, then the case stops and that rings; provisioning does not', async () => {
  expect(await story('deactivate', async () => {})).toBe('stopped');
  expect(['CasesStuck', 'CasesStopped', 'ProvisioningPaused'].map((metric) => rings(alarmOf(metric)))).toEqual([
    true,
    true,
    false,
  ]);
}, 60_000);

test('provisioning that stays paused rings at each look, and is quiet once it was resumed', async () => {
  for (const id of world.ids) world.account(id).synced = true;
  const paused = alarmOf('ProvisioningPaused');
  let rung = -1;
  const late: Person = async (step, each, one) => {
    if (step !== 'canary: resume') {
      await done(step, each, one);
      return;
    }
    const resumed = async () => {
      while (seenBy(paused).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      await done(step, each, one);
      rung = seenBy(paused).length;
    };
    void resumed();
  };
  expect(await story('relink-through-idp', late)).toBe('proven');
  expect(rung).toBeGreaterThanOrEqual(3);
  // One look at most may have begun before the word was there.
  expect(seenBy(paused).length - rung).toBeLessThanOrEqual(1);
  expect([alarmOf('CasesStuck'), alarmOf('CasesStopped')].filter(rings)).toEqual([]);
}, 60_000);
