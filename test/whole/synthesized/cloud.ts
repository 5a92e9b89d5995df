import { once } from 'node:events';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import * as z from 'zod';
import type { Archive } from '../../../lambdas/clients/archive.ts';
import type { History } from '../../../lambdas/clients/history/history.ts';
import { openBucketArchive } from '../../../lambdas/clients/s3-archive.ts';
import { startAwsJsonEndpoint } from '../../../local/aws-json-endpoint.ts';
import { type DurableService, startDurableService } from '../../../local/durable/service.ts';
import type { DeadLetter } from '../../../local/durable/service-state.ts';
import { openSecretsFile, type SecretsFile } from '../../../local/secrets.ts';
import { secretsManagerOperations } from '../../../local/secrets-manager.ts';
import { startSesEndpoint } from '../../../local/ses-endpoint.ts';
import { type BusEvent, eventBuses } from './event-buses.ts';
import { expireObjects } from './expire-objects.ts';
import { type FunctionProcess, functionProcess } from './function-process.ts';
import { type Call, startGateway } from './gateway.ts';
import { permissionsOf } from './permissions.ts';
import type { Assembly } from './synthesize.ts';
import { arnOf, REGION, resolve, resourcesOf, type Template } from './template.ts';

export interface CloudOptions {
  readonly assembly: Assembly;
  /** A folder for secrets. */
  readonly folder: string;
  readonly start: string;
  /** The addresses of the APIs outside AWS, by variable. */
  readonly apiAddresses: Readonly<Record<string, string>>;
  readonly verified: readonly string[];
  /** Settles what SES answers, and when: a throw refuses the mail. */
  readonly onMail?: (eml: string) => void | Promise<void>;
}

/** One invocation of a function, by its id: how long it took on this machine. */
export interface Invocation {
  readonly functionId: string;
  readonly milliseconds: number;
}

/** The synthesized application, running: every name, rule, permission and variable is the template's own. */
export interface Cloud {
  readonly history: History;
  readonly archive: Archive;
  readonly secrets: SecretsFile;
  readonly calls: readonly Call[];
  readonly mails: readonly string[];
  readonly deadLetters: readonly DeadLetter[];
  readonly events: readonly BusEvent[];
  readonly log: readonly string[];
  readonly invocations: readonly Invocation[];
  readonly now: () => Date;
  readonly executions: DurableService['executions'];
  /** Nothing happens until then, but for what the archive's lifecycle removes. */
  skipTo(time: string): Promise<void>;
  /** Hour after hour: the schedules fire, and all that they start comes to its end. */
  passHours(hours: number): Promise<void>;
  /** Until all that was started has come to its end. */
  settled(): Promise<void>;
  /** Invokes a function by the stack's output that names it, as docs/invoke.md says. */
  invoke(output: string, payload: unknown): ReturnType<DurableService['invoke']>;
  /** POSTs to the function URL that the stack's output names, as somebody whom IAM has let in. */
  post(output: string, caller: string, body: object): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
}

const tableSchema = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.literal('PAY_PER_REQUEST'),
});

export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { template } = options.assembly;
  const clock = movedClock(options.start);
  const calls: Call[] = [];
  const mails: string[] = [];
  const log: string[] = [];
  const invocations: Invocation[] = [];
  const deadLetters: DeadLetter[] = [];
  const secrets = openSecretsFile(join(options.folder, 'secrets.json'));
  const table = await startTable(template);
  const bucket = await startBucket(template);
  const lambda = await startDurableService({ ...clock, onDeadLetter: (letter) => deadLetters.push(letter) });
  const buses = eventBuses(template, (alias, event) => lambda.invoke(alias, event, { type: 'Event' }));
  const json = await startAwsJsonEndpoint(
    { ...secretsManagerOperations(secrets, clock.now), 'AWSEvents.PutEvents': buses.putEvents },
    'local',
  );
  const ses = await startSesEndpoint(async ({ eml }) => {
    await options.onMail?.(eml.toString());
    mails.push(eml.toString());
  });
  const engines = {
    dynamodb: table.url,
    s3: bucket.url,
    lambda: lambda.url,
    ses: ses.url,
    events: json.url,
    secretsmanager: json.url,
  };
  const functions = functionsOf(template);
  const gateway = await startGateway({
    engines,
    permissions: Object.fromEntries(functions.map(({ id, role }) => [id, permissionsOf(template, role)])),
    keyArn: arnOf(template, onlyOne(template, 'AWS::KMS::Key')),
    verified: options.verified,
    now: clock.now,
    onCall: (call) => calls.push(call),
    onMail: buses.tellOfMail,
  });
  const processes = functions.map((one) =>
    startFunction(one, options, { gateway: gateway.url, lambda, clock, log, invocations }),
  );
  return {
    history: table.history,
    archive: bucket.archive,
    ...{ secrets, calls, invocations, mails, deadLetters, log, events: buses.seen, now: clock.now },
    executions: () => lambda.executions(),
    async skipTo(time) {
      clock.advance(Date.parse(time) - clock.now().getTime());
      await expireObjects(template, bucket.archive, calls, clock.now());
    },
    async passHours(hours) {
      for (let hour = 0; hour < hours; hour += 1) {
        clock.advance(3_600_000);
        await buses.fireSchedules();
        lambda.takeUp();
        await lambda.settled();
      }
    },
    settled: () => lambda.settled(),
    invoke: (output, payload) => lambda.invoke(String(resolve(template, template.Outputs[output]?.Value)), payload),
    async post(output, caller, body) {
      const { functionId } = urlOf(template, String(resolve(template, template.Outputs[output]?.Value)));
      const requestContext = { authorizer: { iam: { userArn: caller } }, http: { method: 'POST' } };
      const call = { requestContext, body: JSON.stringify(body), isBase64Encoded: false };
      const invoked = await lambda.invoke(`${functionId}:live`, call);
      if (invoked.state !== 'returned') throw new Error(JSON.stringify(invoked));
      const reply = urlReplySchema.parse(JSON.parse(invoked.payload ?? 'null'));
      await lambda.settled();
      return { status: reply.statusCode, body: JSON.parse(reply.body) };
    },
    async close() {
      await Promise.all(processes.map((process) => process.stop()));
      await lambda.close();
      await Promise.all([gateway.close(), json.close(), ses.close(), table.close(), bucket.close()]);
    },
  };
}

const urlReplySchema = z.object({ statusCode: z.number(), body: z.string() });
const urlSchema = z.object({
  AuthType: z.literal('AWS_IAM'),
  Qualifier: z.literal('live'),
  TargetFunctionArn: z.string(),
});

/** The function behind a URL of the template that lets in only whom IAM knows. */
function urlOf(template: Template, url: string): { readonly functionId: string } {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Lambda::Url' || !url.includes(`//${id.toLowerCase()}.`)) continue;
    const { TargetFunctionArn } = urlSchema.parse(resolve(template, Properties));
    return { functionId: TargetFunctionArn.split(':').at(-1) ?? '' };
  }
  throw new Error(`the template has no function URL ${url}.`);
}

interface DeployedFunction {
  readonly id: string;
  readonly role: string;
  readonly name: string;
  readonly file: string;
  readonly durable: boolean;
  readonly timeoutMs: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly assetKey: string;
  readonly memoryMb: number;
}

const functionSchema = z.object({
  Role: z.string(),
  Description: z.string(),
  Handler: z.string(),
  Timeout: z.number(),
  MemorySize: z.number(),
  Code: z.object({ S3Key: z.string() }),
  DurableConfig: z.unknown().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

/** The functions of a template. */
export function functionsOf(template: Template): readonly DeployedFunction[] {
  return resourcesOf(template, 'AWS::Lambda::Function', functionSchema).map(({ id, properties }) => ({
    id,
    role: properties.Role.split('/').at(-1) ?? '',
    name: properties.Description.split(': ').at(-1) ?? '',
    file: `${properties.Handler.split('.')[0]}.mjs`,
    durable: properties.DurableConfig !== undefined,
    timeoutMs: properties.Timeout * 1000,
    variables: properties.Environment.Variables,
    assetKey: properties.Code.S3Key,
    memoryMb: properties.MemorySize,
  }));
}

const invokeConfigSchema = z.object({ FunctionName: z.string(), MaximumRetryAttempts: z.number() });

interface Around {
  readonly gateway: string;
  readonly lambda: DurableService;
  readonly clock: ReturnType<typeof movedClock>;
  readonly log: string[];
  readonly invocations: Invocation[];
}

function startFunction(deployed: DeployedFunction, options: CloudOptions, around: Around): FunctionProcess {
  const { template, assetOf } = options.assembly;
  const { id, durable, timeoutMs } = deployed;
  const process = functionProcess({
    file: join(assetOf(deployed.assetKey), deployed.file),
    timeoutMs,
    now: around.clock.now,
    onLine: (line) => around.log.push(line),
    environment: {
      ...deployed.variables,
      // What Lambda sets by itself.
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: id,
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: 'local',
      // What is not as in AWS: the addresses.
      AWS_ENDPOINT_URL: around.gateway,
      ...options.apiAddresses,
    },
  });
  const config = resourcesOf(template, 'AWS::Lambda::EventInvokeConfig', invokeConfigSchema).find(
    ({ properties }) => properties.FunctionName === id,
  );
  const handler = async (event: unknown, context: unknown) => {
    const begun = performance.now();
    try {
      return await process.invoke(event, Object(context));
    } finally {
      around.invocations.push({ functionId: id, milliseconds: performance.now() - begun });
    }
  };
  const attempts = (config?.properties.MaximumRetryAttempts ?? 2) + 1;
  // What waits for days goes on as the hours pass, so that other things happen meanwhile.
  const waitsUntil = () => new Date(around.clock.now().getTime() + 3_600_000);
  around.lambda.register(id, handler, { durable, timeoutMs, attempts, waitsUntil });
  return process;
}

/** Time that only a test, and what waits, moves on. */
function movedClock(start: string) {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    sleep: async (milliseconds: number) => {
      const target = time + milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      time = Math.max(time, target);
    },
    advance(milliseconds: number) {
      time += milliseconds;
    },
  };
}

function onlyOne(template: Template, type: string): string {
  const [id, ...others] = Object.entries(template.Resources).flatMap(([name, { Type }]) =>
    Type === type ? [name] : [],
  );
  if (id === undefined || others.length > 0)
    throw new Error(`the template has ${others.length + 1} resources ${type}.`);
  return id;
}

const LOCAL = { region: REGION, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

async function startTable(template: Template) {
  const id = onlyOne(template, 'AWS::DynamoDB::GlobalTable');
  const [found] = resourcesOf(template, 'AWS::DynamoDB::GlobalTable', tableSchema);
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const service = new DynamoDBClient({ ...LOCAL, endpoint: url });
  await service.send(new CreateTableCommand({ TableName: id, ...found?.properties }));
  const client = DynamoDBDocumentClient.from(service, { marshallOptions: { removeUndefinedValues: true } });
  const close = async () => {
    service.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, history: { client, table: id }, close };
}

async function startBucket(template: Template) {
  const server = await startFauxqs({ port: 0, logger: false });
  const url = `http://127.0.0.1:${server.port}`;
  const client = new S3Client({ ...LOCAL, endpoint: url, forcePathStyle: true });
  const bucket = String(resolve(template, { Ref: onlyOne(template, 'AWS::S3::Bucket') }));
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const close = async () => {
    client.destroy();
    await server.stop();
  };
  return { url, archive: openBucketArchive(client, bucket), close };
}
