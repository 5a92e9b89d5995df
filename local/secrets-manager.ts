import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsServiceError, type Operation } from './aws-json-endpoint.ts';
import type { Secret, Secrets, SecretsFile } from './secrets.ts';

const named = z.object({ SecretId: z.string() });
const creation = z.object({ Name: z.string().regex(/^[\w/+=.@-]{1,512}$/) });
const putting = named.extend({
  SecretString: z.string(),
  ClientRequestToken: z.string().min(32).max(64).default(randomUUID),
  VersionStages: z.array(z.string()).min(1).default(['AWSCURRENT']),
});
const moving = named.extend({
  VersionStage: z.string(),
  MoveToVersionId: z.string().optional(),
  RemoveFromVersionId: z.string().optional(),
});
const deletion = named.extend({
  RecoveryWindowInDays: z.number().int().min(7).max(30).default(30),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});

/**
 * Secrets Manager, as far as it is used: versions and their stages, request tokens, marks for deletion. What it refuses it
 * refuses with the service's own errors.
 */
export function secretsManagerOperations(file: SecretsFile, now: () => Date): Readonly<Record<string, Operation>> {
  const served: Record<string, Operation> = {
    CreateSecret: async (input) => file.change((secrets) => create(secrets, creation.parse(input))),
    PutSecretValue: async (input) => file.change((secrets) => put(secrets, putting.parse(input))),
    GetSecretValue: async (input) => getValue(await file.read(), named.parse(input).SecretId),
    DescribeSecret: async (input) => describe(await file.read(), named.parse(input).SecretId),
    UpdateSecretVersionStage: async (input) => file.change((secrets) => moveStage(secrets, moving.parse(input))),
    DeleteSecret: async (input) => file.change((secrets) => remove(secrets, deletion.parse(input), now())),
    RestoreSecret: async (input) => file.change((secrets) => restore(secrets, named.parse(input).SecretId)),
  };
  return Object.fromEntries(Object.entries(served).map(([name, operation]) => [`secretsmanager.${name}`, operation]));
}

function create(secrets: Secrets, { Name }: z.output<typeof creation>) {
  const known = secrets[Name];
  if (known?.deletedAt !== undefined) throw invalidRequest('a secret with this name is scheduled for deletion.');
  if (known) throw new AwsServiceError('ResourceExistsException', `the secret ${Name} exists.`);
  secrets[Name] = { versions: {} };
  return { Name, ARN: arnOf(Name) };
}

function put(secrets: Secrets, request: z.output<typeof putting>) {
  const { SecretId, SecretString, ClientRequestToken: token, VersionStages } = request;
  const secret = inUse(secrets, SecretId);
  const known = secret.versions[token];
  if (known && known.value !== SecretString) {
    throw new AwsServiceError('ResourceExistsException', `the version ${token} has another value.`);
  }
  secret.versions[token] = known ?? { value: SecretString, stages: [] };
  // The very first version is the current one, whatever it was asked to be.
  const first = !Object.values(secret.versions).some(({ stages }) => stages.includes('AWSCURRENT'));
  const only = Object.keys(secret.versions).length === 1;
  const stages = first && only && !VersionStages.includes('AWSPENDING') ? ['AWSCURRENT'] : VersionStages;
  for (const stage of stages) attach(secret, stage, token);
  forgetUnnamed(secret);
  return { Name: SecretId, ARN: arnOf(SecretId), VersionId: token, VersionStages };
}

function getValue(secrets: Secrets, name: string) {
  const secret = inUse(secrets, name);
  const version = versionAt(secret, 'AWSCURRENT');
  if (version === undefined) throw notFound('staging label AWSCURRENT');
  return { Name: name, ARN: arnOf(name), VersionId: version, SecretString: secret.versions[version]?.value };
}

function describe(secrets: Secrets, name: string) {
  const secret = secrets[name];
  if (!secret) throw notFound('specified secret');
  const { deletedAt, versions } = secret;
  const VersionIdsToStages = Object.fromEntries(Object.entries(versions).map(([id, { stages }]) => [id, stages]));
  const DeletedDate = deletedAt === undefined ? undefined : Date.parse(deletedAt) / 1000;
  return { Name: name, ARN: arnOf(name), VersionIdsToStages, DeletedDate };
}

function moveStage(secrets: Secrets, request: z.output<typeof moving>) {
  const { SecretId, VersionStage, MoveToVersionId: to, RemoveFromVersionId: from } = request;
  const secret = inUse(secrets, SecretId);
  const holder = versionAt(secret, VersionStage);
  if (to !== undefined && !secret.versions[to]) throw notFound(`version ${to}`);
  if (holder !== undefined && holder !== to && from !== holder) {
    throw new AwsServiceError('InvalidParameterException', `the stage ${VersionStage} is at another version.`);
  }
  if (holder === undefined && from !== undefined) {
    throw new AwsServiceError('InvalidParameterException', `the stage ${VersionStage} is not at the version ${from}.`);
  }
  if (to !== undefined) attach(secret, VersionStage, to);
  else detach(secret, VersionStage);
  forgetUnnamed(secret);
  return { Name: SecretId, ARN: arnOf(SecretId) };
}

function remove(secrets: Secrets, request: z.output<typeof deletion>, now: Date) {
  const { SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery } = request;
  const secret = secrets[SecretId];
  if (!secret && !ForceDeleteWithoutRecovery) throw notFound('specified secret');
  const goes = ForceDeleteWithoutRecovery ? now : new Date(now.getTime() + RecoveryWindowInDays * 86_400_000);
  if (ForceDeleteWithoutRecovery) delete secrets[SecretId];
  else if (secret) secret.deletedAt = goes.toISOString();
  return { Name: SecretId, ARN: arnOf(SecretId), DeletionDate: goes.getTime() / 1000 };
}

function restore(secrets: Secrets, name: string) {
  const secret = secrets[name];
  if (!secret) throw notFound('specified secret');
  delete secret.deletedAt;
  return { Name: name, ARN: arnOf(name) };
}

/** A stage is at one version at most; where the current one leaves, the previous one stays. */
function attach(secret: Secret, stage: string, version: string): void {
  const holder = versionAt(secret, stage);
  if (holder === version) return;
  detach(secret, stage);
  secret.versions[version]?.stages.push(stage);
  if (stage === 'AWSCURRENT' && holder !== undefined) attach(secret, 'AWSPREVIOUS', holder);
}

function detach(secret: Secret, stage: string): void {
  for (const version of Object.values(secret.versions)) {
    version.stages = version.stages.filter((one) => one !== stage);
  }
}

/** A version without a stage is deprecated; the service may delete it at any time. */
function forgetUnnamed(secret: Secret): void {
  for (const [id, { stages }] of Object.entries(secret.versions)) if (stages.length === 0) delete secret.versions[id];
}

function versionAt({ versions }: Secret, stage: string): string | undefined {
  return Object.entries(versions).find(([, { stages }]) => stages.includes(stage))?.[0];
}

function inUse(secrets: Secrets, name: string): Secret {
  const secret = secrets[name];
  if (!secret) throw notFound('specified secret');
  if (secret.deletedAt !== undefined) throw invalidRequest('the secret is marked for deletion.');
  return secret;
}

const arnOf = (name: string) => `arn:aws:secretsmanager:local:000000000000:secret:${name}-abcdef`;

function notFound(what: string): AwsServiceError {
  return new AwsServiceError('ResourceNotFoundException', `Secrets Manager can't find the ${what}.`);
}

function invalidRequest(why: string): AwsServiceError {
  return new AwsServiceError('InvalidRequestException', `You can't perform this operation: ${why}`);
}
