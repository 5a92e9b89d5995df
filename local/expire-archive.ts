import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names and e-mails are kept this long; the baseline of the next digest, the people file and lists without names stay. */
const KEPT_DAYS = 35;
const EXPIRING = ['snapshots', 'inspection', 'mail'];

/** What the archive's lifecycle does in AWS, for a folder: removes what is older than 35 days. */
export async function expireArchive(folder: string, now: Date): Promise<void> {
  const oldest = now.getTime() - KEPT_DAYS * 86_400_000;
  for (const part of EXPIRING) {
    const names = await readdir(join(folder, part), { recursive: true }).catch(() => []);
    for (const name of names) {
      const path = join(folder, part, name);
      const stats = await lstat(path);
      if (stats.isFile() && stats.mtimeMs < oldest) await rm(path);
    }
  }
}
