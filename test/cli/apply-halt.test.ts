import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as z from 'zod';
import { organizationSchema } from '../../core/settings.ts';
import { getSettings, haltRemediation, putSettings } from '../../lambdas/clients/history/organizations.ts';
import { commandLine } from '../command-line.ts';
import { openTestStores, type TestStores } from '../stores.ts';

const outside = { ...process.env };
const acme = {
  id: 'acme',
  name: 'Acme',
  remediation: { switch: 'on', approvers: ['local:anna', 'local:ben'] },
};
const HALT = { by: 'local:ben', at: '2026-11-24T09:00:00Z', why: 'wrong list' };

let stores: TestStores;
/** Comes after the settings were read, before whoever asked hears of it. */
let afterReading: () => Promise<unknown>;
const between = createServer(async (request, response) => {
  const { host, connection, ...headers } = request.headers;
  const body = await buffer(request);
  const answer = await fetch(stores.tableUrl, {
    method: 'POST',
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    body,
  });
  const told = Buffer.from(await answer.arrayBuffer());
  if (headers['x-amz-target'] === 'DynamoDB_20120810.BatchGetItem') await afterReading();
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(told);
});

beforeEach(async () => {
  stores = await openTestStores();
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  const { port } = z.object({ port: z.number() }).parse(between.address());
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});
afterEach(async () => {
  process.env = { ...outside };
  between.closeAllConnections();
  between.close();
  await stores.close();
});

test('a halt that comes while settings are compared is neither lifted nor said to be', async () => {
  await putSettings(stores.history, organizationSchema.parse(acme), '2026-11-01T00:00:00Z');
  const config = join(stores.folder, 'settings.json');
  await writeFile(config, JSON.stringify({ deployment: { region: 'eu-central-1' }, organizations: [acme] }));
  const apply = () => commandLine(['apply', '--config', config, '--table', stores.history.table]);
  afterReading = () => haltRemediation(stores.history, 'acme', HALT);
  expect((await apply()).out).toBe('acme: no change\nApplied 0 of 1.');
  expect((await getSettings(stores.history, 'acme'))?.remediation).toMatchObject({ switch: 'off', halted: HALT });
  afterReading = async () => {};
  expect((await apply()).out).toContain('acme: switches remediation on again, which local:ben halted on 2026-11-24');
  expect((await getSettings(stores.history, 'acme'))?.remediation?.switch).toBe('on');
});
