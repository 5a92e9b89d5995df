import { type Account, accountSchema } from '../../core/account.ts';
import { type CompleteSnapshot, type Manifest, manifestSchema, type Part } from '../../core/snapshot.ts';
import type { Archive } from './archive.ts';
import { baselinePrefix } from './archive-keys.ts';
import { getRows, putRows, sha256 } from './archive-rows.ts';

export const MANIFEST = 'manifest.json';

/** Writes accounts as one part of a snapshot, the account id first in each row. */
export async function putPart(
  archive: Archive,
  folder: string,
  name: string,
  accounts: readonly Account[],
): Promise<Part> {
  return {
    name,
    ...(await putRows(
      archive,
      folder + name,
      accounts.map((account) => JSON.stringify(account)),
    )),
  };
}

export function getPart(archive: Archive, folder: string, part: Part): Promise<Account[]> {
  return getRows(archive, folder + part.name, accountSchema, part);
}

/**
 * All accounts of a sealed snapshot, a part at a time: those found, then those carried over from the snapshot before.
 * A baseline is read from its copy once its own parts are past their lifecycle.
 *
 * @throws Error naming the object if the archive lacks it or it was changed after it was sealed
 */
export async function* readAccountParts(archive: Archive, snapshot: CompleteSnapshot): AsyncGenerator<Account[]> {
  const { folder, manifest } = await findManifest(archive, snapshot);
  for (const part of manifest.parts) yield await getPart(archive, folder, part);
  if (manifest.carried) yield await getPart(archive, folder, manifest.carried);
}

/** Whether a snapshot can still be read: its parts are there, or the copy that was kept of it as a baseline. */
export async function isReadable(archive: Archive, snapshot: CompleteSnapshot): Promise<boolean> {
  for (const folder of foldersOf(snapshot)) {
    if ((await archive.get(folder + MANIFEST)) !== undefined) return true;
  }
  return false;
}

/** The accounts that an earlier walk did not find either, by id. */
export async function readCarriedIds(archive: Archive, snapshot: CompleteSnapshot): Promise<ReadonlySet<string>> {
  const { folder, manifest } = await findManifest(archive, snapshot);
  if (!manifest.carried) return new Set();
  return new Set((await getPart(archive, folder, manifest.carried)).map((account) => account.accountId));
}

/**
 * Copies a snapshot to where no lifecycle deletes it and then removes the copies of earlier baselines. The manifest
 * comes last: where it is, the whole copy is.
 */
export async function keepAsBaseline(archive: Archive, snapshot: CompleteSnapshot): Promise<void> {
  const { folder, manifest } = await findManifest(archive, snapshot);
  const copy = baselinePrefix(snapshot.organization, snapshot.asOf);
  if ((await archive.get(copy + MANIFEST)) === undefined) {
    const parts = manifest.carried ? [...manifest.parts, manifest.carried] : manifest.parts;
    for (const name of [...parts.map((part) => part.name), MANIFEST])
      await copyObject(archive, folder + name, copy + name);
  }
  for (const key of await archive.list(baselinePrefix(snapshot.organization))) {
    if (!key.startsWith(copy)) await archive.remove(key);
  }
}

/** Copies one object of the archive. */
export async function copyObject(archive: Archive, from: string, to: string): Promise<void> {
  const body = await archive.get(from);
  if (!body) throw new Error(`the archive lacks ${from} (in ${archive.location}).`);
  await archive.put(to, body);
}

/** A snapshot's own manifest, from its folder or its copy as a baseline; undefined once both are gone. */
export async function getManifest(
  archive: Archive,
  snapshot: CompleteSnapshot,
): Promise<{ readonly folder: string; readonly manifest: Manifest } | undefined> {
  return (await isReadable(archive, snapshot)) ? findManifest(archive, snapshot) : undefined;
}

/** Writes the manifest that makes a folder of parts a snapshot; its hash goes into the row. */
export async function putManifest(archive: Archive, folder: string, manifest: Manifest): Promise<string> {
  const body = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await archive.put(folder + MANIFEST, body);
  return sha256(body);
}

function foldersOf({ folder, organization, asOf }: CompleteSnapshot): readonly string[] {
  return [folder, baselinePrefix(organization, asOf)];
}

async function findManifest(
  archive: Archive,
  snapshot: CompleteSnapshot,
): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  for (const folder of foldersOf(snapshot)) {
    const body = await archive.get(folder + MANIFEST);
    if (!body) continue;
    if (sha256(body) !== snapshot.manifestSha256) {
      throw new Error(`the archive's ${folder}${MANIFEST} (in ${archive.location}) was changed after it was sealed.`);
    }
    return { folder, manifest: manifestSchema.parse(JSON.parse(body.toString())) };
  }
  throw new Error(
    `the archive (in ${archive.location}) lacks the snapshot of ${snapshot.organization} as of ${snapshot.asOf}.`,
  );
}
