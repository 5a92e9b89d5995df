import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { operatorPolicy, type PolicyDocument } from '../../cli/operator-policy.ts';
import { organizationSchema } from '../../core/settings.ts';
import { putSettings } from '../../lambdas/clients/history/organizations.ts';
import { type LoopbackServer, startLoopbackServer } from '../../local/loopback-server.ts';
import { commandLine } from '../command-line.ts';
import { emptyAccount, startFakeAccount } from '../fake-aws-account.ts';
import { openTestStores, type TestStores } from '../stores.ts';
import { covers } from '../whole/synthesized/permissions.ts';

const NAMES = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const DEPLOYMENT = { ...NAMES, table: 'history', bucket: 'archive', key: 'key-id' };
const TABLE = 'arn:aws:dynamodb:eu-central-1:111122223333:table/history';

interface AskedCall {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** IAM's own judgement, of the conditions that such a policy has. */
function allows(policy: PolicyDocument, { action, resource, context = {} }: AskedCall): boolean {
  return policy.Statement.some(
    (statement) =>
      statement.Action.some((one) => covers({ action: one, resource: '*' }, { action, resource })) &&
      [statement.Resource].flat().some((one) => covers({ action: '*', resource: one }, { action, resource })) &&
      Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, wanted]) => holds(operator, [wanted].flat(), context[key])),
      ),
  );
}

function holds(operator: string, wanted: readonly string[], has: readonly string[] | undefined): boolean {
  const like = (value: string) =>
    wanted.some((one) => covers({ action: one, resource: '*' }, { action: value, resource: '' }));
  if (operator === 'Null') return (has === undefined) === (wanted[0] === 'true');
  if (operator === 'ForAllValues:StringLike') return (has ?? []).every(like);
  if (operator === 'StringLike' || operator === 'StringEquals') return has?.some(like) ?? false;
  throw new Error(`${operator} is not known here.`);
}

const reads = operatorPolicy(DEPLOYMENT, 'acme', true);
const enters = operatorPolicy(DEPLOYMENT, 'acme', false);
const ofTable = (action: string, ...partitions: readonly string[]): AskedCall => ({
  action: `dynamodb:${action}`,
  resource: TABLE,
  ...(partitions.length > 0 && { context: { 'dynamodb:LeadingKeys': partitions } }),
});
const ofObject = (action: string, key: string): AskedCall => ({
  action: `s3:${action}`,
  resource: `arn:aws:s3:::archive/${key}`,
});
const ofSecret = (action: string, name: string): AskedCall => ({
  action: `secretsmanager:${action}`,
  resource: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:billable-drift/${name}-AbCdEf`,
});

describe('what the policy allows', () => {
  const rows: readonly (readonly [what: string, asked: AskedCall, reads: boolean, enters: boolean])[] = [
    ['read a row', ofTable('GetItem', 'ORG#acme'), true, true],
    ["follow an account's moments", ofTable('Query', 'ACCOUNT#acme#1'), true, true],
    ['follow a case', ofTable('Query', 'CASE#acme#1'), true, true],
    ['enter a bill', ofTable('PutItem', 'ORG#acme'), false, true],
    ['write an event of a case', ofTable('PutItem', 'CASE#acme#1'), false, false],
    ["free an account's case", ofTable('DeleteItem', 'ACCOUNT#acme#1'), false, false],
    ['read another organization', ofTable('Query', 'ORG#acme-2'), false, false],
    ['read one of its own and another', ofTable('BatchGetItem', 'ORG#acme', 'ORG#other'), false, false],
    ['list the organizations', ofTable('Query', 'ORGS'), false, false],
    ["see a holder's token", ofTable('GetItem', 'TOKEN#abc'), false, false],
    ['read without saying what', ofTable('GetItem'), false, false],
    ['scan', ofTable('Scan'), false, false],
    ['read its snapshot', ofObject('GetObject', 'snapshots/acme/20261123/0001/part'), true, true],
    ['read a report of its own', ofObject('GetObject', 'report/acme/20261123/report.html'), true, true],
    ["read another's snapshot", ofObject('GetObject', 'snapshots/acme-2/20261123/0001/part'), false, false],
    ['hand in a people file', ofObject('PutObject', 'people/acme/people.json'), false, true],
    ['change a snapshot', ofObject('PutObject', 'snapshots/acme/20261123/0001/part'), false, false],
    ['put a key', ofSecret('PutSecretValue', 'acme/org'), false, true],
    ['read a key', ofSecret('GetSecretValue', 'acme/org'), false, false],
    ["put another's key", ofSecret('PutSecretValue', 'acme-2/org'), false, false],
  ];
  test.each(rows)('%s', (_, asked, reader, operator) => {
    expect([allows(reads, asked), allows(enters, asked)]).toEqual([reader, operator]);
  });

  test('list its own folders of the archive only', () => {
    const list = (prefix?: string): AskedCall => ({
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::archive',
      ...(prefix !== undefined && { context: { 's3:prefix': [prefix] } }),
    });
    expect(['drift/acme/', 'drift/acme-2/', 'drift/', undefined].map((one) => allows(reads, list(one)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

const keysSchema = z.object({
  Key: z.object({ pk: z.object({ S: z.string() }) }).optional(),
  Item: z.object({ pk: z.object({ S: z.string() }) }).optional(),
  ExpressionAttributeValues: z.record(z.string(), z.object({ S: z.string() }).partial()).optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});

describe('commands of somebody who has nothing else', () => {
  const before = { ...process.env };
  const asked: AskedCall[] = [];
  let stores: TestStores;
  let table: LoopbackServer;

  beforeAll(async () => {
    stores = await openTestStores();
    table = await startLoopbackServer(async (request, response) => {
      const body = await buffer(request);
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      asked.push(ofTable(action, ...partitionsIn(JSON.parse(body.toString()))));
      const { 'content-length': _, host: __, ...headers } = request.headers;
      const answer = await fetch(stores.tableUrl, {
        method: 'POST',
        body,
        headers: new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    await putSettings(stores.history, organizationSchema.parse({ id: 'acme', name: 'Acme' }), '2026-11-01T00:00:00Z');
  });
  afterAll(async () => {
    process.env = { ...before };
    await table.close();
    await stores.close();
  });

  function partitionsIn(body: unknown): readonly string[] {
    const { Key, Item, ExpressionAttributeValues: values = {}, RequestItems } = keysSchema.parse(body);
    const inBatch = [...JSON.stringify(RequestItems ?? {}).matchAll(/"pk":\{"S":"([^"]+)"/g)].map(([, pk = '']) => pk);
    const direct = [Key, Item].flatMap((one) => (one ? [one.pk.S] : []));
    return [
      ...direct,
      ...inBatch,
      ...Object.entries(values).flatMap(([name, { S }]) => (name === ':pk' && S ? [S] : [])),
    ];
  }

  const now = new Date('2026-11-24T09:00:00Z');
  const commands: readonly string[][] = [
    ['invoice', 'add', '--period', '2026-11', '--quantity', '200', '--amount', '800', '--currency', 'USD'],
    ['invoice', 'list'],
    ['quote', 'add', '--quantity', '500', '--amount', '1750', '--currency', 'USD'],
    ['external', 'add', '--users', '84'],
    ['keys', 'status'],
  ];
  test.each(commands)('%s %s', async (...args) => {
    asked.length = 0;
    const all = [...args, '--organization', 'acme', '--table', stores.history.table];
    expect(await commandLine(all, { now })).toMatchObject({ exit: 0, err: '' });
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((one) => !allows(enters, one))).toEqual([]);
    const other = operatorPolicy(DEPLOYMENT, 'other', false);
    expect(asked.filter((one) => allows(other, one))).toEqual([]);
  });
});

describe('operator-policy', () => {
  const before = { ...process.env };
  const state = emptyAccount();
  let account: LoopbackServer;
  beforeAll(async () => {
    account = await startFakeAccount(state);
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: account.url,
    });
  });
  afterAll(async () => {
    process.env = { ...before };
    await account.close();
  });

  const say = (...args: string[]) => commandLine(['operator-policy', ...args]);

  test('prints the policy of a deployment', async () => {
    Object.assign(state.outputs, {
      HistoryTable: 'history',
      DriftFunction: 'arn:aws:lambda:eu-central-1:111122223333:function:Drift:live',
    });
    state.resources.push(
      { id: 'Archive', type: 'AWS::S3::Bucket', physicalId: 'archive' },
      { id: 'Key', type: 'AWS::KMS::Key', physicalId: 'key-id' },
    );
    expect(JSON.parse((await say('--organization', 'acme')).out)).toEqual(enters);
    expect(JSON.parse((await say('--organization', 'acme', '--read-only')).out)).toEqual(reads);
    state.resources.length = 0;
    expect((await say('--organization', 'acme')).err).toBe(
      'the stack BillableDrift is not a deployment of billable-drift, or not a whole one: npm run deploy.',
    );
  });

  test('an id that would open more than itself is refused', async () => {
    expect(await say('--organization', 'a*')).toMatchObject({
      exit: 2,
      err: '--organization a* is not an organization id: letters, digits and dashes.',
    });
  });
});
