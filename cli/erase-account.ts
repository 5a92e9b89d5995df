import type { Account } from '../core/account.ts';
import type { CompleteSnapshot, Manifest, Part } from '../core/snapshot.ts';
import { copyObject, getManifest, getPart, MANIFEST, putManifest, putPart } from '../lambdas/clients/account-parts.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import { baselinePrefix } from '../lambdas/clients/archive-keys.ts';
import { sha256 } from '../lambdas/clients/archive-rows.ts';
import { partitionOf } from '../lambdas/clients/history/account-history.ts';
import { deleteRows, listRowKeys } from '../lambdas/clients/history/erasures.ts';
import { listSnapshots, moveSnapshot } from '../lambdas/clients/history/snapshots.ts';
import { html } from '../render/html.ts';
import type { ErasedStores } from './open-erased-stores.ts';

export interface Erased {
  readonly objects: number;
  readonly rows: number;
}

/** What stands in a snapshot where a name was. */
const ERASED = '(erased)';

/**
 * Takes one account's name and e-mail out of every snapshot and every mail that is still there, and its moments out of the
 * table. Its id stays in snapshots and lists of changes, so that counts and drifts remain what they were. `label` names
 * this erasure. Done again after a crash, it does the rest.
 */
export async function eraseAccount(
  stores: ErasedStores,
  { organization, accountId, label }: { organization: string; accountId: string; label: string },
): Promise<Erased> {
  const { archive, history } = stores;
  const words = new Set([accountId]);
  let objects = 0;
  for (const snapshot of await listSnapshots(history, organization, '0', '~')) {
    if (snapshot.state !== 'complete') continue;
    const { moved, changed } = await eraseFromSnapshot(stores, snapshot, { accountId, label, words });
    objects += changed + (await refreshBaseline(archive, moved));
    await removeOtherFolders(archive, moved);
  }
  objects += await removeMails(archive, organization, words);
  const rows = await listRowKeys(history, partitionOf(organization, accountId));
  await deleteRows(history, rows);
  return { objects, rows: rows.length };
}

interface Erasing {
  readonly accountId: string;
  readonly label: string;
  /** Whatever names the account: filled as it is found. */
  readonly words: Set<string>;
}

/** Puts everything into a new folder first, then moves the row: whenever it stops, the row points to a whole folder. */
async function eraseFromSnapshot({ archive, history }: ErasedStores, snapshot: CompleteSnapshot, erasing: Erasing) {
  const found = await getManifest(archive, snapshot);
  const target = `${stampFolder(snapshot)}erased-${erasing.label}/`;
  const emptied = found && (await emptyParts(archive, found, target, erasing));
  if (!emptied || emptied.changed === 0) return { moved: snapshot, changed: 0 };
  const to = { folder: target, manifestSha256: await putManifest(archive, target, emptied.manifest) };
  if (!(await moveSnapshot(history, snapshot, to))) {
    throw new Error(`the snapshot of ${snapshot.asOf} was changed meanwhile: erase again.`);
  }
  return { moved: { ...snapshot, ...to }, changed: emptied.changed };
}

async function emptyParts(
  archive: Archive,
  { folder, manifest }: { readonly folder: string; readonly manifest: Manifest },
  target: string,
  { accountId, words }: Erasing,
): Promise<{ readonly manifest: Manifest; readonly changed: number }> {
  let changed = 0;
  const empty = async (part: Part): Promise<Part> => {
    const accounts = await getPart(archive, folder, part);
    const named = accounts.filter((account) => account.accountId === accountId && account.name !== ERASED);
    if (named.length === 0) return part;
    for (const { name, email } of named) for (const word of [name, email ?? '']) if (word !== '') words.add(word);
    changed += 1;
    return putPart(archive, target, part.name, accounts.map(withoutName(accountId)));
  };
  const parts: Part[] = [];
  for (const part of manifest.parts) parts.push(await empty(part));
  const carried = manifest.carried && (await empty(manifest.carried));
  const kept = [...manifest.parts, manifest.carried].filter((part) => part && [...parts, carried].includes(part));
  if (changed > 0) for (const part of kept) if (part) await copyObject(archive, folder + part.name, target + part.name);
  return { manifest: { ...manifest, parts, carried }, changed };
}

function withoutName(accountId: string): (account: Account) => Account {
  return (account) => (account.accountId === accountId ? { ...account, name: ERASED, email: null } : account);
}

/** A copy as baseline that is not the row's any more is made anew; the manifest comes last. */
async function refreshBaseline(archive: Archive, snapshot: CompleteSnapshot): Promise<number> {
  const copy = baselinePrefix(snapshot.organization, snapshot.asOf);
  const manifest = await archive.get(copy + MANIFEST);
  if (!manifest || sha256(manifest) === snapshot.manifestSha256) return 0;
  const keys = await archive.list(snapshot.folder);
  for (const key of keys.toSorted((one, other) => Number(one.endsWith(MANIFEST)) - Number(other.endsWith(MANIFEST)))) {
    await copyObject(archive, key, copy + key.slice(snapshot.folder.length));
  }
  return keys.length;
}

async function removeOtherFolders(archive: Archive, snapshot: CompleteSnapshot): Promise<void> {
  for (const key of await archive.list(stampFolder(snapshot))) {
    if (!key.startsWith(snapshot.folder)) await archive.remove(key);
  }
}

/** A mail says what it says to everyone: one that names the account goes as a whole, and so does a list beside it. */
async function removeMails(archive: Archive, organization: string, words: ReadonlySet<string>): Promise<number> {
  const naming = [...words].flatMap((word) => [word, html`${word}`.markup]);
  const names = (text: string) => naming.some((word) => text.includes(word));
  const read = async (key: string) => (await archive.get(key))?.toString() ?? '';
  let removed = 0;
  for (const key of await archive.list(`mail/${organization}/`)) {
    if (key.endsWith('.csv') && names(await read(key))) {
      await archive.remove(key);
      removed += 1;
    }
    if (!key.endsWith('.html')) continue;
    const eml = key.replace(/\.html$/, '.eml');
    if (!names(await read(key)) && !attachedTo(await read(eml)).some(names)) continue;
    // The page tells which mails they are, so it goes last.
    for (const each of [eml, key]) await archive.remove(each);
    removed += 2;
  }
  return removed;
}

/** What a mail carries in base64: its files, of which the page shows the first names only. */
function attachedTo(eml: string): readonly string[] {
  const blocks = eml.split(/\r?\n\r?\n/).filter((block) => /^[A-Za-z0-9+/=\r\n]+(\r?\n--\S*)?$/.test(block.trim()));
  return blocks.map((block) => Buffer.from(block.split(/\r?\n--/)[0] ?? '', 'base64').toString());
}

/** All attempts at a snapshot: the folder above its own. */
function stampFolder({ folder }: CompleteSnapshot): string {
  return folder.replace(/[^/]+\/$/, '');
}
