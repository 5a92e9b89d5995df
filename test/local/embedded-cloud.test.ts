import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSettings } from '../../core/settings.ts';
import { getHead, takeLease } from '../../lambdas/clients/history/head.ts';
import { putSettings } from '../../lambdas/clients/history/organizations.ts';
import { listMails } from '../../lambdas/clients/history/outbox.ts';
import { listSnapshots } from '../../lambdas/clients/history/snapshots.ts';
import { startDurableService } from '../../local/durable/service.ts';
import { type CloudOptions, type EmbeddedCloud, startEmbeddedCloud } from '../../local/embedded-cloud.ts';
import {
  SIMULATED_ORGANIZATION as ORGANIZATION,
  SIMULATED_KEY,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { openStateFolder, type StateFolder } from '../../local/state-folder.ts';
import { makeFolder } from '../stores.ts';
import { skippingClock } from './durable/durable-service.ts';

const MONDAY = '2026-11-16T06:00:00Z';
const TUESDAY = '2026-11-17T06:00:00Z';

let simulation: Simulation;
let folder: string;
let state: StateFolder;
let cloud: EmbeddedCloud;
beforeEach(async () => {
  simulation = await startSimulation({ accounts: 60, agents: 6, signUps: 3 });
  folder = join(await makeFolder(), 'state');
  state = await openStateFolder(folder);
  const mail = { admins: ['admin@contoso.com'], finance: ['cfo@contoso.com'] };
  await putSettings(state.history, { ...defaultSettings(ORGANIZATION, 'Contoso'), mail }, MONDAY);
});
afterEach(async () => {
  await state.close();
  await simulation.close();
});

async function open(options: Partial<CloudOptions> = {}): Promise<EmbeddedCloud> {
  const clock = { ...skippingClock(), random: () => 0.5 };
  const handedKeys = new Map([[`billable-drift/${ORGANIZATION}/org`, SIMULATED_KEY]]);
  cloud = await startEmbeddedCloud({
    state,
    clock,
    apiAddresses: { ATLASSIAN_API_URL: simulation.url },
    handedKeys,
    ...options,
  });
  return cloud;
}

async function toldMonday(): Promise<void> {
  await open();
  expect(await cloud.walk({ organization: ORGANIZATION, asOf: MONDAY })).toMatchObject({ state: 'complete' });
  const told = await cloud.tell({ organization: ORGANIZATION, asOf: MONDAY });
  expect(told).toMatchObject({ state: 'digest', mails: ['sent', 'sent'] });
  await cloud.settled();
  await cloud.close();
}

async function claim(...states: readonly string[]): Promise<void> {
  const mails = await listMails(state.history, ORGANIZATION, 'digest', MONDAY);
  for (const [index, mail] of mails.entries()) {
    await state.history.client.send(
      new UpdateCommand({
        TableName: state.history.table,
        Key: { pk: `ORG#${ORGANIZATION}`, sk: `MAIL#digest#${MONDAY}#${mail.recipientHash}` },
        UpdateExpression: 'SET #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': states[index] ?? mail.state },
      }),
    );
  }
}

const mailStates = async () =>
  (await listMails(state.history, ORGANIZATION, 'digest', MONDAY)).map((mail) => mail.state);
const outboxMails = async () => (await readdir(state.outbox)).filter((name) => name.endsWith('.eml'));

test('the functions work on the state folder; nothing of it stays in the environment', async () => {
  const before = { ...process.env };
  await toldMonday();
  expect(process.env).toMatchObject(before);
  expect(Object.keys(process.env).filter((name) => name.startsWith('AWS_ENDPOINT_URL'))).toEqual([]);
  expect(await outboxMails()).toHaveLength(2);
  expect(await mailStates()).toEqual(['sent', 'sent']);
});

describe('after a run that was killed', () => {
  test('mails that lie in the outbox were sent', async () => {
    await toldMonday();
    await claim('sending', 'unsure');
    await (await open()).close();
    expect(await mailStates()).toEqual(['sent', 'sent']);
  });

  test('mails that do not lie there are sent, once', async () => {
    await toldMonday();
    await claim('sending');
    await rm(state.outbox, { recursive: true });
    await open();
    const { mails } = await cloud.tell({ organization: ORGANIZATION, asOf: MONDAY });
    await cloud.close();
    expect(mails.toSorted()).toEqual(['already-sent', 'sent']);
    expect(await outboxMails()).toHaveLength(1);
  });

  test('its walk is finished first, then the new one is made', async () => {
    const killed = await startDurableService({ ...skippingClock(), folder: state.executions });
    killed.register('snapshot', () => new Promise(() => {}), { durable: true, timeoutMs: 500 });
    await killed.invoke('snapshot:live', { organization: ORGANIZATION, asOf: MONDAY }, { type: 'Event' });
    await killed.close();
    expect((await getHead(state.history, ORGANIZATION)).snapshot).toBeUndefined();
    await open();
    expect((await getHead(state.history, ORGANIZATION)).snapshot).toBe(MONDAY);
    expect(await cloud.walk({ organization: ORGANIZATION, asOf: TUESDAY })).toMatchObject({ state: 'complete' });
    await cloud.close();
    expect(await listSnapshots(state.history, ORGANIZATION, '0', '9')).toHaveLength(2);
    expect((await getHead(state.history, ORGANIZATION)).lease).toBeUndefined();
  });

  test('the lease of a run on a file holds nobody up', async () => {
    const now = new Date().toISOString();
    await takeLease(state.history, ORGANIZATION, {
      owner: state.owner,
      asOf: MONDAY,
      now,
      until: '2999-01-01T00:00:00Z',
    });
    await open();
    expect(await cloud.walk({ organization: ORGANIZATION, asOf: MONDAY })).toMatchObject({ state: 'complete' });
    await cloud.close();
  });
});

test('a function that fails says so in its sentence', async () => {
  await open({ handedKeys: new Map() });
  await expect(cloud.walk({ organization: ORGANIZATION, asOf: MONDAY })).rejects.toThrow(
    `there is no organization key of ${ORGANIZATION}`,
  );
  await expect(cloud.tell({ organization: ORGANIZATION, asOf: 'monday' })).rejects.toThrow('asOf');
  await cloud.close();
});
