import * as z from 'zod';
import { ARCHIVE_FOLDERS } from '../lambdas/clients/archive-keys.ts';
import { getRows } from '../lambdas/clients/archive-rows.ts';
import { partitionOf } from '../lambdas/clients/history/account-history.ts';
import { deleteRows, listRowKeys } from '../lambdas/clients/history/erasures.ts';
import { organizationKey } from '../lambdas/clients/history/history.ts';
import type { Erased } from './erase-account.ts';
import type { ErasedStores } from './open-erased-stores.ts';

/** A row of any list of changes, or of a backlog. */
const namedSchema = z.object({ accountId: z.string() });

/**
 * Removes everything of an organization: the moments of its accounts, as the lists of changes name them, its cases with
 * the answers of holders, its folders in the archive, and last its own rows. Done again after a crash, it does the rest.
 */
export async function eraseOrganization({ archive, history }: ErasedStores, organization: string): Promise<Erased> {
  const { pk } = organizationKey(organization, '');
  const own = (await listRowKeys(history, pk)).filter(({ sk }) => !sk.startsWith('ERASURE#'));
  const accounts = new Set<string>();
  for (const key of await archive.list(`drift/${organization}/`)) {
    for (const { accountId } of await getRows(archive, key, namedSchema)) accounts.add(accountId);
  }
  let rows = own.length;
  const partitions = [
    ...[...accounts].map((accountId) => partitionOf(organization, accountId)),
    ...own.flatMap(({ sk }) => {
      const id = sk.startsWith('CASE#') ? sk.slice('CASE#'.length) : null;
      return id === null ? [] : [`CASE#${organization}#${id}`, `ANSWER#${organization}#${id}`];
    }),
  ];
  for (const partition of partitions) {
    const keys = await listRowKeys(history, partition);
    await deleteRows(history, keys);
    rows += keys.length;
  }
  let objects = 0;
  for (const folder of ARCHIVE_FOLDERS) {
    for (const key of await archive.list(`${folder}/${organization}/`)) {
      await archive.remove(key);
      objects += 1;
    }
  }
  await deleteRows(history, own);
  return { objects, rows };
}
