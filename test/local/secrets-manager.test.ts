import { chmod, stat, writeFile } from 'node:fs/promises';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSecretsFile } from '../../local/secrets.ts';
import { openTestSecrets, type TestSecrets } from '../secrets.ts';

const NAME = 'billable-drift/acme/org';
const token = (letter: string) => letter.repeat(32);

let secrets: TestSecrets;
beforeEach(async () => {
  secrets = await openTestSecrets();
});
afterEach(() => secrets.close());

const create = () => secrets.client.send(new CreateSecretCommand({ Name: NAME }));
const put = (SecretString: string, letter: string, VersionStages?: string[]) =>
  secrets.client.send(
    new PutSecretValueCommand({
      SecretId: NAME,
      SecretString,
      ClientRequestToken: token(letter),
      ...(VersionStages && { VersionStages }),
    }),
  );
const current = async () => (await secrets.client.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString;
const stages = async () =>
  (await secrets.client.send(new DescribeSecretCommand({ SecretId: NAME }))).VersionIdsToStages;
const move = (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
  secrets.client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: NAME,
      VersionStage,
      ...(MoveToVersionId && { MoveToVersionId }),
      ...(RemoveFromVersionId && { RemoveFromVersionId }),
    }),
  );
const refused = (name: string) => expect.objectContaining({ name });

describe('versions and their stages', () => {
  beforeEach(create);

  test('a new value becomes the current one, and the one before the previous', async () => {
    await put('one', 'a');
    await put('two', 'b');
    expect(await current()).toBe('two');
    expect(await stages()).toEqual({ [token('a')]: ['AWSPREVIOUS'], [token('b')]: ['AWSCURRENT'] });
  });

  test('a pending value is not the current one, not even the first', async () => {
    await put('one', 'a', ['AWSPENDING']);
    await expect(current()).rejects.toEqual(refused('ResourceNotFoundException'));
    await put('two', 'b', ['AWSCURRENT']);
    expect(await stages()).toEqual({ [token('a')]: ['AWSPENDING'], [token('b')]: ['AWSCURRENT'] });
  });

  test('the current stage moves only from the version that is said to have it', async () => {
    await put('one', 'a');
    await put('two', 'b', ['AWSPENDING']);
    await expect(move('AWSCURRENT', token('b'))).rejects.toEqual(refused('InvalidParameterException'));
    await expect(move('AWSCURRENT', token('b'), token('b'))).rejects.toEqual(refused('InvalidParameterException'));
    await move('AWSCURRENT', token('b'), token('a'));
    expect(await stages()).toEqual({ [token('a')]: ['AWSPREVIOUS'], [token('b')]: ['AWSPENDING', 'AWSCURRENT'] });
  });

  test('a version without a stage is gone', async () => {
    await put('one', 'a');
    await put('two', 'b', ['AWSPENDING']);
    await move('AWSPENDING', undefined, token('b'));
    expect(await stages()).toEqual({ [token('a')]: ['AWSCURRENT'] });
  });

  test('a request token is one value, however often it is sent', async () => {
    await put('one', 'a');
    await put('one', 'a');
    await expect(put('two', 'a')).rejects.toEqual(refused('ResourceExistsException'));
    expect(await current()).toBe('one');
  });
});

describe('secrets', () => {
  test('are made once, and unknown until then', async () => {
    await expect(current()).rejects.toEqual(refused('ResourceNotFoundException'));
    await create();
    await expect(create()).rejects.toEqual(refused('ResourceExistsException'));
  });

  test('marked for deletion are of no use until they are restored', async () => {
    await create();
    await put('one', 'a');
    await secrets.client.send(new DeleteSecretCommand({ SecretId: NAME, RecoveryWindowInDays: 7 }));
    await expect(current()).rejects.toEqual(refused('InvalidRequestException'));
    await expect(create()).rejects.toEqual(refused('InvalidRequestException'));
    const { DeletedDate } = await secrets.client.send(new DescribeSecretCommand({ SecretId: NAME }));
    expect(DeletedDate).toEqual(new Date('2026-11-30T06:00:00Z'));
    await secrets.client.send(new RestoreSecretCommand({ SecretId: NAME }));
    expect(await current()).toBe('one');
  });

  test('deleted at once are gone', async () => {
    await create();
    await secrets.client.send(new DeleteSecretCommand({ SecretId: NAME, ForceDeleteWithoutRecovery: true }));
    await expect(stages()).rejects.toEqual(refused('ResourceNotFoundException'));
  });

  test('put at once by many are all there', async () => {
    await create();
    const letters = [...'abcdefgh'];
    await Promise.all(letters.map((letter) => put(letter, letter, [`STAGE-${letter}`])));
    expect(Object.keys((await stages()) ?? {}).sort()).toEqual(letters.map(token));
  });
});

test('nobody else on this machine is answered', async () => {
  await create();
  await put('one', 'a');
  const others = new SecretsManagerClient({
    ...{ endpoint: secrets.url, region: 'local', maxAttempts: 1 },
    credentials: { accessKeyId: 'guessed', secretAccessKey: 'guessed' },
  });
  await expect(others.send(new GetSecretValueCommand({ SecretId: NAME }))).rejects.toEqual(
    refused('UnrecognizedClientException'),
  );
});

describe('the file', () => {
  beforeEach(async () => {
    await create();
    await put('one', 'a');
  });

  test('is for its owner alone', async () => {
    expect((await stat(secrets.path)).mode & 0o777).toBe(0o600);
  });

  test('that others can read is refused, with the mend', async () => {
    await chmod(secrets.path, 0o640);
    await expect(openSecretsFile(secrets.path).read()).rejects.toThrow(
      `the file of secrets ${secrets.path} can be read by others (mode 640): close it with chmod 600.`,
    );
  });

  test('that is damaged is not quoted', async () => {
    await writeFile(secrets.path, '{"secret-canary": ');
    const error = await openSecretsFile(secrets.path).read().catch(String);
    expect(error).toMatch(/is damaged/);
    expect(error).not.toMatch(/canary/);
  });
});
