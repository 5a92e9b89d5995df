import type { CompleteSnapshot, PartialSnapshot, Snapshot } from '../../core/snapshot.ts';
import type { Archive } from '../clients/archive.ts';
import { getHead } from '../clients/history/head.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import type { SnapshotStores, Walk } from './begin-walk.ts';
import { seal, type Walked } from './seal.ts';

export type WalkEnding =
  | { readonly state: 'complete'; readonly snapshot: CompleteSnapshot }
  | { readonly state: 'partial'; readonly snapshot: PartialSnapshot }
  | { readonly state: 'superseded'; readonly head: string };

/** Seals a finished walk, and tells what came of it. Parts that did not become a snapshot are removed. */
export async function sealWalk({ archive, history }: SnapshotStores, walked: Walked): Promise<WalkEnding> {
  const { organization, asOf, folder } = walked;
  const sealed = await seal(archive, history, walked);
  if (sealed?.state !== 'complete') await removeFolder(archive, folder);
  const snapshot: Snapshot | undefined = sealed ?? (await getSnapshot(history, organization, asOf));
  if (!snapshot)
    throw new Error(`the snapshot of ${organization} as of ${asOf} was sealed by another run and is gone.`);
  if (snapshot.state === 'partial') return { state: 'partial', snapshot };
  const { snapshot: head } = await getHead(history, organization);
  return head !== undefined && head > asOf ? { state: 'superseded', head } : { state: 'complete', snapshot };
}

/** Removes what a failed walk wrote, unless it was recorded after all. */
export async function abandonWalk({ archive, history }: SnapshotStores, walk: Walk): Promise<void> {
  const recorded = await getSnapshot(history, walk.organization, walk.asOf);
  if (recorded?.state !== 'complete' || recorded.folder !== walk.folder) await removeFolder(archive, walk.folder);
}

/** What did not become a snapshot holds names for nobody. */
async function removeFolder(archive: Archive, folder: string): Promise<void> {
  for (const key of await archive.list(folder)) await archive.remove(key);
}
