import { type Asked, allAsked, type CaseHold, holdsOf, type Waiting, waitingOf } from '../core/asked.ts';
import type { FoldedCase } from '../core/cases/case-state.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { listAsked } from './clients/history/asked.ts';
import type { History } from './clients/history/history.ts';

export interface LoadedWaiting {
  readonly asked: ReadonlyMap<string, Asked>;
  readonly holds: ReadonlyMap<string, CaseHold>;
  readonly waiting: ReadonlyMap<string, Waiting>;
}

/** Whose holders were asked, what open cases hold, and whom `today`, a day of the zone, waits for. */
export async function loadWaiting(
  history: History,
  { id, timeZone }: Pick<OrganizationSettings, 'id' | 'timeZone'>,
  cases: readonly FoldedCase[],
  today: string,
): Promise<LoadedWaiting> {
  const asked = allAsked(await listAsked(history, id), cases, timeZone);
  const holds = holdsOf(cases, timeZone);
  return { asked, holds, waiting: waitingOf(holds, asked, today) };
}
