import type { Work } from '../../core/cases/events.ts';
import { type CaseRun, inStep, type StepEnd } from './case-run.ts';
import { noteStep } from './read-after.ts';

/** Notes what a step came to; what was done before a halt, too, so that it can be told and taken back. */
export async function noteWork(
  run: CaseRun,
  step: string,
  work: readonly Work[],
  halted: string | null = null,
): Promise<StepEnd> {
  const { accountId } = run;
  const note = { step, read: true, work, ...(accountId !== undefined && { accountId }) };
  if (work.length > 0) await inStep(run, `${step}: note`, () => noteStep(run.dependencies, run.name, note));
  if (halted !== null) return { state: 'halted', why: halted };
  return { state: 'on', accountIds: work.flatMap((one) => (one.result === 'done' ? [one.accountId] : [])) };
}
