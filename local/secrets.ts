import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { errorCode } from '../core/error-code.ts';
import { openFolderArchive } from '../lambdas/clients/archive.ts';

const versionSchema = z.object({ value: z.string(), stages: z.array(z.string()) });
const secretSchema = z.object({
  versions: z.record(z.string(), versionSchema),
  /** Marked for deletion, and when it goes. */
  deletedAt: z.string().optional(),
});
const fileSchema = z.record(z.string(), secretSchema);

export type Secret = z.output<typeof secretSchema>;
export type SecretVersion = z.output<typeof versionSchema>;
export type Secrets = z.output<typeof fileSchema>;

/** The secrets of one machine: one file, read and written whole. */
export interface SecretsFile {
  read(): Promise<Secrets>;
  /** Changes are made one after the other; one that throws changes nothing. */
  change<Value>(change: (secrets: Secrets) => Value): Promise<Value>;
}

const OTHERS = 0o077;

/**
 * Opens the file of secrets, which need not be there. Only its owner may read it.
 *
 * @throws Error in one sentence if others can read it, or it is damaged
 */
export function openSecretsFile(path: string): SecretsFile {
  const folder = openFolderArchive(pathToFileURL(dirname(path)));
  const name = basename(path);
  let last: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<Secrets> => {
    await refuseOpenFile(path);
    const body = await folder.get(name);
    if (!body) return {};
    const secrets = fileSchema.safeParse(parseJson(body.toString()));
    // The words of a parser would quote what it read.
    if (!secrets.success)
      throw new Error(`the file of secrets ${path} is damaged: put the keys again, after removing it.`);
    return secrets.data;
  };
  return {
    read,
    change(change) {
      const changed = last.then(async () => {
        const secrets = await read();
        const value = change(secrets);
        await folder.put(name, Buffer.from(JSON.stringify(secrets)));
        return value;
      });
      last = changed.catch(() => {});
      return changed;
    },
  };
}

async function refuseOpenFile(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (!stats || (stats.mode & OTHERS) === 0) return;
  const mode = (stats.mode & 0o777).toString(8);
  throw new Error(`the file of secrets ${path} can be read by others (mode ${mode}): close it with chmod 600.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
