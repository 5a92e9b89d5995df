import type { CaseStep } from '../../core/cases/case.ts';
import type { Work } from '../../core/cases/events.ts';
import { lookDelay } from '../../core/cases/look-delay.ts';
import { type Asked, askPerson, lookForWord, type Spoken } from './ask-person.ts';
import { type CaseRun, inStep, type StepEnd, waitDurably } from './case-run.ts';
import { type NotYet, noteStep, readAfter } from './read-after.ts';

/** A step is asked for so often before those who are still not as they should be are given up. */
const MOST_ASKS = 3;

export type PersonStep = Pick<CaseStep, 'text' | 'check' | 'withinMinutes'> & { readonly who: Asked['who'] };

/** A step of the case: where the person says that it could not be done, the case goes no further. */
export async function personStep(
  run: CaseRun,
  key: string,
  step: PersonStep,
  accountIds: readonly string[],
): Promise<StepEnd> {
  const end = await hearPerson(run, key, step, accountIds);
  return end.state === 'failed' ? { state: 'halted', why: `"${key}" could not be done: ${end.why}` } : end;
}

/**
 * A person's step: it is stated, waited for, read, and asked for again where the reading does not show it. Who is still
 * not as they should be after the third time is given up; the others go on.
 */
export async function hearPerson(
  run: CaseRun,
  key: string,
  step: PersonStep,
  accountIds: readonly string[],
): Promise<StepEnd | { readonly state: 'failed'; readonly why: string }> {
  let open: readonly NotYet[] = accountIds.map((accountId) => ({ accountId, why: '' }));
  const holds: string[] = [];
  let read = true;
  for (let ask = 1; ask <= MOST_ASKS && open.length > 0; ask += 1) {
    const { who, text, withinMinutes } = step;
    const asked = { step: key, ask, who, text, withinMinutes, accounts: open.length, again: againWords(ask, open) };
    const word = await waitForWord(run, asked);
    if (word.state !== 'done') return word;
    const ids = open.map(({ accountId }) => accountId);
    const after = await inStep(run, `${key}: read ${ask}`, () =>
      readAfter(run.dependencies, run.name, step.check, ids),
    );
    holds.push(...after.holds);
    open = after.notYet;
    read &&= after.read;
  }
  const work: Work[] = [
    ...holds.map((accountId) => ({ accountId, result: 'done' as const, why: null })),
    ...open.map(({ accountId, why }) => ({ accountId, result: 'failed' as const, why: `after "${key}": ${why}` })),
  ];
  await inStep(run, `${key}: note`, () => noteStep(run.dependencies, run.name, { step: key, read, work }));
  return { state: 'on', accountIds: holds };
}

async function waitForWord(run: CaseRun, asked: Asked): Promise<Spoken> {
  const { step, ask } = asked;
  await inStep(run, `${step}: ask ${ask}`, () => askPerson(run.dependencies, run.name, asked));
  for (let look = 1; ; look += 1) {
    await waitDurably(run, `${step}: wait ${ask}.${look}`, lookDelay(look, asked.withinMinutes !== null));
    const word = await inStep(run, `${step}: look ${ask}.${look}`, () =>
      lookForWord(run.dependencies, run.name, asked, run),
    );
    if (word.state !== 'waiting') return word;
  }
}

const LISTED = 3;

function againWords(ask: number, open: readonly NotYet[]): string | null {
  if (ask === 1) return null;
  const shown = open.slice(0, LISTED).map(({ accountId, why }) => `${accountId}: ${why}`);
  const more = open.length > LISTED ? `; and ${open.length - LISTED} more` : '';
  return `${shown.join('; ')}${more}`;
}
