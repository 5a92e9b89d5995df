import { counted } from '../counted.ts';
import type { CasePlan, CaseStep, Stage } from './case.ts';
import { stagesOf, stepKey } from './case.ts';
import type { FoldedCase } from './case-state.ts';
import type { CaseEvent, Work } from './events.ts';
import { openPauses } from './open-pauses.ts';
import { wayBack } from './way-back.ts';

/** It was about to be written; or said to be done and not read, or read and not seen of all of them. */
export type Doubt = 'being-written' | 'not-read' | 'not-seen';

/** A step that was taken, and for whom. */
export interface TakenStep {
  readonly stage: Stage['name'];
  readonly step: CaseStep;
  readonly accountIds: readonly string[];
  /** Those of them of whom it is not known, and why. */
  readonly unsure: readonly string[];
  readonly doubt: Doubt | null;
}

/**
 * The steps taken so far, the newest first: the order in which they are taken back. One that was about to be written when
 * the case ended counts as taken, for it may have been; and so does one that a person has said to be done, read or not.
 */
export function stepsTaken({ case: { plan }, events }: Pick<FoldedCase, 'case' | 'events'>): readonly TakenStep[] {
  const known = new Map(
    stagesOf(plan).flatMap((stage) => stage.steps.map((step) => [stepKey(stage, step), { stage: stage.name, step }])),
  );
  const back = new Set(
    events.flatMap((event) =>
      event.kind === 'taken-back' ? doneOf(event.work).map((accountId) => `${event.step} ${accountId}`) : [],
    ),
  );
  const taken = new Map<string, TakenStep>();
  for (const event of events) {
    const named = event.kind === 'stepped' ? known.get(event.step) : undefined;
    if (event.kind !== 'stepped' || !named) continue;
    const done = doneOf(event.work).filter((accountId) => !back.has(`${event.step} ${accountId}`));
    const before = taken.get(event.step)?.accountIds ?? [];
    if (done.length > 0) taken.set(event.step, { ...named, accountIds: [...before, ...done], unsure: [], doubt: null });
  }
  for (const [key, unsure, doubt] of [...unsettledWrites(events), ...unreadWords(plan, events)]) {
    const named = known.get(key);
    const open = unsure.filter((accountId) => !back.has(`${key} ${accountId}`));
    if (!named || open.length === 0) continue;
    taken.set(key, { ...named, accountIds: [...(taken.get(key)?.accountIds ?? []), ...open], unsure: open, doubt });
  }
  const order = stagesOf(plan).flatMap((stage) => stage.steps.map((step) => stepKey(stage, step)));
  return order.flatMap((key) => taken.get(key) ?? []).reverse();
}

type Unsure = readonly [step: string, accountIds: readonly string[], doubt: Doubt];

/** By step, the accounts that it was about to be written for and of which nothing was said afterwards. */
function unsettledWrites(events: FoldedCase['events']): readonly Unsure[] {
  const settled = new Set(
    events.flatMap((event) =>
      event.kind === 'stepped' ? event.work.map(({ accountId }) => `${event.step} ${accountId}`) : [],
    ),
  );
  const open = new Map<string, readonly string[]>();
  for (const event of events) {
    if (event.kind !== 'writing') continue;
    const ids = event.accountIds.filter((accountId) => !settled.has(`${event.step} ${accountId}`));
    if (ids.length > 0) open.set(event.step, [...new Set([...(open.get(event.step) ?? []), ...ids])]);
  }
  return [...open].map(([key, ids]) => [key, ids, 'being-written']);
}

/** By step, the accounts that a person has said, as their last word, that it is done for, and of which nothing was read afterwards. */
function unreadWords(plan: CasePlan, events: FoldedCase['events']): readonly Unsure[] {
  const stepped = new Set(events.flatMap((event) => (event.kind === 'stepped' ? [event.step] : [])));
  const said = new Map(events.flatMap((event) => (event.kind === 'said' ? [[event.step, event.done] as const] : [])));
  const left = new Set(events.flatMap(leftBehind));
  const again = new Set(
    events.flatMap((event) => (event.kind === 'asked' && event.again !== null ? [event.step] : [])),
  );
  return stagesOf(plan).flatMap((stage) =>
    stage.steps.flatMap((step): readonly Unsure[] => {
      const key = stepKey(stage, step);
      const ids = stage.accountIds.filter((accountId) => !left.has(accountId));
      return said.get(key) === true && !stepped.has(key) ? [[key, ids, again.has(key) ? 'not-seen' : 'not-read']] : [];
    }),
  );
}

/** Accounts that go no further with the case. */
function leftBehind(event: CaseEvent): readonly string[] {
  // An execution that broke off: no step says so.
  if (event.kind === 'ended') return !event.stays && event.halted === null ? [event.accountId] : [];
  if (event.kind !== 'kept' && event.kind !== 'stepped') return [];
  const work = event.kind === 'kept' ? event.skipped : event.work;
  return work.flatMap(({ accountId, result }) => (result === 'done' ? [] : [accountId]));
}

function doneOf(work: readonly Work[]): readonly string[] {
  return work.flatMap(({ accountId, result }) => (result === 'done' ? [accountId] : []));
}

/** What stands when a case ends before its end, the newest first, each with its way back, in sentences. */
export function whatStands(folded: FoldedCase): readonly string[] {
  const { status } = folded;
  const waiting = 'waiting' in status ? status.waiting : null;
  const taken = stepsTaken(folded);
  const isTaken = taken.some(({ stage, step }) => stepKey({ name: stage }, step) === waiting?.step);
  const asked =
    waiting && !isTaken ? [`"${waiting.step}" was asked for and not said to be done: it may have been.`] : [];
  const paused = new Set(openPauses(folded.events).map(({ directoryId }) => directoryId));
  const resume = [...paused].map((id) => `Provisioning of the directory ${id} may still be paused: switch it on, now.`);
  return [...resume, ...asked, ...taken.flatMap(takenWords)];
}

/** Whether an undo of the case would do anything: a step with a way back was taken, or provisioning is still paused. */
export function canBeTakenBack(folded: Pick<FoldedCase, 'case' | 'events'>): boolean {
  return stepsTaken(folded).some(({ step }) => step.back !== null) || openPauses(folded.events).length > 0;
}

const LISTED = 3;

const DOUBTS: Readonly<Record<Doubt, (who: string) => string>> = {
  'being-written': (who) => `was being written for ${who}: it may have been done.`,
  'not-read': (who) => `was said to be done for ${who}, and not read.`,
  'not-seen': (who) => `was said to be done for ${who}; not all of them showed it, and it was asked for again.`,
};

function takenWords({ stage, step, accountIds, unsure, doubt }: TakenStep): readonly string[] {
  const key = stepKey({ name: stage }, step);
  const back = wayBack(step);
  const who = (ids: readonly string[]) => (ids.length <= LISTED ? ids.join(', ') : counted(ids.length, 'account'));
  const done = accountIds.filter((accountId) => !unsure.includes(accountId));
  return [
    ...(doubt === null ? [] : [`"${key}" ${DOUBTS[doubt](who(unsure))} ${back}`]),
    ...(done.length > 0 ? [`"${key}" is done for ${who(done)}. ${back}`] : []),
  ];
}
