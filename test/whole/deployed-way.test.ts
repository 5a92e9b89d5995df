import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sesServer from 'aws-ses-v2-local';
import * as z from 'zod';
import { organizationSchema } from '../../core/settings.ts';
import { getDigest } from '../../lambdas/clients/history/digests.ts';
import { getHead } from '../../lambdas/clients/history/head.ts';
import { listKeys } from '../../lambdas/clients/history/keys.ts';
import { putSettings } from '../../lambdas/clients/history/organizations.ts';
import { listMails, mailTag } from '../../lambdas/clients/history/outbox.ts';
import { AwsServiceError, startAwsJsonEndpoint } from '../../local/aws-json-endpoint.ts';
import { type DurableService, startDurableService } from '../../local/durable/service.ts';
import { openEmbeddedTable } from '../../local/embedded-table.ts';
import { type BusEvent, putEventsOperation } from '../../local/event-bus.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { skippingClock } from '../local/durable/durable-service.ts';
import { makeFolder } from '../stores.ts';

/** The functions as they are deployed, with nothing but their environment, against real engines in one process. */
let table: Awaited<ReturnType<typeof openEmbeddedTable>>;
let lambda: DurableService;
let endpoint: LoopbackServer;
let simulation: Simulation;
let mailServer: Awaited<ReturnType<typeof sesServer.default>>;
let mailUrl: string;
const measured: BusEvent[] = [];
const lines: string[] = [];
const before = { ...process.env };

const storeSchema = z.object({
  emails: z.array(z.object({ subject: z.string(), destination: z.object({ to: z.array(z.string()) }) })),
});

beforeAll(async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'archive'));
  table = await openEmbeddedTable();
  simulation = await startSimulation({ accounts: 600, agents: 60, signUps: 40 });
  mailServer = await sesServer.default({ port: 0 });
  const address = mailServer.address();
  mailUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  lambda = await startDurableService(skippingClock(new Date().toISOString()));
  endpoint = await startAwsJsonEndpoint(
    {
      'AWSEvents.PutEvents': putEventsOperation(route),
      'secretsmanager.GetSecretValue': async (input) => {
        const { SecretId } = z.object({ SecretId: z.string() }).parse(input);
        if (SecretId === `billable-drift/${SIMULATED_ORGANIZATION}/org`) return { SecretString: SIMULATED_KEY };
        throw new AwsServiceError('ResourceNotFoundException', 'Secrets Manager cannot find the specified secret.');
      },
    },
    'local',
  );
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: await table.history.client.config.endpoint?.().then(urlOf),
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_SES: mailUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint.url,
    HISTORY_TABLE: table.history.table,
    ARCHIVE_URL: pathToFileURL(join(folder, 'archive')).href,
    EVENT_BUS: 'billable-drift',
    SECRET_PREFIX: 'billable-drift',
    ATLASSIAN_API_URL: simulation.url,
    SNAPSHOT_FUNCTION: 'snapshot:live',
    KEYS_FUNCTION: 'keys:live',
    REPORT_FUNCTION: 'report:live',
    CONFIGURATION_SET: 'digests',
    SENDER: 'guard@contoso.com',
    POWERTOOLS_DEV: 'true',
  });
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    console[method] = (...words: unknown[]) => {
      lines.push(words.map(String).join(' '));
    };
  }
  const ordinary = { durable: false, timeoutMs: 60_000 };
  lambda.register('dispatch', (await import('../../lambdas/dispatch/handler.ts')).handler, ordinary);
  lambda.register('snapshot', (await import('../../lambdas/snapshot/handler.ts')).handler, {
    durable: true,
    timeoutMs: 900_000,
  });
  lambda.register('drift', (await import('../../lambdas/drift/handler.ts')).handler, ordinary);
  lambda.register('keys', (await import('../../lambdas/keys/handler.ts')).handler, ordinary);
  lambda.register('report', (await import('../../lambdas/report/handler.ts')).handler, ordinary);
  lambda.register('delivery', (await import('../../lambdas/delivery/handler.ts')).handler, ordinary);
}, 60_000);

afterAll(async () => {
  await lambda.close();
  await endpoint.close();
  await simulation.close();
  await new Promise((resolve) => mailServer.close(resolve));
  await table.close();
  process.env = before;
});

function urlOf({ hostname, port }: { hostname: string; port?: number }): string {
  return `http://${hostname}:${port}`;
}

/** The rules of the bus: what CDK's template says in patterns. */
function route(event: BusEvent): void {
  if (event['detail-type'] === 'Snapshot Completed') void lambda.invoke('drift', event, { type: 'Event' });
  else measured.push(event);
}

test('an hour: dispatch, walk, drift, digest, mail, delivery', async () => {
  const settings = organizationSchema.parse({
    id: SIMULATED_ORGANIZATION,
    name: 'Contoso',
    sites: ['contoso.atlassian.net'],
    mail: { admins: ['admin@contoso.com'], finance: ['cfo@contoso.com'] },
  });
  await putSettings(table.history, settings, '2026-11-01T00:00:00Z');
  expect(await lambda.invoke('dispatch', {})).toMatchObject({ state: 'returned' });
  await lambda.settled();

  const { snapshot: asOf, digest, lease } = await getHead(table.history, SIMULATED_ORGANIZATION);
  expect([asOf, lease]).toEqual([digest, undefined]);
  expect(await getDigest(table.history, SIMULATED_ORGANIZATION, asOf ?? '')).toMatchObject({
    counts: { accounts: 600, billable: 60 },
  });
  expect(measured).toMatchObject([{ 'detail-type': 'Billable Drift Measured', detail: { billable: 60 } }]);

  expect(await listKeys(table.history, SIMULATED_ORGANIZATION)).toMatchObject([
    { kind: 'org', trial: { state: 'works' } },
  ]);

  const { emails } = storeSchema.parse(await (await fetch(`${mailUrl}/store`)).json());
  expect(emails.map(({ destination, subject }) => [destination.to[0], subject]).sort()).toEqual(
    ['admin', 'cfo'].map((mailbox) => [`${mailbox}@contoso.com`, 'Guard, Contoso: 60 billable, 0 probably unplanned']),
  );
  const [mail] = await listMails(table.history, SIMULATED_ORGANIZATION, 'digest', asOf ?? '');
  if (!mail) throw new Error('there is no mail');
  const bounce = { eventType: 'Bounce', mail: { tags: { row: [mailTag(mail)] } }, bounce: { bounceType: 'Permanent' } };
  expect(await lambda.invoke('delivery', { source: 'aws.ses', detail: bounce })).toMatchObject({ state: 'returned' });
  expect((await listMails(table.history, SIMULATED_ORGANIZATION, 'digest', asOf ?? ''))[0]).toMatchObject({
    state: 'bounced',
  });
}, 60_000);

test('the next hour finds nothing to do', async () => {
  const walks = lambda.executions().length;
  const { payload } = z.object({ payload: z.string() }).parse(await lambda.invoke('dispatch', {}));
  expect(JSON.parse(payload)).toMatchObject({ dispatched: 0, keyChecks: 0 });
  expect(lambda.executions()).toHaveLength(walks);
});

test('no name, no e-mail and no key in a log, an event, or the history of an execution', () => {
  const said = JSON.stringify([lines, measured, lambda.executions()]);
  expect(said).not.toMatch(/@contoso\.com|Abel|Brandt|Fischer/);
  expect(said).not.toContain(SIMULATED_KEY);
  expect(said.length).toBeGreaterThan(1000);
});
