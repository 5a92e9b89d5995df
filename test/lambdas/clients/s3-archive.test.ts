import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import type { Archive } from '../../../lambdas/clients/archive.ts';
import { openBucketArchive } from '../../../lambdas/clients/s3-archive.ts';

let server: Awaited<ReturnType<typeof startFauxqs>>;
let archive: Archive;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket: 'archive' }));
  archive = openBucketArchive(client, 'archive');
});

afterAll(() => server.stop());

test('bytes by key, replaced, listed in order, removed', async () => {
  await archive.put('a/2', Buffer.from('old'));
  await archive.put('a/2', Buffer.from('two'));
  await archive.put('a/b/1', Buffer.from('one'));
  await archive.put('other/1', Buffer.from('x'));
  expect((await archive.get('a/2'))?.toString()).toBe('two');
  expect(await archive.list('a/')).toEqual(['a/2', 'a/b/1']);
  await archive.remove('a/2');
  await archive.remove('a/2');
  expect(await archive.get('a/2')).toBeUndefined();
  expect(await archive.list('nothing/')).toEqual([]);
});

test('a long list is read to its end', async () => {
  for (let from = 0; from < 1050; from += 150) {
    const keys = Array.from({ length: 150 }, (_, index) => `many/${String(from + index).padStart(5, '0')}`);
    await Promise.all(keys.map((key) => archive.put(key, Buffer.from('x'))));
  }
  expect(await archive.list('many/')).toHaveLength(1050);
});
