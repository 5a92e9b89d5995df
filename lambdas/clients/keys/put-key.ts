import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Instant, toInstant } from '../../../core/account.ts';
import { expiryOf, type KeyName, type KeyRecord } from '../../../core/keys.ts';
import type { History } from '../history/history.ts';
import { putKeyRecord } from '../history/keys.ts';
import { promoteSecret, stageSecret, withdrawSecret } from './change-secret.ts';
import type { KeyTrial } from './key-trial.ts';
import { secretName } from './secret-name.ts';

export interface KeyStores {
  readonly client: SecretsManagerClient;
  readonly prefix: string;
  readonly history: History;
  readonly now: () => Date;
  /** The deployment's own encryption key; Secrets Manager's, if it is left out. */
  readonly encryptionKey?: string;
}

export interface NewKey {
  readonly organization: string;
  readonly name: KeyName;
  readonly key: string;
  /** The day on which it ends, as a person entered it. */
  readonly entered: string | null;
  /** Go on though somebody else has staged a key and not finished. */
  readonly takeOver: boolean;
}

export type PutOutcome =
  | { readonly state: 'put'; readonly says: string; readonly record: KeyRecord }
  | { readonly state: 'refused' | 'unreachable'; readonly why: string }
  /** Somebody else is changing it. */
  | { readonly state: 'under-way' }
  /** Somebody else was faster: theirs is in use. */
  | { readonly state: 'overtaken' };

/**
 * Puts a key into custody: beside the one in use, tried, and only then in its place. A key that is refused, or cannot be
 * tried, leaves everything as it was.
 */
export async function putKey(
  stores: KeyStores,
  { organization, name, key, entered, takeOver }: NewKey,
  tryIt: (key: string) => Promise<KeyTrial>,
): Promise<PutOutcome> {
  const { client, prefix, history, now, encryptionKey } = stores;
  const secret = secretName(prefix, organization, name);
  const staging = await stageSecret(client, {
    ...{ name: secret, value: key, takeOver },
    ...(encryptionKey !== undefined && { encryptionKey }),
  });
  if (staging.state === 'under-way') return { state: 'under-way' };
  const trial = await tryIt(key).catch(async (error: unknown) => {
    await withdrawSecret(client, staging);
    throw error;
  });
  if (trial.state !== 'works') {
    await withdrawSecret(client, staging);
    return { state: trial.state, why: trial.why };
  }
  if (!(await promoteSecret(client, staging))) return { state: 'overtaken' };
  const record = recordOf(organization, name, trial, entered, toInstant(now()));
  await putKeyRecord(history, record);
  return { state: 'put', says: trial.says, record };
}

function recordOf(
  organization: string,
  name: KeyName,
  { expires, remark }: Extract<KeyTrial, { state: 'works' }>,
  entered: string | null,
  putAt: Instant,
): KeyRecord {
  const { kind, directory } = name;
  const expiry = expiryOf(expires, entered, putAt);
  return { organization, kind, directory, putAt, expiry, trial: { state: 'works', at: putAt }, remark };
}
