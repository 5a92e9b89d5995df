import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startAwsJsonEndpoint } from '../local/aws-json-endpoint.ts';
import { openSecretsFile, type SecretsFile } from '../local/secrets.ts';
import { secretsManagerOperations } from '../local/secrets-manager.ts';
import { makeFolder } from './stores.ts';

export interface TestSecrets {
  readonly client: SecretsManagerClient;
  readonly file: SecretsFile;
  readonly path: string;
  readonly url: string;
  close(): Promise<void>;
}

/** Secrets Manager on a file of its own, behind the SDK's own client. */
export async function openTestSecrets(now = () => new Date('2026-11-23T06:00:00Z')): Promise<TestSecrets> {
  const path = join(await makeFolder(), 'secrets.json');
  const file = openSecretsFile(path);
  const endpoint = await startAwsJsonEndpoint(secretsManagerOperations(file, now), 'local');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ endpoint: endpoint.url, region: 'local', credentials, maxAttempts: 1 });
  return {
    client,
    file,
    path,
    url: endpoint.url,
    async close() {
      client.destroy();
      await endpoint.close();
    },
  };
}
