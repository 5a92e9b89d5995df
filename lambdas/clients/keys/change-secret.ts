import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

/** A new value that waits to be tried: nobody reads it yet. */
export interface StagedSecret {
  readonly name: string;
  readonly version: string;
  /** The version that is in use; null if there is none. */
  readonly current: string | null;
}

export type Staging =
  | ({ readonly state: 'staged' } & StagedSecret)
  /** Somebody else has staged a value and not finished. */
  | { readonly state: 'under-way' };

export interface StagingRequest {
  readonly name: string;
  readonly value: string;
  /** The deployment's own encryption key; Secrets Manager's, if it is left out. */
  readonly encryptionKey?: string;
  /** Take over what somebody else has staged. */
  readonly takeOver: boolean;
}

/**
 * Keeps a new value beside the one in use (`AWSPENDING`). A secret that is not there is made; one that was marked for
 * deletion is restored.
 */
export async function stageSecret(client: SecretsManagerClient, request: StagingRequest): Promise<Staging> {
  const { name, value, encryptionKey, takeOver } = request;
  const stages = (await stagesOf(client, name)) ?? (await createSecret(client, name, encryptionKey));
  if (stages.pending !== null && stages.pending !== stages.current && !takeOver) return { state: 'under-way' };
  const version = randomUUID();
  await client.send(
    new PutSecretValueCommand({
      SecretId: name,
      ClientRequestToken: version,
      SecretString: value,
      VersionStages: ['AWSPENDING'],
    }),
  );
  return { state: 'staged', name, version, current: stages.current };
}

/**
 * Makes a staged value the one in use. `false` if somebody else was faster: theirs stands, and this one is withdrawn.
 */
export async function promoteSecret(client: SecretsManagerClient, staged: StagedSecret): Promise<boolean> {
  const { name, version } = staged;
  const stages = await stagesOf(client, name);
  const promoted = stages?.pending === version && (await moveCurrent(client, staged));
  if (stages?.pending === version) await removeStage(client, name, version);
  return promoted;
}

/** Takes a refused value back: everything is as it was before it was staged. */
export async function withdrawSecret(client: SecretsManagerClient, { name, version, current }: StagedSecret) {
  if ((await stagesOf(client, name))?.pending !== version) return;
  if (current !== null) return removeStage(client, name, version);
  // Made for this value, and holding no other.
  await client.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
}

/** For how many days a forgotten secret may be restored. */
export const RECOVERY_DAYS = 7;

/** Marks a secret for deletion; `false` if there is none. */
export async function forgetSecret(client: SecretsManagerClient, name: string): Promise<boolean> {
  try {
    await client.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: RECOVERY_DAYS }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

interface Stages {
  readonly current: string | null;
  readonly pending: string | null;
}

const NONE: Stages = { current: null, pending: null };

async function stagesOf(client: SecretsManagerClient, name: string): Promise<Stages | undefined> {
  try {
    const secret = await client.send(new DescribeSecretCommand({ SecretId: name }));
    if (secret.DeletedDate) await client.send(new RestoreSecretCommand({ SecretId: name }));
    const versions = Object.entries(secret.VersionIdsToStages ?? {});
    const versionAt = (stage: string) => versions.find(([, stages]) => stages.includes(stage))?.[0] ?? null;
    return { current: versionAt('AWSCURRENT'), pending: versionAt('AWSPENDING') };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function createSecret(client: SecretsManagerClient, name: string, encryptionKey?: string): Promise<Stages> {
  const Description = 'billable-drift: put by "keys put"; do not rotate automatically';
  await client.send(
    new CreateSecretCommand({ Name: name, Description, ...(encryptionKey && { KmsKeyId: encryptionKey }) }),
  );
  return NONE;
}

/** The stage moves only from the version that was seen in use: a change in between is not overwritten. */
async function moveCurrent(client: SecretsManagerClient, { name, version, current }: StagedSecret): Promise<boolean> {
  try {
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: name,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: version,
        ...(current !== null && { RemoveFromVersionId: current }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof InvalidParameterException) return false;
    throw error;
  }
}

async function removeStage(client: SecretsManagerClient, name: string, version: string): Promise<void> {
  await client.send(
    new UpdateSecretVersionStageCommand({ SecretId: name, VersionStage: 'AWSPENDING', RemoveFromVersionId: version }),
  );
}
