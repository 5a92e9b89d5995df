import { toInstant } from '../../core/account.ts';
import type { Evidence } from '../../core/judge-completeness.ts';
import type { Source } from '../../core/snapshot.ts';
import { type Lease, releaseLease } from '../clients/history/head.ts';
import { beginWalk, holdWalk, type SnapshotStores, type Walk, type WalkRequest } from './begin-walk.ts';
import { abandonWalk, sealWalk, type WalkEnding } from './end-walk.ts';
import { type PartWriter, startParts } from './write-parts.ts';

/** Reads all accounts of a source into parts, and says what the source is. */
export type ReadAccounts = (parts: PartWriter) => Promise<{ readonly source: Source; readonly evidence: Evidence }>;

export interface SnapshotRequest extends WalkRequest {
  readonly readAccounts: ReadAccounts;
}

export type SnapshotOutcome = WalkEnding | { readonly state: 'busy'; readonly holder: Lease };

/**
 * One snapshot of one organization in one go: taken once, however often it is asked for. A complete snapshot of this
 * instant is returned as it is; one walk at a time, by the lease; a walk older than the head is not even begun.
 */
export async function takeSnapshot(stores: SnapshotStores, request: SnapshotRequest): Promise<SnapshotOutcome> {
  const beginning = await beginWalk(stores, request);
  if (beginning.state !== 'begun') return beginning;
  try {
    return await walkAndSeal(stores, request, beginning.walk);
  } finally {
    await releaseLease(stores.history, request.organization, beginning.walk.lease);
  }
}

async function walkAndSeal(stores: SnapshotStores, { readAccounts }: SnapshotRequest, walk: Walk): Promise<WalkEnding> {
  const { organization, asOf, lease, folder, settings, startedAt } = walk;
  const parts = startParts(stores.archive, folder, async () => {
    if (await holdWalk(stores, walk)) return;
    throw new Error(`another run has taken over the walk of ${organization}; this one stops.`);
  });
  try {
    const { source, evidence } = await readAccounts(parts);
    const walked = {
      organization,
      asOf,
      attempt: lease.attempt,
      folder,
      source,
      settings,
      startedAt,
      parts: await parts.finish(),
      evidence,
    };
    return await sealWalk(stores, { ...walked, finishedAt: toInstant(stores.now()) });
  } catch (error) {
    await parts.finish().catch(() => {});
    await abandonWalk(stores, walk);
    throw error;
  }
}
