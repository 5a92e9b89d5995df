import * as z from 'zod';
import { CASE_APPROVED, type DecideAnswer, type DecideRequest, decideAnswerSchema } from '../lambdas/case-messages.ts';
import {
  type DriftRequest,
  type DriftResult,
  driftResultSchema,
  type KeysRequest,
  type KeysResult,
  keysResultSchema,
  type SnapshotRequest,
  type WalkResult,
  walkResultSchema,
} from '../lambdas/messages.ts';
import type { Clock } from '../lambdas/runtime/clock.ts';
import { startAwsJsonEndpoint } from './aws-json-endpoint.ts';
import { type DurableService, startDurableService } from './durable/service.ts';
import type { Checkpoint } from './durable/service-state.ts';
import { type BusEvent, putEventsOperation } from './event-bus.ts';
import { type ApiVariables, functionEnvironment, newCredentials, setEnvironment } from './function-environment.ts';
import { type HandedKeys, withHandedKeys } from './handed-keys.ts';
import { startServersOnOneAddress } from './loopback-server.ts';
import { openOutboxFolder } from './outbox-folder.ts';
import { secretsManagerOperations } from './secrets-manager.ts';
import { startSesEndpoint } from './ses-endpoint.ts';
import { settleLeft } from './settle-left.ts';
import type { StateFolder } from './state-folder.ts';

export interface CloudOptions {
  readonly state: StateFolder;
  readonly clock: Clock;
  /** Other addresses than the APIs' own, by the name of their variable. */
  readonly apiAddresses: ApiVariables;
  /** Keys for this run only; they are not kept. */
  readonly handedKeys: HandedKeys;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** The deployment's functions on one machine, with the services that they call. */
export interface EmbeddedCloud {
  walk(request: SnapshotRequest): Promise<WalkResult>;
  tell(request: DriftRequest): Promise<DriftResult>;
  checkKeys(request: KeysRequest): Promise<KeysResult>;
  /** Where cases are decided: calls the function's URL as `caller`, whom nobody has authenticated here. */
  decide(request: DecideRequest, caller: string): Promise<DecideAnswer>;
  /**
   * Carries cases out as far as they go now: those that were approved, and those that were left before. A case that waits
   * for longer than that is left to the next time.
   */
  carryOutCases(waitsUntil: () => Date): Promise<void>;
  /** Until events nobody waits for are worked off. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const ORDINARY = { durable: false, timeoutMs: 900_000 };
const DURABLE = { durable: true, timeoutMs: 900_000 };

// The durable SDK makes its client once for a process, and keeps to the address it first knew.
const startServer = startServersOnOneAddress();

/**
 * Starts the functions' own handlers in this process, behind the SDK's endpoint variables: table, archive, mail, secrets,
 * events and durable executions all lie in the state folder. One at a time in a process. The bus has no rules here: the
 * command line starts each function when it is its turn. What a run that was killed has left is finished first.
 */
export async function startEmbeddedCloud(options: CloudOptions): Promise<EmbeddedCloud> {
  const { state, clock, handedKeys, onCheckpoint } = options;
  const outbox = openOutboxFolder(state.outbox, state.archive, state.history);
  const folder = state.executions;
  const lambda = await startDurableService({
    ...clock,
    folder,
    startServer,
    ...(onCheckpoint && { onCheckpoint }),
  });
  const ses = await startSesEndpoint(async (mail) => {
    await outbox.take(mail);
    for (const eventType of ['Send', 'Delivery'])
      await lambda.invoke('delivery', mailEvent(eventType, mail.tag), LATER);
  });
  const credentials = newCredentials();
  const approved: BusEvent[] = [];
  let carriesOut = false;
  const operations = {
    'AWSEvents.PutEvents': putEventsOperation((event) => {
      if (event['detail-type'] === CASE_APPROVED) approved.push(event);
    }),
    ...withHandedKeys(secretsManagerOperations(state.secrets, clock.now), handedKeys),
  };
  const json = await startAwsJsonEndpoint(operations, credentials.accessKeyId);
  const urls = { lambda: lambda.url, ses: ses.url, json: json.url };
  const restore = setEnvironment(functionEnvironment(state, urls, credentials, options.apiAddresses));
  const close = async () => {
    await lambda.close();
    await Promise.all([ses.close(), json.close()]);
    restore();
  };
  try {
    await registerFunctions(lambda, clock);
    await settleLeft(state, outbox, async (eventType, tag) => {
      await invoke(lambda, 'delivery', mailEvent(eventType, tag));
    });
    await lambda.settled();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    walk: async (request) => readResult(walkResultSchema, await invoke(lambda, 'snapshot:live', request)),
    tell: async (request) => readResult(driftResultSchema, await invoke(lambda, 'drift:live', request)),
    checkKeys: async (request) => readResult(keysResultSchema, await invoke(lambda, 'keys:live', request)),
    decide: async (request, caller) => answerOf(await invoke(lambda, 'decide', urlCall(request, caller))),
    async carryOutCases(waitsUntil) {
      if (carriesOut) lambda.takeUp();
      else {
        const { createHandler } = await import('../lambdas/remediate/handler.ts');
        lambda.register('remediate', createHandler(clock), { ...DURABLE, waitsUntil });
        carriesOut = true;
      }
      for (const event of approved.splice(0)) await lambda.invoke('remediate:live', event, LATER);
      await lambda.settled();
    },
    settled: () => lambda.settled(),
    close,
  };
}

async function registerFunctions(lambda: DurableService, clock: Clock): Promise<void> {
  const [decide, delivery, drift, keys, snapshot] = await Promise.all([
    import('../lambdas/decide/handler.ts'),
    import('../lambdas/delivery/handler.ts'),
    import('../lambdas/drift/handler.ts'),
    import('../lambdas/keys/handler.ts'),
    import('../lambdas/snapshot/handler.ts'),
  ]);
  lambda.register('decide', decide.createHandler(clock), ORDINARY);
  lambda.register('delivery', delivery.createHandler(clock), ORDINARY);
  lambda.register('drift', drift.createHandler(clock), ORDINARY);
  lambda.register('keys', keys.createHandler(clock), ORDINARY);
  lambda.register('snapshot', snapshot.createHandler(clock), DURABLE);
}

/** A call of a function URL, as far as anybody reads it. */
function urlCall(request: DecideRequest, caller: string) {
  const requestContext = { authorizer: { iam: { userArn: caller } }, http: { method: 'POST' } };
  return { requestContext, body: JSON.stringify(request), isBase64Encoded: false };
}

const urlReplySchema = z.object({ body: z.string() });

function answerOf(payload: string | undefined): DecideAnswer {
  const { body } = urlReplySchema.parse(JSON.parse(payload ?? 'null'));
  return decideAnswerSchema.parse(JSON.parse(body));
}

const LATER = { type: 'Event' } as const;

/** An event of SES, as far as anybody reads it. */
function mailEvent(eventType: string, tag: string) {
  return { source: 'aws.ses', detail: { eventType, mail: { tags: { row: [tag] } } } };
}

/** @throws Error with the sentence that the function failed with */
async function invoke(lambda: DurableService, functionName: string, payload: unknown): Promise<string | undefined> {
  const invoked = await lambda.invoke(functionName, payload);
  switch (invoked.state) {
    case 'returned':
      return invoked.payload;
    case 'failed':
      throw new Error(invoked.error.ErrorMessage ?? `the function ${functionName} failed without a word.`);
    case 'refused':
      throw new Error(`the function ${functionName} could not be started: ${invoked.why}`);
    case 'accepted':
      return undefined;
  }
}

function readResult<Schema extends z.ZodType>(schema: Schema, payload: string | undefined): z.output<Schema> {
  return schema.parse(JSON.parse(payload ?? 'null'));
}
