import { type Instant, toInstant } from '../../core/account.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import type { Archive } from '../clients/archive.ts';
import { attemptPrefix } from '../clients/archive-keys.ts';
import { advanceHead, getHead, type Lease, renewLease, takeLease } from '../clients/history/head.ts';
import type { History } from '../clients/history/history.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';

export interface SnapshotStores {
  readonly archive: Archive;
  readonly history: History;
  readonly now: () => Date;
}

export interface WalkRequest {
  readonly organization: string;
  readonly asOf: Instant;
  /** Who asks: a run that is resumed under the same name takes up its own lease again. */
  readonly owner: string;
  /** The version of the settings that it begins with. */
  readonly settings: string;
}

/** A walk that may be made: its lease, and where its parts go. */
export interface Walk {
  readonly organization: string;
  readonly asOf: Instant;
  readonly lease: Lease;
  readonly folder: string;
  readonly settings: string;
  readonly startedAt: Instant;
}

export type WalkBeginning =
  | { readonly state: 'begun'; readonly walk: Walk }
  /** A complete snapshot of this instant is there, and is the newest. */
  | { readonly state: 'complete'; readonly snapshot: CompleteSnapshot }
  /** A newer snapshot is the head already: this one would tell the past as the present. */
  | { readonly state: 'superseded'; readonly head: Instant }
  | { readonly state: 'busy'; readonly holder: Lease };

const LEASE_MINUTES = 15;

/** Takes the lease for a walk, unless its snapshot is there, a newer one is, or somebody else is walking. */
export async function beginWalk({ history, now }: SnapshotStores, request: WalkRequest): Promise<WalkBeginning> {
  const { organization, asOf, owner, settings } = request;
  const known = await getSnapshot(history, organization, asOf);
  if (known?.state === 'complete') await advanceHead(history, organization, asOf);
  const { snapshot: head } = await getHead(history, organization);
  if (head !== undefined && head > asOf) return { state: 'superseded', head };
  if (known?.state === 'complete') return { state: 'complete', snapshot: known };

  const startedAt = toInstant(now());
  const answer = await takeLease(history, organization, { owner, asOf, now: startedAt, until: leaseEnd(now()) });
  if (!answer.taken) return { state: 'busy', holder: answer.holder };
  const { lease } = answer;
  const folder = attemptPrefix(organization, asOf, lease.attempt);
  return { state: 'begun', walk: { organization, asOf, lease, folder, settings, startedAt } };
}

/** Holds the lease of a walk for another quarter of an hour; `false` if somebody else has taken over. */
export function holdWalk({ history, now }: SnapshotStores, { organization, lease }: Walk): Promise<boolean> {
  return renewLease(history, organization, lease, leaseEnd(now()));
}

function leaseEnd(now: Date): Instant {
  return toInstant(new Date(now.getTime() + LEASE_MINUTES * 60_000));
}
