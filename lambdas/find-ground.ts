import { doubtSnapshot, tooOld } from '../core/cases/judge-limits.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { getHead } from './clients/history/head.ts';
import type { History } from './clients/history/history.ts';
import { getSnapshot } from './clients/history/snapshots.ts';
import { findSuspicion } from './find-suspicion.ts';

type Ground = { readonly snapshot: CompleteSnapshot } | { readonly why: string };

/** The newest complete snapshot, if it is one to act on. */
export async function findGround(
  history: History,
  settings: Pick<OrganizationSettings, 'id' | 'mail' | 'timeZone'>,
  now: string,
): Promise<Ground> {
  const { id } = settings;
  const { snapshot: asOf } = await getHead(history, id);
  const snapshot = asOf === undefined ? undefined : await getSnapshot(history, id, asOf);
  if (snapshot?.state !== 'complete') return { why: `there is no complete snapshot of ${id} to act on` };
  const old = tooOld(snapshot.asOf, now);
  if (old !== null) return { why: old };
  const doubt = doubtSnapshot(snapshot, await findSuspicion(history, snapshot, settings));
  return doubt === null ? { snapshot } : { why: `the snapshot of ${snapshot.asOf} is not acted on: ${doubt}` };
}
