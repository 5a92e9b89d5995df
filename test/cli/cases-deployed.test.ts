import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { organizationSchema } from '../../core/settings.ts';
import { listCases, listEvents } from '../../lambdas/clients/history/cases.ts';
import { advanceHead } from '../../lambdas/clients/history/head.ts';
import { putSettings } from '../../lambdas/clients/history/organizations.ts';
import { putSnapshot } from '../../lambdas/clients/history/snapshots.ts';
import { answerCall } from '../../lambdas/decide/handler.ts';
import { type LoopbackServer, startLoopbackServer } from '../../local/loopback-server.ts';
import { ANNA, BEN } from '../cases.ts';
import { commandLine } from '../command-line.ts';
import { completeSnapshot } from '../complete-snapshot.ts';
import { openTestStores, type TestStores } from '../stores.ts';

/** A deployment: its table, and its decide function behind a URL that lets in who has signed, as IAM does. */
let stores: TestStores;
let url: LoopbackServer;
const before = { ...process.env };
const now = new Date('2026-11-23T08:00:00Z');
const CALLERS: Readonly<Record<string, { readonly arn: string; readonly secret: string }>> = {
  AKANNA: { arn: ANNA, secret: 'anna-secret' },
  AKBEN: { arn: BEN, secret: 'ben-secret' },
};

beforeEach(async () => {
  stores = await openTestStores();
  url = await startLoopbackServer(async (request, response) => {
    const body = await buffer(request);
    const userArn = signerOf(request, body);
    if (userArn === null) {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"Message":"Forbidden"}');
      return;
    }
    const requestContext = { authorizer: { iam: { userArn } }, http: { method: request.method } };
    const dependencies = { history: stores.history, now: () => now, tellApproved: async () => {} };
    const reply = await answerCall(
      { requestContext, body: body.toString('base64'), isBase64Encoded: true },
      dependencies,
    );
    response.writeHead(reply.statusCode, reply.headers).end(reply.body);
  });
  const remediation = { switch: 'on', approvers: [ANNA, BEN] };
  const settings = organizationSchema.parse({ id: 'acme', name: 'Acme', remediation });
  await putSettings(stores.history, settings, '2026-11-01T00:00:00Z');
  const snapshot = completeSnapshot('acme', '2026-11-23T06:00:00Z', { accounts: 1000, billable: 500 });
  await putSnapshot(stores.history, snapshot);
  await advanceHead(stores.history, 'acme', snapshot.asOf);
  Object.assign(process.env, { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_DYNAMODB: stores.tableUrl });
  as('AKANNA');
});
afterEach(async () => {
  process.env = { ...before };
  await url.close();
  await stores.close();
});

function as(key: string, secret = CALLERS[key]?.secret ?? '') {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret });
}

/** Who has signed a request: SigV4 worked out anew from what arrived (AWS: "Create a signed request"). */
function signerOf({ headers, method, url: path }: IncomingMessage, body: Buffer): string | null {
  const [, key = '', scope = '', names = '', signature = ''] =
    /Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(headers.authorization ?? '') ?? [];
  const caller = CALLERS[key];
  if (!caller) return null;
  const sha = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const signed = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('');
  const canonical = [method, path, '', signed, names, sha(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha(canonical)].join('\n');
  const derived = scope
    .split('/')
    .reduce<string | Buffer>((last, part) => createHmac('sha256', last).update(part).digest(), `AWS4${caller.secret}`);
  const right = createHmac('sha256', derived).update(text).digest('hex');
  return right === signature && scope.endsWith('/eu-central-1/lambda/aws4_request') ? caller.arn : null;
}

const say = (...args: readonly string[]) => commandLine(['cases', ...args], { now });
const deployed = () => ['--organization', 'acme', '--table', stores.history.table, '--url', url.url];
const cases = (name: string, ...args: readonly string[]) => say(name, ...deployed(), ...args);
const propose = (...args: readonly string[]) => cases('propose', '--option', '4', '--accounts', 'a1,a2', ...args);

test('who proposes and who approves is whoever has signed, and nothing that is said', async () => {
  const said = await propose('--yes');
  expect(said).toMatchObject({ exit: 0, err: '' });
  const [, id = '', hash = ''] = /cases approve (\w+) --plan (\w+)/.exec(said.out) ?? [];
  expect((await listCases(stores.history, 'acme'))[0]).toMatchObject({ id, proposedBy: ANNA });
  expect(await cases('approve', id, '--plan', hash)).toMatchObject({
    exit: 1,
    err: 'whoever proposes a case does not approve it: somebody else has to.',
  });
  as('AKBEN');
  expect(await cases('approve', id, '--plan', hash)).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/^Noted\.\n/),
  });
  const events = await listEvents(stores.history, { organization: 'acme', id });
  expect(events).toMatchObject([{ by: ANNA }, { kind: 'approved', by: BEN }]);
  // Names are in the archive, which was not named.
  expect((await cases('show', id)).out).toContain('Accounts\n  a1 planned\n');
});

test.each<[string, () => void, readonly string[], number, RegExp]>([
  [
    'another secret than the caller has',
    () => as('AKBEN', 'stolen'),
    [],
    1,
    /let nobody in with these AWS credentials \(403\)/,
  ],
  [
    'a caller that IAM does not know',
    () => as('AKEVE', 'x'),
    [],
    1,
    /lambda:InvokeFunctionUrl and lambda:InvokeFunction/,
  ],
  [
    'somebody else, by name',
    () => {},
    ['--as', 'ben'],
    2,
    /^--as is for one machine: in a deployment you are who AWS says/,
  ],
  ['an address that is no function', () => {}, ['--url', 'https://example.com/'], 2, /is not the URL of a function/],
  [
    'an address without TLS',
    () => {},
    ['--url', 'http://abc.lambda-url.eu-central-1.on.aws/'],
    2,
    /is not the URL of a function/,
  ],
])('%s decides nothing', async (_, change, args, exit, err) => {
  change();
  expect(await propose('--yes', ...args)).toMatchObject({ exit, err: expect.stringMatching(err) });
  expect(await listCases(stores.history, 'acme')).toEqual([]);
});

test('reading asks for no URL, deciding does', async () => {
  const table = ['--organization', 'acme', '--table', stores.history.table];
  expect(await commandLine(['cases', 'list', ...table], { now })).toMatchObject({ exit: 0 });
  expect(await commandLine(['cases', 'halt', '--why', 'x', ...table], { now })).toMatchObject({
    exit: 2,
    err: '--url is missing: the output DecideUrl of the stack, where cases are decided.',
  });
});
