import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { functionsOf } from './cloud.ts';
import { holdPermissions } from './hold-permissions.ts';
import type { Template } from './template.ts';

/** Events that only others listen to: of this program there is a rule for every other one. */
const FOR_OTHERS = ['Billable Drift Measured'];

/** What is wrong with a run of the application, a sentence each; empty if all is as it should be. */
export function findFaults(template: Template, cloud: Cloud): readonly string[] {
  const nameOf = (id: string) => functionsOf(template).find((one) => one.id === id)?.name ?? id;
  const denied = cloud.calls.flatMap(({ caller, denied: one }) =>
    one ? [`${nameOf(caller)} may not ${one.action} on ${one.resource}`] : [],
  );
  const dead = cloud.deadLetters.map(
    ({ functionName, error }) => `${nameOf(functionName)} gave up: ${error.ErrorMessage?.split('\n')[0]}`,
  );
  const failed = cloud
    .executions()
    // A case waits for days.
    .filter(({ status, suspended }) => status !== 'SUCCEEDED' && !(status === 'RUNNING' && suspended))
    .map(({ functionName, error }) => `${nameOf(functionName)} failed: ${error?.ErrorMessage?.split('\n')[0]}`);
  const unheard = cloud.events
    .filter(({ targets, detailType }) => targets.length === 0 && !FOR_OTHERS.includes(detailType))
    .map(({ bus, detailType }) => `nobody hears "${detailType}" on ${bus}`);
  return [...new Set([...denied, ...dead, ...failed, ...unheard])];
}

/** Permissions that nothing used, and that are not AWS's own doing: `function: action on resource`. */
export function unusedPermissions(template: Template, cloud: Pick<Cloud, 'calls'>): readonly string[] {
  return holdPermissions(template, cloud.calls)
    .filter(({ used, implicit }) => used === 0 && implicit === undefined)
    .map(({ function: name, action, resource }) => `${name}: ${action} on ${resource.split(':').slice(5).join(':')}`);
}

const alarmSchema = z.object({
  AlarmDescription: z.string(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Threshold: z.number(),
});
const metricLine = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(z.object({ Namespace: z.string(), Metrics: z.array(z.object({ Name: z.string() })) })),
  }),
});

/** The metrics of this program whose alarm rang: what the functions wrote to their logs, held against the template's alarms. */
export function metricsThatRang(template: Template, log: readonly string[]): readonly string[] {
  const alarms = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::CloudWatch::Alarm' ? [alarmSchema.parse(Properties)] : [],
  );
  const counted = log.flatMap((line) => {
    const found = line.startsWith('{"_aws"') ? metricLine.safeParse(JSON.parse(line)).data : undefined;
    return (found?._aws.CloudWatchMetrics ?? []).flatMap(({ Namespace, Metrics }) =>
      Metrics.map(({ Name }) => ({ Namespace, MetricName: Name, value: Number(found?.[Name]) })),
    );
  });
  const rang = counted.filter((one) =>
    alarms.some(
      (alarm) =>
        alarm.Namespace === one.Namespace && alarm.MetricName === one.MetricName && one.value >= alarm.Threshold,
    ),
  );
  return [...new Set(rang.map(({ MetricName }) => MetricName))].sort();
}
