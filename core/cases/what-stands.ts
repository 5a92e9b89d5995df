import type { CaseStep, Stage } from './case.ts';
import { stagesOf, stepKey } from './case.ts';
import type { FoldedCase } from './case-state.ts';

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
  return events
    .flatMap((event) => {
      const named = event.kind === 'stepped' ? known.get(event.step) : undefined;
      if (event.kind !== 'stepped' || !named) return [];
      const accountIds = event.work.filter(({ result }) => result === 'done').map(({ accountId }) => accountId);
      return accountIds.length > 0 ? [{ ...named, accountIds }] : [];
    })
    .reverse();
}

/** What stands when a case ends before its end, the newest first, each with its way back, in sentences. */
export function whatStands(folded: FoldedCase): readonly string[] {
  const { status } = folded;
  const waiting = 'waiting' in status ? status.waiting : null;
  const asked = waiting ? [`"${waiting.step}" was asked for and not said to be done: it may have been.`] : [];
  return [
    ...asked,
    ...stepsTaken(folded).map(({ stage, step, accountIds }) => {
      const who = accountIds.length <= LISTED ? accountIds.join(', ') : `${accountIds.length} accounts`;
      const back = step.back === null ? 'There is nothing to take back.' : `Back: ${step.back}`;
      return `"${stepKey({ name: stage }, step)}" is done for ${who}. ${back}`;
    }),
  ];
}

const LISTED = 3;
