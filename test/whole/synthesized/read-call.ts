import * as z from 'zod';
import type { Permission } from './permissions.ts';
import { ACCOUNT, REGION } from './template.ts';

/** A call of AWS as it is sent: the signature says whose credentials they are and which service is meant. */
export interface SentCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Whom a request is signed by, and for which service. */
export function readSignature({ headers }: SentCall): { readonly caller: string; readonly service: string } {
  const [, caller, service] = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(String(headers.authorization)) ?? [];
  if (caller === undefined || service === undefined) throw new Error('a request without a signature');
  return { caller, service };
}

/** What a call asks IAM for: itself, and what AWS then does in the caller's name with the key of table, archive or secret. */
export interface Asked {
  readonly call: readonly Permission[];
  readonly withKey: readonly string[];
}

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** @throws Error if nobody has said what this call asks for */
export function readCall(service: string, sent: SentCall, verified: readonly string[]): Asked {
  const read = READERS[service];
  if (!read) throw new Error(`a call of ${service}, which is not known here`);
  return read(sent, verified);
}

const READERS: Readonly<Record<string, (sent: SentCall, verified: readonly string[]) => Asked>> = {
  dynamodb: readTableCall,
  s3: readArchiveCall,
  ses: readMailCall,
  events: ({ body }) => {
    const { Entries } = z.object({ Entries: z.array(z.object({ EventBusName: z.string() })) }).parse(json(body));
    const buses = new Set(Entries.map(({ EventBusName }) => EventBusName));
    return without(
      [...buses].map((bus) => ({ action: 'events:PutEvents', resource: arn('events', `event-bus/${bus}`) })),
    );
  },
  secretsmanager: ({ headers, body }) => {
    const { SecretId } = z.object({ SecretId: z.string() }).parse(json(body));
    const action = `secretsmanager:${String(headers['x-amz-target']).split('.')[1]}`;
    return {
      call: [{ action, resource: arn('secretsmanager', `secret:${SecretId}-AbCdEf`) }],
      withKey: ['kms:Decrypt'],
    };
  },
  lambda: ({ url }) => {
    const [, api, name = '', call] =
      /^\/[\d-]+\/(functions|durable-executions)\/([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
    const action = {
      invocations: 'InvokeFunction',
      checkpoint: 'CheckpointDurableExecution',
      state: 'GetDurableExecutionState',
    }[call ?? ''];
    if (!api || !action) throw new Error(`a call of Lambda that is not known here: ${url.pathname}`);
    return without([{ action: `lambda:${action}`, resource: decodeURIComponent(name) }]);
  },
};

const without = (call: readonly Permission[]): Asked => ({ call, withKey: [] });

const keysSchema = z.object({ RequestItems: z.record(z.string(), z.unknown()) });

const partitioned = z.object({ pk: z.object({ S: z.string() }) }).optional();
const rowSchema = z.object({ Key: partitioned, Item: partitioned });

// The table uses its key in the name of whoever calls it, for reading and writing alike.
function readTableCall({ headers, body }: SentCall): Asked {
  const action = `dynamodb:${String(headers['x-amz-target']).split('.')[1]}`;
  const batch = keysSchema.safeParse(json(body)).data?.RequestItems;
  const tables = batch ? Object.keys(batch) : [z.object({ TableName: z.string() }).parse(json(body)).TableName];
  const { Key, Item } = rowSchema.parse(json(body));
  const partition = (Key ?? Item)?.pk.S;
  const partitions = partition === undefined ? undefined : [partition];
  const call = tables.map((table) => ({
    action,
    resource: arn('dynamodb', `table/${table}`),
    ...(partitions && { partitions }),
  }));
  return { call, withKey: ['kms:Decrypt', 'kms:DescribeKey'] };
}

const OBJECT_CALLS: Readonly<Record<string, { readonly action: string; readonly withKey: readonly string[] }>> = {
  GET: { action: 's3:GetObject', withKey: ['kms:Decrypt'] },
  HEAD: { action: 's3:GetObject', withKey: ['kms:Decrypt'] },
  PUT: { action: 's3:PutObject', withKey: ['kms:GenerateDataKey'] },
  DELETE: { action: 's3:DeleteObject', withKey: [] },
};

function readArchiveCall({ method, url, headers }: SentCall): Asked {
  const [, bucket, key] = /^\/([^/]+)\/?(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  if (key === '' && method === 'GET') return without([{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }]);
  const known = OBJECT_CALLS[method];
  if (!known || !key || headers['x-amz-copy-source'])
    throw new Error(`a call of S3 that is not known here: ${method} ${url}`);
  return { call: [{ action: known.action, resource: `arn:aws:s3:::${bucket}/${key}` }], withKey: known.withKey };
}

// SES asks for the address where that is verified, else for its domain.
function readMailCall({ body }: SentCall, verified: readonly string[]): Asked {
  const form = new URLSearchParams(body.toString());
  const action = `ses:${form.get('Action')}`;
  const source = form.get('Source') ?? '';
  const identity = verified.includes(source) ? source : source.split('@').at(-1);
  const resources = [`identity/${identity}`, `configuration-set/${form.get('ConfigurationSetName')}`];
  return without(resources.map((resource) => ({ action, resource: arn('ses', resource) })));
}

function json(body: Buffer): unknown {
  return JSON.parse(body.toString());
}
