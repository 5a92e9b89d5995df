import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { getHead, takeLease } from '../../lambdas/clients/history/head.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { makeFolder } from '../stores.ts';

test('what was stored is there the next time; only its owner may read it', async () => {
  const path = join(await makeFolder(), 'a/state');
  const first = await openStateFolder(path);
  await first.archive.put('mail/x', Buffer.from('x'));
  const times = { asOf: '2026-11-23T06:00:00Z', now: '2026-11-23T06:00:00Z', until: '2026-11-23T06:15:00Z' };
  await takeLease(first.history, 'acme', { owner: first.owner, ...times });
  await first.close();
  expect((await stat(path)).mode & 0o077).toBe(0);
  const second = await openStateFolder(path);
  expect((await second.archive.get('mail/x'))?.toString()).toBe('x');
  expect((await getHead(second.history, 'acme')).lease?.owner).toBe(second.owner);
  await second.close();
});

test('names older than 35 days go; lists without names and the baseline stay', async () => {
  const path = join(await makeFolder(), 'state');
  const state = await openStateFolder(path);
  const keys = ['snapshots/old', 'snapshots/new', 'mail/old', 'drift/old', 'baseline/old'];
  for (const key of keys) await state.archive.put(key, Buffer.from('x'));
  await state.close();
  for (const key of keys.filter((one) => one.endsWith('old'))) {
    await utimes(join(path, 'archive', key), new Date('2026-10-01'), new Date('2026-10-01'));
  }
  await utimes(join(path, 'archive/snapshots/new'), new Date('2026-11-01'), new Date('2026-11-01'));
  const later = await openStateFolder(path);
  await later.expire(new Date('2026-11-24'));
  await later.close();
  const left = await readdir(join(path, 'archive'), { recursive: true });
  expect(left.filter((name) => name.includes('/')).sort()).toEqual(['baseline/old', 'drift/old', 'snapshots/new']);
});
