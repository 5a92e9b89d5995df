import type { CaseStep, Stage } from './case.ts';
import { stagesOf, stepKey } from './case.ts';
import type { FoldedCase } from './case-state.ts';
import type { Work } from './events.ts';

/** A step that was taken, and for whom. */
export interface TakenStep {
  readonly stage: Stage['name'];
  readonly step: CaseStep;
  readonly accountIds: readonly string[];
}

/** The steps taken so far, the newest first: the order in which they are taken back. */
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
    if (done.length > 0) taken.set(event.step, { ...named, accountIds: [...before, ...done] });
  }
  const order = stagesOf(plan).flatMap((stage) => stage.steps.map((step) => stepKey(stage, step)));
  return order.flatMap((key) => taken.get(key) ?? []).reverse();
}

function doneOf(work: readonly Work[]): readonly string[] {
  return work.flatMap(({ accountId, result }) => (result === 'done' ? [accountId] : []));
}

/** What stands when a case ends before its end, the newest first, each with its way back, in sentences. */
export function whatStands(folded: FoldedCase): readonly string[] {
  const { status } = folded;
  const waiting = 'waiting' in status ? status.waiting : null;
  const asked = waiting ? [`"${waiting.step}" was asked for and not said to be done: it may have been.`] : [];
  const closed = new Set(folded.events.flatMap((event) => (event.kind === 'resumed' ? [event.key] : [])));
  const paused = folded.events.flatMap((event) =>
    event.kind === 'paused' && !closed.has(event.key)
      ? [`Provisioning of the directory ${event.directoryId} may still be paused: switch it on, now.`]
      : [],
  );
  return [
    ...paused,
    ...asked,
    ...stepsTaken(folded).map(({ stage, step, accountIds }) => {
      const who = accountIds.length <= LISTED ? accountIds.join(', ') : `${accountIds.length} accounts`;
      const back = step.back === null ? 'There is nothing to take back.' : `Back: ${step.back}`;
      return `"${stepKey({ name: stage }, step)}" is done for ${who}. ${back}`;
    }),
  ];
}

const LISTED = 3;
