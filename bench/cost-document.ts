import * as z from 'zod';
import type { Template } from '../test/whole/synthesized/template.ts';
import { amountOf, costOf, costOfMonth, type Measured, MONTH, PAGE_SECONDS } from './measure-usage.ts';
import { FIXED, FREE, PRICES, TARGETS } from './price-list.ts';

const WORDS: Readonly<Record<keyof typeof PRICES, string>> = {
  lambdaGbSecond: 'Lambda, GB-seconds',
  lambdaRequest: 'Lambda, requests',
  durableOperation: 'durable operations',
  durableGbWritten: 'durable state written, GB',
  durableGbMonth: 'durable state kept, GB-months',
  tableWriteUnit: 'table, write units',
  tableReadUnit: 'table, read units',
  bucketPutOrList: 'archive, puts and lists',
  bucketGet: 'archive, gets',
  bucketGbMonth: 'archive, GB-months',
  mail: 'mails',
  event: 'events',
  secretCall: 'secrets read',
  keyCall: 'uses of the key, at most',
  logGb: 'logs, GB',
};

const dollars = (amount: number) => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 5 : 2)}`;
const plain = (amount: number) => (Number.isInteger(amount) ? String(amount) : amount.toPrecision(3));
const thousands = (accounts: number) => accounts.toLocaleString('en-US');
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The metrics that the template's alarms watch: what an alarm is paid by. */
export function alarmMetricsOf({ Resources }: Template): number {
  const metricsSchema = z.array(z.looseObject({ MetricStat: z.unknown().optional() }));
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { Properties: { Metrics } }) => {
      const stats = Metrics === undefined ? 1 : metricsSchema.parse(Metrics).filter((one) => one.MetricStat).length;
      return sum + stats;
    }, 0);
}

/** What a deployment costs by itself in a month, with one organization that is only read. */
export function fixedMonth(template: Template): number {
  const alarms = Math.max(0, alarmMetricsOf(template) - FREE.alarmMetrics) * FIXED.alarmMetric;
  return FIXED.encryptionKey + FIXED.secret + alarms;
}

export function writeCostDocument(template: Template, measured: readonly Measured[]): string {
  const at10000 = measured.find(({ accounts }) => accounts === 10_000);
  const run = at10000 ? costOf(at10000.digest) : Number.NaN;
  const alarmMetrics = alarmMetricsOf(template);
  return `${[
    '# Cost',
    '',
    'Made by `npm run cost`: it runs the synthesized application, counts what it calls, and multiplies by list prices of',
    'us-east-1 (2026-11). Free tiers that are shared with the rest of the account are left out, so this is the most it is.',
    '',
    row(
      'accounts',
      'a weekly run',
      'a day without digest',
      'an hour with nothing due',
      'a month, without the fixed part',
    ),
    row('---:', '---:', '---:', '---:', '---:'),
    ...measured.map((one) =>
      row(
        thousands(one.accounts),
        dollars(costOf(one.digest)),
        dollars(costOf(one.day)),
        dollars(costOf(one.idleHour)),
        dollars(costOfMonth(one)),
      ),
    ),
    '',
    `A month is ${plain(MONTH.digests)} digests, ${plain(MONTH.days)} other days and ${plain(MONTH.idleHours)} idle hours.`,
    '',
    '## The fixed part, a month',
    '',
    row('', 'dollars'),
    row('---', '---:'),
    row('encryption key', dollars(FIXED.encryptionKey)),
    row('one secret (each further one the same)', dollars(FIXED.secret)),
    row(
      `alarms: ${alarmMetrics} metrics, ${FREE.alarmMetrics} free`,
      dollars(Math.max(0, alarmMetrics - FREE.alarmMetrics) * FIXED.alarmMetric),
    ),
    row(`dashboard (${FREE.dashboards} free), custom metrics (${FREE.customMetrics} free)`, dollars(0)),
    row('**together**', `**${dollars(fixedMonth(template))}**`),
    '',
    'If other alarms of the account have used up the ten free ones, add $1.00.',
    '',
    '## Against the targets',
    '',
    row('', 'target', 'is', ''),
    row('---', '---:', '---:', '---'),
    row(
      'fixed, a month',
      dollars(TARGETS.fixedMonth),
      dollars(fixedMonth(template)),
      verdict(fixedMonth(template), TARGETS.fixedMonth),
    ),
    row('a run at 10,000 accounts', dollars(TARGETS.runAt10000), dollars(run), verdict(run, TARGETS.runAt10000)),
    '',
    '## What a weekly run uses',
    '',
    row('', ...measured.map(({ accounts }) => thousands(accounts)), 'price of one'),
    row('---', ...measured.map(() => '---:'), '---:'),
    ...usageRows(measured),
    '',
    '## How it is counted',
    '',
    '- Calls, request units, bytes and durable operations are counted where they are made. Of a size that DynamoDB rounds up,',
    '  the size of the JSON is taken, which is a little more.',
    '- Seconds are those of the machine that measured, with one process for each function, and so only near to what Lambda',
    `  would take. For each page that Atlassian is asked for, ${PAGE_SECONDS} s of waiting are added: an assumption.`,
    '- Snapshots and mails are kept for 35 days, durable state for 14; what is kept for good is some kilobytes a week.',
    '- Point-in-time recovery ($0.20 a GB and month) and the table itself are far below a cent.',
    '',
  ].join('\n')}`;
}

function verdict(is: number, target: number): string {
  return is <= target ? 'kept' : 'MISSED';
}

function usageRows(measured: readonly Measured[]): readonly string[] {
  return Object.entries(WORDS).map(([name, words]) =>
    row(words, ...measured.map(({ digest }) => plain(amountOf(digest, name))), priceOf(name)),
  );
}

function priceOf(name: string): string {
  const price = Object.entries(PRICES).find(([known]) => known === name)?.[1] ?? 0;
  return `$${price < 0.001 ? price.toFixed(10).replace(/0+$/, '') : price}`;
}
