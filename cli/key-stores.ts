import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { OrganizationSettings } from '../core/settings.ts';
import type { Patience } from '../lambdas/clients/atlassian/request-json.ts';
import { type KeyTarget, targetOf } from '../lambdas/clients/keys/key-trial.ts';
import type { KeyStores } from '../lambdas/clients/keys/put-key.ts';
import { apiAddresses, readEnvironment } from '../lambdas/runtime/environment.ts';
import { startAwsJsonEndpoint } from '../local/aws-json-endpoint.ts';
import { newCredentials, SECRET_PREFIX } from '../local/function-environment.ts';
import { secretsManagerOperations } from '../local/secrets-manager.ts';
import { openStateFolder, type StateFolder } from '../local/state-folder.ts';
import type { CommandContext } from './command-context.ts';

/** The deployment's own encryption key, by the alias that the stack gives it. */
const DEPLOYED_KEY = 'alias/billable-drift';

export interface OpenKeyStores extends KeyStores {
  close(): Promise<void>;
}

/** Where keys lie: on this machine, or with `table` in the AWS account that this shell has credentials for. */
export async function openKeyStores(
  { state, table }: { readonly state: string; readonly table?: string },
  { now }: CommandContext,
): Promise<OpenKeyStores> {
  if (table === undefined) return openLocalKeyStores(await openStateFolder(state), now);
  const service = new DynamoDBClient();
  const client = new SecretsManagerClient();
  return {
    client,
    prefix: SECRET_PREFIX,
    history: { client: DynamoDBDocumentClient.from(service), table },
    encryptionKey: DEPLOYED_KEY,
    now,
    async close() {
      service.destroy();
      client.destroy();
    },
  };
}

async function openLocalKeyStores(state: StateFolder, now: () => Date): Promise<OpenKeyStores> {
  const credentials = newCredentials();
  const endpoint = await startAwsJsonEndpoint(secretsManagerOperations(state.secrets, now), credentials.accessKeyId);
  const client = new SecretsManagerClient({ endpoint: endpoint.url, region: 'local', credentials });
  return {
    client,
    prefix: SECRET_PREFIX,
    history: state.history,
    now,
    async close() {
      client.destroy();
      await endpoint.close();
      await state.close();
    },
  };
}

/** What the keys of an organization are tried on, at the addresses that this shell's environment names. */
export function keyTargetFor(settings: OrganizationSettings, { env }: CommandContext): KeyTarget {
  return targetOf(settings, readEnvironment(z.object(apiAddresses), env));
}

/** A key is tried for this long: somebody is waiting. */
const TRIAL_MS = 20_000;

export function trialPatience({ now, sleep, random }: CommandContext): Patience {
  return { deadline: now().getTime() + TRIAL_MS, now: () => now().getTime(), sleep, random };
}
