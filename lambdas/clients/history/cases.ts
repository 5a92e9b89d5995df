import type { Instant } from '../../../core/account.ts';
import { type Case, caseSchema } from '../../../core/cases/case.ts';
import { type FoldedCase, foldCase } from '../../../core/cases/case-state.ts';
import { type CaseEvent, eventSchema } from '../../../core/cases/events.ts';
import { getDocument, type History, organizationKey, putIfAbsent, queryRange } from './history.ts';

/** Puts a case once; `false` if it is there. */
export function putCase(history: History, one: Case): Promise<boolean> {
  return putIfAbsent(history, organizationKey(one.organization, `CASE#${one.id}`), one);
}

/** Every case of an organization, by id. */
export function listCases(history: History, organization: string): Promise<Case[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'CASE#', to: 'CASE#~' }, caseSchema);
}

/** A case with all that happened to it; undefined if there is none. */
export async function loadCase(
  history: History,
  organization: string,
  id: string,
  now: Instant,
): Promise<FoldedCase | undefined> {
  const one = await getDocument(history, organizationKey(organization, `CASE#${id}`), caseSchema);
  return one && foldCase(one, await listEvents(history, one), now);
}

/** Every case of an organization with all that happened to it. */
export async function loadCases(history: History, organization: string, now: Instant): Promise<FoldedCase[]> {
  const cases = await listCases(history, organization);
  return Promise.all(cases.map(async (one) => foldCase(one, await listEvents(history, one), now)));
}

/** Puts the next event of a case; `false` if somebody else was first to say what happened next. */
export function appendEvent(
  history: History,
  one: Pick<Case, 'organization' | 'id'>,
  number: number,
  event: CaseEvent,
): Promise<boolean> {
  return putIfAbsent(history, { pk: partitionOf(one), sk: `EVENT#${String(number).padStart(6, '0')}` }, event);
}

type KeyedEvent = Extract<CaseEvent, { key: string }>;

/** Puts an event of the runbook unless it is there under its key already, however often its step runs. */
export async function appendOnce(
  history: History,
  one: Pick<Case, 'organization' | 'id'>,
  event: KeyedEvent,
): Promise<void> {
  for (;;) {
    const events = await listEvents(history, one);
    if (events.some((known) => 'key' in known && known.key === event.key && known.kind === event.kind)) return;
    if (await appendEvent(history, one, events.length, event)) return;
  }
}

export function listEvents(history: History, one: Pick<Case, 'organization' | 'id'>): Promise<CaseEvent[]> {
  return queryRange(history, { pk: partitionOf(one), from: 'EVENT#', to: 'EVENT#~' }, eventSchema);
}

function partitionOf({ organization, id }: Pick<Case, 'organization' | 'id'>): string {
  return `CASE#${organization}#${id}`;
}
