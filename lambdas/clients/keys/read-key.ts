import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { type KeyName, keyWords, readKeyText } from '../../../core/keys.ts';
import { secretName } from './secret-name.ts';

/**
 * Reads keys inside the step that uses them; no step returns one. `cached`: as read within the last five minutes.
 * `anew`: for a key that was refused, which may have been changed in mid-run.
 *
 * @throws NoKeyError in one sentence, without the key, if there is none to use
 */
export type ReadKey = (organization: string, name: KeyName, how: 'cached' | 'anew') => Promise<string>;

/** There is no key to use. Whoever can do without it goes on. */
export class NoKeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoKeyError';
  }
}

const CACHED_MS = 5 * 60_000;

export function keyReader(client: SecretsManagerClient, prefix: string, now: () => Date): ReadKey {
  const cache = new Map<string, { readonly key: string; readonly at: number }>();
  return async (organization, name, how) => {
    const secret = secretName(prefix, organization, name);
    const known = cache.get(secret);
    if (known && how === 'cached' && now().getTime() - known.at < CACHED_MS) return known.key;
    const reading = await readSecret(client, secret);
    if ('problem' in reading) {
      throw new NoKeyError(`there is no ${keyWords(name)} of ${organization}: ${reading.problem}.`);
    }
    cache.set(secret, { key: reading.key, at: now().getTime() });
    return reading.key;
  };
}

type Reading = { readonly key: string } | { readonly problem: string };

async function readSecret(client: SecretsManagerClient, name: string): Promise<Reading> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    // The console makes JSON of a key unless it is told otherwise.
    const reading = SecretString.trim().startsWith('{') ? { problem: 'it is JSON' } : readKeyText(SecretString);
    if ('key' in reading) return reading;
    const problem = SecretString.trim() === '' ? 'is empty' : 'is not a key as plain text, with nothing around it';
    return { problem: `the secret ${name} ${problem}` };
  } catch (error) {
    const problem = problemOf(error, name);
    if (problem) return { problem };
    throw error;
  }
}

function problemOf(error: unknown, name: string): string | null {
  if (error instanceof ResourceNotFoundException) return `the secret ${name} is missing`;
  if (error instanceof InvalidRequestException) return `the secret ${name} is marked for deletion; restore it`;
  // The role is for the full ARN of a secret that is there. Of a name without one IAM says "denied", not "missing".
  if (error instanceof SecretsManagerServiceException && error.name === 'AccessDeniedException') {
    return `the secret ${name} is missing, or its policy or its own encryption key keeps this function out`;
  }
  return null;
}
