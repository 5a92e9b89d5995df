import { type CaseStep, type Stage, stagesOf, stepKey } from '../../core/cases/case.ts';
import type { Work } from '../../core/cases/events.ts';
import { askHolders } from './ask-holders.ts';
import { type CaseRun, inStep, type StepEnd } from './case-run.ts';
import { KEEP_AT_ONCE, keepAccounts } from './keep-accounts.ts';
import { MOVE_AT_ONCE, moveDurably } from './move-accounts.ts';
import { personStep } from './person-step.ts';
import { noteStep } from './read-after.ts';
import { setActiveDurably } from './set-active.ts';

export type WorkEnd =
  | { readonly state: 'finished' }
  | { readonly state: 'stopped'; readonly step: string | null; readonly why: string };

/**
 * Carries out a plan, stage by stage: the accounts are read and kept as they are, then step after step is taken for those
 * that stay in the case. One account that fails holds up no other, except the canary: without it nobody follows.
 */
export async function workCase(run: CaseRun): Promise<WorkEnd> {
  let left: ReadonlySet<string> = new Set(run.plan.accountIds);
  for (const stage of stagesOf(run.plan)) {
    const end = await workStage(
      run,
      stage,
      stage.accountIds.filter((id) => left.has(id)),
    );
    if (end.state === 'stopped') return end;
    const gone = new Set(stage.accountIds.filter((id) => !end.accountIds.includes(id)));
    if (stage.name === 'canary' && gone.size > 0) {
      return { state: 'stopped', step: null, why: 'the first account did not come through, so nobody follows it' };
    }
    left = new Set([...left].filter((id) => !gone.has(id)));
  }
  // Where people were asked, that all of them keep what they have is an end like any other.
  const asked = run.plan.steps.some(({ action }) => action === 'ask-holders');
  if (left.size > 0 || asked) return { state: 'finished' };
  return { state: 'stopped', step: null, why: 'no account was left to change: each says why' };
}

type StageEnd =
  | { readonly state: 'on'; readonly accountIds: readonly string[] }
  | { readonly state: 'stopped'; readonly step: string; readonly why: string };

async function workStage(run: CaseRun, stage: Stage, accountIds: readonly string[]): Promise<StageEnd> {
  let left = stage.name === 'end' ? accountIds : await keepAll(run, stage, accountIds);
  for (const step of stage.steps) {
    if (left.length === 0) break;
    const key = stepKey(stage, step);
    const end = await takeStep(run, key, step, left);
    if (end.state === 'halted') return { state: 'stopped', step: key, why: end.why };
    left = end.accountIds;
  }
  return { state: 'on', accountIds: left };
}

async function keepAll(run: CaseRun, stage: Stage, accountIds: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (let from = 0; from < accountIds.length; from += KEEP_AT_ONCE) {
    const some = accountIds.slice(from, from + KEEP_AT_ONCE);
    const key = `${stage.name}: keep ${from / KEEP_AT_ONCE + 1}`;
    left.push(...(await inStep(run, key, () => keepAccounts(run.dependencies, run.name, key, some))));
  }
  return left;
}

function takeStep(run: CaseRun, key: string, step: CaseStep, accountIds: readonly string[]): Promise<StepEnd> {
  const { who } = step;
  if (who !== 'program') return personStep(run, key, { ...step, who }, accountIds);
  switch (step.action) {
    case 'ask-holders':
      return askHolders(run, key, accountIds);
    case 'move-to-policy':
      return moveStep(run, key, accountIds);
    default:
      return disableStep(run, key, accountIds);
  }
}

async function disableStep(run: CaseRun, key: string, accountIds: readonly string[]): Promise<StepEnd> {
  const work: Work[] = [];
  for (const accountId of accountIds) {
    const one = await setActiveDurably(run, { step: key, accountId, to: 'inactive' });
    if ('halted' in one) return haltAfter(run, key, work, one.halted);
    work.push(one);
  }
  return noteWork(run, key, work);
}

async function moveStep(run: CaseRun, key: string, accountIds: readonly string[]): Promise<StepEnd> {
  const { policyId } = run.plan;
  if (policyId === null) return { state: 'halted', why: 'the plan names no policy' };
  const work: Work[] = [];
  for (let from = 0; from < accountIds.length; from += MOVE_AT_ONCE) {
    const some = accountIds.slice(from, from + MOVE_AT_ONCE);
    const name = `${key} ${from / MOVE_AT_ONCE + 1}`;
    const moved = await moveDurably(run, name, { step: key, accountIds: some, policyId, back: false });
    if ('halted' in moved) return haltAfter(run, key, work, moved.halted);
    work.push(...moved);
  }
  return noteWork(run, key, work);
}

/** What was done before the halt is noted, so that it can be told and taken back. */
async function haltAfter(run: CaseRun, key: string, work: readonly Work[], why: string): Promise<StepEnd> {
  if (work.length > 0) await noteWork(run, key, work);
  return { state: 'halted', why };
}

async function noteWork(run: CaseRun, key: string, work: readonly Work[]): Promise<StepEnd> {
  await inStep(run, `${key}: note`, () => noteStep(run.dependencies, run.name, key, true, work));
  return { state: 'on', accountIds: work.flatMap(({ accountId, result }) => (result === 'done' ? [accountId] : [])) };
}
