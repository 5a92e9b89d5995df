import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { toInstant } from '../../core/account.ts';
import { type DueSnapshot, due, dueKeyChecks, overdue } from '../../core/due.ts';
import { dueReports } from '../../core/due-reports.ts';
import { errorText } from '../../core/error-code.ts';
import { organizationSchema } from '../../core/settings.ts';
import { headSchema } from '../clients/history/head.ts';
import type { History } from '../clients/history/history.ts';
import { getRows, listOrganizations } from '../clients/history/organizations.ts';
import { invokeLater } from '../clients/invoke-function.ts';
import type { KeysRequest, ReportRequest, SnapshotRequest } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, type Tools, withRuntime } from '../runtime/with-runtime.ts';

export interface Dispatched {
  readonly organizations: number;
  readonly dispatched: number;
  readonly keyChecks: number;
  readonly reports: number;
  readonly overdue: number;
}

export interface DispatchDependencies extends Omit<Tools, 'clock'> {
  readonly history: History;
  readonly invokeSnapshot: (request: SnapshotRequest) => Promise<void>;
  readonly invokeKeys: (request: KeysRequest) => Promise<void>;
  readonly invokeReport: (request: ReportRequest) => Promise<void>;
}

/**
 * Fires every hour. An hour may come twice or not at all, and a walk that it starts may still be under way from the
 * last one: what is due is asked of the heads each time, and a walk that is started twice finds the lease taken. One
 * organization that cannot be started holds up no other, and fails the run in the end.
 */
export async function dispatch(now: Date, dependencies: DispatchDependencies): Promise<Dispatched> {
  const { history, invokeSnapshot, invokeKeys, invokeReport, logger, count } = dependencies;
  const listed = await listOrganizations(history);
  const ids = listed.map(({ id }) => id);
  const settings = await getRows(history, ids, 'SETTINGS', z.object({ settings: organizationSchema }));
  const heads = await getRows(history, ids, 'HEAD', headSchema);
  const clocks = ids.flatMap((id) => settings.get(id)?.settings ?? []);
  const done = new Map(listed.map(({ id, since }) => [id, { ...heads.get(id), since }]));
  const instant = toInstant(now);
  const late = overdue(clocks, done, instant);
  count('OrganizationsOverdue', late.length);
  if (late.length > 0) logger.warn('organizations overdue', { organizations: late.slice(0, 50) });
  const snapshots = due(clocks, done, instant);
  const keyChecks = dueKeyChecks(clocks, done, instant);
  const reports = dueReports(clocks, done, instant);
  const failures = [
    ...(await startAll(snapshots, 'walk', (one) => invokeSnapshot({ ...one, dispatchedAt: instant }))),
    ...(await startAll(keyChecks, 'key check', invokeKeys)),
    ...(await startAll(reports, 'report', invokeReport)),
  ];
  if (failures.length > 0) {
    const all = snapshots.length + keyChecks.length + reports.length;
    throw new Error(`${failures.length} of ${all} could not be started: ${failures.slice(0, 5).join('; ')}`);
  }
  return {
    organizations: ids.length,
    dispatched: snapshots.length,
    keyChecks: keyChecks.length,
    reports: reports.length,
    overdue: late.length,
  };
}

/** Starts one for each organization; tells which could not be started, and why. */
async function startAll<Slot extends DueSnapshot>(
  slots: readonly Slot[],
  what: string,
  startOne: (slot: Slot) => Promise<void>,
): Promise<string[]> {
  const outcomes = await Promise.allSettled(slots.map(startOne));
  return outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [`${what} of ${slots[index]?.organization}: ${errorText(outcome.reason)}`] : [],
  );
}

function start(environment: Environment<'dispatch'>, tools: Tools): Answer<Dispatched> {
  const history = { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE };
  const lambda = new LambdaClient();
  const invokeSnapshot = (request: SnapshotRequest) => invokeLater(lambda, environment.SNAPSHOT_FUNCTION, request);
  const invokeKeys = (request: KeysRequest) => invokeLater(lambda, environment.KEYS_FUNCTION, request);
  const invokeReport = (request: ReportRequest) => invokeLater(lambda, environment.REPORT_FUNCTION, request);
  return (_, now) => dispatch(now, { history, invokeSnapshot, invokeKeys, invokeReport, ...tools });
}

export const createHandler = (clock?: Clock) => withRuntime('dispatch', environments.dispatch, start, clock);
export const handler = createHandler();
