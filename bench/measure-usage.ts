import { functionsOf } from '../test/whole/synthesized/cloud.ts';
import type { Story } from '../test/whole/synthesized/story.ts';
import type { Template } from '../test/whole/synthesized/template.ts';
import { PRICES } from './price-list.ts';

/** What a stretch of time used, by what it is paid for. */
export type Usage = Readonly<Record<keyof typeof PRICES, number>>;

/** How long Atlassian takes for a page: assumed, for the simulation answers at once and Lambda is paid for waiting. */
export const PAGE_SECONDS = 0.3;

/** Durable executions are kept for 14 days. */
const RETAINED_MONTHS = 14 / 30.44;
/** Names leave the archive after 35 days. */
const ARCHIVED_MONTHS = 35 / 30.44;

/** Counts what happens while `does` runs. Times are those of this machine; all else is counted. */
export async function measureUsage(template: Template, story: Story, does: () => Promise<void>): Promise<Usage> {
  const { cloud, simulation } = story;
  const from = {
    calls: cloud.calls.length,
    invocations: cloud.invocations.length,
    log: cloud.log.length,
    executions: cloud.executions().length,
    pages: simulation.calls,
  };
  await does();
  const calls = cloud.calls.slice(from.calls);
  const invocations = cloud.invocations.slice(from.invocations);
  const executions = cloud.executions().slice(from.executions);
  const called = (sign: RegExp) => calls.filter(({ asked: [first] }) => first !== undefined && sign.test(first.action));
  const units = (sign: RegExp) => called(sign).reduce((sum, call) => sum + call.units, 0);
  const memory = new Map(functionsOf(template).map(({ id, memoryMb, name }) => [id, { gb: memoryMb / 1024, name }]));
  const computing = invocations.reduce(
    (sum, { functionId, milliseconds }) => sum + (milliseconds / 1000) * (memory.get(functionId)?.gb ?? 0),
    0,
  );
  const walker = [...memory.values()].find(({ name }) => name === 'snapshot')?.gb ?? 0;
  const waiting = (simulation.calls - from.pages) * PAGE_SECONDS * walker;
  const state = executions.reduce((sum, { operations }) => sum + JSON.stringify(operations).length, 0) / 1e9;
  const archived = called(/^s3:PutObject$/).reduce((sum, { sent }) => sum + sent, 0) / 1e9;
  return {
    lambdaGbSecond: computing + waiting,
    lambdaRequest: invocations.length,
    durableOperation: executions.reduce((sum, { operations }) => sum + operations.length, 0),
    durableGbWritten: state,
    durableGbMonth: state * RETAINED_MONTHS,
    tableWriteUnit: units(/^dynamodb:(Put|Update|BatchWrite)/),
    tableReadUnit: units(/^dynamodb:(Get|BatchGet|Query)/),
    bucketPutOrList: called(/^s3:(PutObject|ListBucket)$/).length,
    bucketGet: called(/^s3:GetObject$/).length,
    bucketGbMonth: archived * ARCHIVED_MONTHS,
    mail: called(/^ses:/).length,
    event: called(/^events:/).length,
    secretCall: called(/^secretsmanager:/).length,
    // At most one for each call that uses the key; bucket keys and the table's cache make it fewer.
    keyCall: called(/^(dynamodb|s3|secretsmanager):/).length,
    logGb: cloud.log.slice(from.log).reduce((sum, line) => sum + line.length, 0) / 1e9,
  };
}

export function costOf(usage: Usage): number {
  return Object.entries(PRICES).reduce((sum, [name, price]) => sum + price * amountOf(usage, name), 0);
}

export function amountOf(usage: Usage, name: string): number {
  return Object.entries(usage).find(([known]) => known === name)?.[1] ?? 0;
}

/** A month has 4.35 digests, snapshots on the other days, and hours in which nothing is due. */
export const MONTH = { digests: 30.44 / 7, days: (30.44 * 6) / 7, idleHours: 30.44 * 23 } as const;

export interface Measured {
  readonly accounts: number;
  readonly digest: Usage;
  readonly day: Usage;
  readonly idleHour: Usage;
}

export function costOfMonth({ digest, day, idleHour }: Measured): number {
  return costOf(digest) * MONTH.digests + costOf(day) * MONTH.days + costOf(idleHour) * MONTH.idleHours;
}
