import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ClassicLevel } from 'classic-level';
import { errorCode, errorText } from '../core/error-code.ts';
import { type Archive, openFolderArchive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { openEmbeddedTable } from './embedded-table.ts';
import { expireArchive } from './expire-archive.ts';
import { openSecretsFile, type SecretsFile } from './secrets.ts';

/** The stores of one machine, all under one folder that one run holds at a time. */
export interface StateFolder {
  readonly path: string;
  readonly outbox: string;
  readonly secrets: SecretsFile;
  /** Durable executions that are under way, or were. */
  readonly executions: string;
  readonly archive: Archive;
  readonly history: History;
  /** The table's own address. */
  readonly tableUrl: string;
  /** Names whoever holds this folder: a run after a crash takes up what the last one held. */
  readonly owner: string;
  /** Those whose snapshots or baseline are here. */
  organizations(): Promise<readonly string[]>;
  /** Removes names that are past their time: only after a run, when the baseline of the next one is safe. */
  expire(now: Date): Promise<void>;
  close(): Promise<void>;
}

// A folder and not a file, because making one is a single step: two runs at once see it whole or not at all.
const MARK = 'billable-drift-layout-1';

/**
 * Opens the state folder and makes it if it is not there.
 *
 * @throws Error with one sentence if the folder holds something else, or another run is using it
 */
export async function openStateFolder(folder: string): Promise<StateFolder> {
  const path = resolve(folder);
  await claimFolder(path);
  const lock = await openLevel(path, 'lock');
  try {
    // dynalite does not survive a database that cannot be opened: try it first.
    await (await openLevel(path, 'table')).close();
    const table = await openEmbeddedTable(join(path, 'table'));
    const outbox = join(path, 'outbox');
    return {
      path,
      outbox,
      secrets: openSecretsFile(join(path, 'secrets.json')),
      executions: join(path, 'executions'),
      archive: openFolderArchive(pathToFileURL(join(path, 'archive'))),
      history: table.history,
      tableUrl: table.url,
      owner: 'state-folder',
      organizations: () => listOrganizations(join(path, 'archive')),
      expire: (now) => expireArchive(join(path, 'archive'), now),
      async close() {
        await table.close();
        await lock.close();
      },
    };
  } catch (error) {
    await lock.close();
    const why = error instanceof Error && error.cause ? error.cause : error;
    throw new Error(
      `the state folder ${path} cannot be opened (${errorText(why)}): is the disk full, or a file damaged?`,
      { cause: error },
    );
  }
}

async function listOrganizations(archive: string): Promise<readonly string[]> {
  const names = await Promise.all(
    ['snapshots', 'baseline'].map((kind) => readdir(join(archive, kind)).catch((): string[] => [])),
  );
  return [...new Set(names.flat())].sort();
}

async function claimFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR') {
      throw new Error(`the state folder ${path} is a file, not a folder. Name another with --state.`);
    }
    throw error;
  });
  const names = await readdir(path);
  if (names.includes(MARK)) return;
  if (names.length > 0) {
    const otherVersion = names.some((name) => name.startsWith('billable-drift-layout-'));
    const why = otherVersion ? 'it was made by another version of billable-drift' : 'it holds other files';
    throw new Error(`the state folder ${path} is not one of this program: ${why}. Name another with --state.`);
  }
  await mkdir(join(path, MARK), { recursive: true });
}

// LevelDB's lock belongs to the operating system: it goes with the process, however that ends.
async function openLevel(path: string, name: 'lock' | 'table'): Promise<{ close(): Promise<void> }> {
  const level = new ClassicLevel(join(path, name));
  try {
    await level.open();
    return level;
  } catch (error) {
    if (error instanceof Error && errorCode(error.cause) === 'LEVEL_LOCKED') {
      throw new Error(`the state folder ${path} is in use by another run. Wait for it, or name another with --state.`);
    }
    const why = error instanceof Error && error.cause ? error.cause : error;
    throw new Error(
      `the state folder ${path} cannot be opened (${errorText(why)}): is the disk full, or a file damaged?`,
      { cause: error },
    );
  }
}
