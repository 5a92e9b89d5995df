import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { keyReader } from '../../../../lambdas/clients/keys/read-key.ts';
import { AwsServiceError, startAwsJsonEndpoint } from '../../../../local/aws-json-endpoint.ts';
import type { LoopbackServer } from '../../../../local/loopback-server.ts';

let endpoint: LoopbackServer;
let client: SecretsManagerClient;
let answer: () => object;
let asked: string[];
const NOW = new Date('2026-11-23T06:00:00Z');
const ORG = { kind: 'org', directory: null } as const;

beforeAll(async () => {
  endpoint = await startAwsJsonEndpoint(
    {
      'secretsmanager.GetSecretValue': async (input) => {
        asked.push(z.object({ SecretId: z.string() }).parse(input).SecretId);
        return answer();
      },
    },
    'local',
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: endpoint.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
});
afterAll(() => endpoint.close());

function read(given: () => object): Promise<string> {
  answer = given;
  asked = [];
  return keyReader(client, 'billable-drift', () => NOW)('acme', ORG, 'cached');
}

const refusing = (name: string) => () => {
  throw new AwsServiceError(name, 'User: arn:aws:sts::123456789012:assumed-role/x is not authorized');
};
const holding = (SecretString: string) => () => ({ SecretString });

test('the key is the text of the secret, without the line break that a file ends with', async () => {
  expect(await read(holding('ATCTT3xFfGN0-k_e.y=ABC\n'))).toBe('ATCTT3xFfGN0-k_e.y=ABC');
  expect(asked).toEqual(['billable-drift/acme/org']);
});

describe('a sentence that is right when', () => {
  test.each([
    ['there is no such secret', refusing('ResourceNotFoundException'), 'billable-drift/acme/org is missing'],
    [
      'IAM does not say whether there is one',
      refusing('AccessDeniedException'),
      'billable-drift/acme/org is missing, or its policy or its own encryption key keeps this function out',
    ],
    [
      'it is marked for deletion',
      refusing('InvalidRequestException'),
      'billable-drift/acme/org is marked for deletion',
    ],
    ['it is empty', holding(' \n'), 'billable-drift/acme/org is empty'],
    ['it holds bytes, not text', () => ({ SecretBinary: 'c2VjcmV0' }), 'billable-drift/acme/org is empty'],
  ])('%s', async (_, given, sentence) => {
    await expect(read(given)).rejects.toThrow(`there is no organization key of acme: the secret ${sentence}`);
  });
});

test.each([['{"key":"s3cr3t"}'], ['s3cr\n3t'], ['Bearer s3cr3t'], ['s3cr3t\u{2713}']])(
  'what is no key as plain text is never used nor quoted: %j',
  async (text) => {
    const error = await read(holding(text)).catch((thrown: unknown) => String(thrown));
    expect(error).toBe(
      'NoKeyError: there is no organization key of acme: the secret billable-drift/acme/org is not a key as plain text, with nothing around it.',
    );
  },
);

test('any other failure is told as it is', async () => {
  await expect(read(refusing('InternalServiceError'))).rejects.toThrow('is not authorized');
});

test('is read again after five minutes, or when it is asked for anew', async () => {
  let now = NOW;
  const readKey = keyReader(client, 'billable-drift', () => now);
  answer = holding('first');
  asked = [];
  expect(await readKey('acme', ORG, 'cached')).toBe('first');
  answer = holding('second');
  now = new Date(NOW.getTime() + 299_999);
  expect(await readKey('acme', ORG, 'cached')).toBe('first');
  expect(await readKey('acme', ORG, 'anew')).toBe('second');
  answer = holding('third');
  now = new Date(NOW.getTime() + 600_000);
  expect(await readKey('acme', ORG, 'cached')).toBe('third');
  await readKey('acme', { kind: 'scim', directory: 'd-1' }, 'cached');
  expect(asked.at(-1)).toBe('billable-drift/acme/scim-d-1');
});
