import { PLAN_DAYS } from '../core/cases/case.ts';
import { doubtSnapshot, isTooOld } from '../core/cases/judge-limits.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { formatsFor } from '../render/formats.ts';
import { getHead } from './clients/history/head.ts';
import type { History } from './clients/history/history.ts';
import { getSnapshot } from './clients/history/snapshots.ts';
import { findSuspicion } from './find-suspicion.ts';

type Ground = { readonly snapshot: CompleteSnapshot } | { readonly why: string };

const AGAIN = 'try again after the next run';

/** The newest complete snapshot, if it is one to act on; else why not, and what to do. */
export async function findGround(
  history: History,
  settings: Pick<OrganizationSettings, 'id' | 'locale' | 'mail' | 'timeZone'>,
  now: string,
): Promise<Ground> {
  const { id } = settings;
  const { snapshot: asOf } = await getHead(history, id);
  const snapshot = asOf === undefined ? undefined : await getSnapshot(history, id, asOf);
  if (snapshot?.state !== 'complete') return { why: `there is no complete snapshot of ${id} to act on: ${AGAIN}` };
  const which = `the snapshot of ${formatsFor(settings.locale, settings.timeZone).day(snapshot.asOf)}`;
  if (isTooOld(snapshot.asOf, now)) return { why: `${which} is older than ${PLAN_DAYS} days: ${AGAIN}` };
  const doubt = doubtSnapshot(snapshot, await findSuspicion(history, snapshot, settings));
  return doubt === null ? { snapshot } : { why: `${which} is not acted on: ${doubt}, so ${AGAIN}` };
}
