import { lookDelay } from '../../core/cases/look-delay.ts';
import { type CaseRun, inStep, type StepEnd, waitDurably } from './case-run.ts';
import { endAsking, lookAtHolders, openAsking } from './look-at-holders.ts';
import { noteStep } from './read-after.ts';

/** While mails are due and the day has room for them. */
const NEXT_MAILS_SECONDS = 60;

/**
 * Asks the holders of accounts: mails and reminders as they fall due, answers as they come, until nothing more is awaited
 * of anybody. Answers are rows of the table; what this returns and keeps is ids and counts.
 */
export async function askHolders(run: CaseRun, key: string, accountIds: readonly string[]): Promise<StepEnd> {
  const { dependencies, name } = run;
  const asking = { step: key, accountIds };
  await inStep(run, `${key}: open`, () => openAsking(dependencies, name, asking));
  let found = await inStep(run, `${key}: look 1`, () => lookAtHolders(dependencies, name, asking, NOTHING_SEEN));
  for (let look = 2; found.state === 'asking'; look += 1) {
    const { seen, more } = found;
    await waitDurably(run, `${key}: wait ${look}`, more ? NEXT_MAILS_SECONDS : lookDelay(look - 1, false));
    found = await inStep(run, `${key}: look ${look}`, () => lookAtHolders(dependencies, name, asking, seen));
  }
  const { seen } = found;
  const work = await inStep(run, `${key}: close`, () => endAsking(dependencies, name, asking, seen));
  await inStep(run, `${key}: note`, () => noteStep(dependencies, name, { step: key, read: true, work }));
  if (found.state === 'halted') return { state: 'halted', why: found.why };
  return { state: 'on', accountIds: work.flatMap(({ accountId, result }) => (result === 'done' ? [accountId] : [])) };
}

const NOTHING_SEEN = { snapshot: null, left: [] };
