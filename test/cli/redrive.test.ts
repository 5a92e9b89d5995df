import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import type { LoopbackServer } from '../../local/loopback-server.ts';
import { commandLine } from '../command-line.ts';
import { type AccountState, emptyAccount, startFakeAccount } from '../fake-aws-account.ts';

const DRIFT = 'arn:aws:lambda:eu-central-1:111122223333:function:Drift:live';
const DELIVERY = 'arn:aws:lambda:eu-central-1:111122223333:function:Delivery:live';

let state: AccountState;
let account: LoopbackServer;
let server: Awaited<ReturnType<typeof startFauxqs>>;
let queues: SQSClient;
const before = { ...process.env };

beforeAll(async () => {
  state = emptyAccount();
  account = await startFakeAccount(state);
  server = await startFauxqs({ port: 0, logger: false });
  const url = `http://127.0.0.1:${server.port}`;
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: account.url,
    AWS_ENDPOINT_URL_SQS: url,
  });
  queues = new SQSClient({ endpoint: url });
  for (const name of ['drift-failed', 'delivery-failed', 'not-handed-over']) {
    server.createQueue(name);
    state.resources.push({ id: name, type: 'AWS::SQS::Queue', physicalId: `${url}/000000000000/${name}` });
  }
  Object.assign(state.outputs, { HistoryTable: 'history', DriftFunction: DRIFT, DeliveryFunction: DELIVERY });
  Object.assign(state.deadLetterQueues, { [DRIFT]: 'drift-failed', [DELIVERY]: 'delivery-failed' });
}, 30_000);
afterAll(async () => {
  queues.destroy();
  await account.close();
  await server.stop();
  process.env = before;
});
beforeEach(() => {
  state.invoked.length = 0;
});

function put(queue: string, body: object, attributes: Readonly<Record<string, string>>) {
  const QueueUrl = state.resources.find(({ id }) => id === queue)?.physicalId;
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  return queues.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body), MessageAttributes }));
}

test('nothing waits', async () => {
  expect(await commandLine(['redrive'])).toEqual({ exit: 0, out: 'The dead-letter queues are empty.', err: '' });
});

test('each event goes back to the function it was for, and leaves its queue', async () => {
  await put('drift-failed', { detail: 1 }, { ErrorMessage: 'the table does not answer' });
  await put('not-handed-over', { detail: 2 }, { TARGET_ARN: DELIVERY, ERROR_CODE: 'NO_PERMISSIONS' });
  expect(await commandLine(['redrive', 'drift', '--send'])).toMatchObject({
    exit: 0,
    out: 'sent back to drift: the table does not answer',
  });
  expect(state.invoked).toEqual([{ alias: DRIFT, payload: { detail: 1 } }]);
});

test('what was only looked at waits on, and exit 1 says so', async () => {
  await put('delivery-failed', { detail: 3 }, { ErrorMessage: 'no such row' });
  expect(await commandLine(['redrive', 'delivery'])).toMatchObject({
    exit: 1,
    out: expect.stringContaining(
      'waits for delivery: no such row\nwaits for delivery: NO_PERMISSIONS\nNothing was sent.',
    ),
  });
  expect(state.invoked).toEqual([]);
  expect(await commandLine(['redrive', '--send'])).toMatchObject({ exit: 0 });
  expect(state.invoked.map(({ alias, payload }) => [alias, payload])).toEqual([
    [DELIVERY, { detail: 3 }],
    [DELIVERY, { detail: 2 }],
  ]);
  expect(await commandLine(['redrive'])).toMatchObject({ exit: 0, out: 'The dead-letter queues are empty.' });
});

test('a function that is none, and a stack that is none', async () => {
  expect(await commandLine(['redrive', 'walk'])).toMatchObject({
    exit: 2,
    err: 'walk is no function of BillableDrift: delivery, drift.',
  });
  state.stackStatus = 'none';
  expect(await commandLine(['redrive', '--stack', 'Other'])).toMatchObject({
    exit: 1,
    err: expect.stringContaining('the stack Other cannot be read (Stack with id Other does not exist): are these'),
  });
});
