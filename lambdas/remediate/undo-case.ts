import { toInstant } from '../../core/account.ts';
import { stepKey } from '../../core/cases/case.ts';
import type { Work } from '../../core/cases/events.ts';
import { openPauses } from '../../core/cases/open-pauses.ts';
import { stepsTaken, type TakenStep } from '../../core/cases/what-stands.ts';
import { appendOnce, listEvents } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep } from './case-run.ts';
import { mayEnd } from './end-case.ts';
import { MOVE_AT_ONCE, moveDurably } from './move-accounts.ts';
import { closeDurably, stillPaused } from './pause-window.ts';
import { personStep } from './person-step.ts';
import { takeStepBack } from './take-back.ts';
import type { WorkEnd } from './work-case.ts';

interface Taken extends TakenStep {
  /** By policy, the accounts that were in it before. */
  readonly policies: readonly (readonly [policyId: string, accountIds: readonly string[]])[];
}

/** Takes back what was done, the newest first, for each account that it was done for; what has no way back is skipped. */
export async function undoCase(run: CaseRun): Promise<WorkEnd> {
  const paused = await closePauses(run);
  if (paused !== null) return { state: 'stopped', step: null, why: paused };
  const taken = await inStep(run, 'undo: what was done', () => readTaken(run));
  const results = new Map<string, Work>();
  for (const one of taken) {
    const key = `undo ${run.round} ${stepKey({ name: one.stage }, one.step)}`;
    const work = await takeBack(run, key, one);
    if ('halted' in work) return { state: 'stopped', step: key, why: work.halted };
    for (const each of work) {
      const before = results.get(each.accountId);
      if (before?.result !== 'failed') results.set(each.accountId, each);
    }
  }
  await inStep(run, 'undo: note', () => noteUndone(run, [...results.values()]));
  return { state: 'finished' };
}

/** What the work has left paused is started before anything else; where that cannot be had, it is told. */
async function closePauses(run: CaseRun): Promise<string | null> {
  const { dependencies, name } = run;
  const paused = await inStep(run, 'undo: what is paused', async () =>
    openPauses(await listEvents(dependencies.history, name)),
  );
  for (const { key, directoryId } of paused) {
    if (!(await closeDurably(run, { key, directoryId }))) return stillPaused(directoryId);
  }
  return null;
}

async function readTaken({ dependencies, name }: CaseRun): Promise<readonly Taken[]> {
  const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
  return stepsTaken(folded).map((one) => {
    const policies = new Map<string, string[]>();
    for (const accountId of one.accountIds) {
      const policyId = folded.accounts.get(accountId)?.kept?.policyId ?? null;
      if (policyId !== null) policies.set(policyId, [...(policies.get(policyId) ?? []), accountId]);
    }
    return { ...one, policies: [...policies] };
  });
}

async function takeBack(
  run: CaseRun,
  key: string,
  taken: Taken,
): Promise<readonly Work[] | { readonly halted: string }> {
  const { step, accountIds } = taken;
  if (step.action === 'move-to-policy') return moveBack(run, key, taken);
  if (step.back === null) return [];
  if (step.who === 'program') return takeBackEach(run, key, taken);
  const end = await personStep(run, key, { ...step, who: step.who, text: step.back, check: null }, accountIds);
  if (end.state === 'halted') return { halted: end.why };
  return end.accountIds.map((accountId) => ({ accountId, result: 'done', why: null }));
}

async function takeBackEach(
  run: CaseRun,
  key: string,
  { step, accountIds }: Taken,
): Promise<readonly Work[] | { readonly halted: string }> {
  const work: Work[] = [];
  for (const accountId of accountIds) {
    const one = await takeStepBack(run, key, step, accountId);
    if ('halted' in one) return one;
    work.push(one);
  }
  return work;
}

async function moveBack(
  run: CaseRun,
  key: string,
  { policies }: Taken,
): Promise<readonly Work[] | { readonly halted: string }> {
  const work: Work[] = [];
  for (const [policyId, accountIds] of policies) {
    for (let from = 0; from < accountIds.length; from += MOVE_AT_ONCE) {
      const some = accountIds.slice(from, from + MOVE_AT_ONCE);
      const name = `${key} to ${policyId} ${from / MOVE_AT_ONCE + 1}`;
      const moved = await moveDurably(run, name, { step: key, accountIds: some, policyId, back: true });
      if ('halted' in moved) return moved;
      work.push(...moved);
    }
  }
  return work;
}

async function noteUndone({ dependencies, name, round }: CaseRun, work: readonly Work[]): Promise<void> {
  const at = toInstant(dependencies.now());
  if (!mayEnd(await requireCase(dependencies, name, at), round)) return;
  await appendOnce(dependencies.history, name, { kind: 'undone', at, key: `undone ${round}`, work });
}
