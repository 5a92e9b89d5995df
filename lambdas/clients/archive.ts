import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCode } from '../../core/error-code.ts';

/** Where names and e-mails live: bytes by key. A key is a relative path with `/`. */
export interface Archive {
  /** For people: where it is. */
  readonly location: string;
  /** Whole or not at all, even if the machine stops half-way. An object that is there is replaced. */
  put(key: string, body: Uint8Array): Promise<void>;
  /** Undefined if there is no such object. */
  get(key: string): Promise<Buffer | undefined>;
  /** All keys that start with the prefix (a folder, ending in `/`), sorted. */
  list(prefix: string): Promise<string[]>;
  remove(key: string): Promise<void>;
}

/** The archive as a folder: `file:///…/archive`. Only its owner may read it. */
export function openFolderArchive(url: URL): Archive {
  const root = resolve(fileURLToPath(url));
  const pathOf = (key: string) => {
    const path = resolve(root, key);
    if (!path.startsWith(root + sep)) throw new Error(`archive key ${key} leads out of the archive`);
    return path;
  };
  return {
    location: root,
    async put(key, body) {
      const path = pathOf(key);
      const draft = `${path}.${randomUUID()}.tmp`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await writeFile(draft, body, { mode: 0o600, flush: true });
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    get: (key) => readFile(pathOf(key)).catch(absent(undefined)),
    async list(prefix) {
      const entries = await readdir(pathOf(prefix), { recursive: true, withFileTypes: true }).catch(absent([]));
      return entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(root.length + 1)
            .split(sep)
            .join('/'),
        )
        .sort();
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

function absent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (errorCode(error) === 'ENOENT') return value;
    throw error;
  };
}
