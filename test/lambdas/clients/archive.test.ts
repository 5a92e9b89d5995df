import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import * as z from 'zod';
import { openFolderArchive } from '../../../lambdas/clients/archive.ts';
import { getRows, putRows } from '../../../lambdas/clients/archive-rows.ts';
import { makeFolder } from '../../stores.ts';

const row = z.object({ n: z.number() });

async function openArchive() {
  const folder = await makeFolder();
  return { folder, archive: openFolderArchive(pathToFileURL(folder)) };
}

test('bytes by key, replaced, listed in order, removed', async () => {
  const { archive } = await openArchive();
  await archive.put('a/2', Buffer.from('old'));
  await archive.put('a/2', Buffer.from('two'));
  await archive.put('a/b/1', Buffer.from('one'));
  expect((await archive.get('a/2'))?.toString()).toBe('two');
  expect(await archive.list('a/')).toEqual(['a/2', 'a/b/1']);
  await archive.remove('a/2');
  await archive.remove('a/2');
  expect(await archive.get('a/2')).toBeUndefined();
  expect(await archive.list('nothing/')).toEqual([]);
});

test('only its owner may read it', async () => {
  const { folder, archive } = await openArchive();
  await archive.put('a/1', Buffer.from('x'));
  expect((await stat(join(folder, 'a/1'))).mode & 0o077).toBe(0);
  expect((await stat(join(folder, 'a'))).mode & 0o077).toBe(0);
});

test('a key cannot lead out of it', async () => {
  const { archive } = await openArchive();
  expect(() => archive.get('../secret')).toThrow(/leads out of the archive/);
});

test('a write that fails leaves nothing half-written', async () => {
  const { folder, archive } = await openArchive();
  await mkdir(join(folder, 'a/taken'), { recursive: true });
  await writeFile(join(folder, 'a/taken/file'), 'x');
  await expect(archive.put('a/taken', Buffer.from('y'))).rejects.toThrow();
  expect(await readdir(join(folder, 'a'))).toEqual(['taken']);
});

test('rows come back as they went; an empty list too', async () => {
  const { archive } = await openArchive();
  const file = await putRows(archive, 'rows', ['{"n":1}', '{"n":2}']);
  expect(file).toMatchObject({ rows: 2 });
  expect(await getRows(archive, 'rows', row, file)).toEqual([{ n: 1 }, { n: 2 }]);
  await putRows(archive, 'none', []);
  expect(await getRows(archive, 'none', row)).toEqual([]);
});

test('rows that are missing, or were changed, are named', async () => {
  const { archive } = await openArchive();
  const file = await putRows(archive, 'rows', ['{"n":1}']);
  await putRows(archive, 'rows', ['{"n":3}']);
  await expect(getRows(archive, 'rows', row, file)).rejects.toThrow(/rows .* was changed after it was sealed/);
  await expect(getRows(archive, 'gone', row)).rejects.toThrow(/lacks gone/);
});
