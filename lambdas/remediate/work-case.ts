import { type CaseStep, type Stage, stagesOf, stepKey } from '../../core/cases/case.ts';
import { type CaseRun, inStep } from './case-run.ts';
import { KEEP_AT_ONCE, keepAccounts } from './keep-accounts.ts';
import { inExecutions, stretchesOf, takeStretch } from './run-accounts.ts';
import { isForEachAccount } from './take-step.ts';

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
      return {
        state: 'stopped',
        step: null,
        why: 'the first account did not come through (its line says why), so nobody follows it; propose the others anew',
      };
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
  for (const stretch of stretchesOf(stage)) {
    if (left.length === 0) break;
    const apart = stretch.steps.every(isForEachAccount) && hasExecutions(run, stage);
    const end = apart ? await inExecutions(run, stretch, left) : await takeStretch(run, stretch, left);
    if (end.state === 'halted') return { state: 'stopped', step: stepKeyOf(stage, stretch.steps), why: end.why };
    left = end.accountIds;
  }
  return { state: 'on', accountIds: left };
}

/** Where the order of the steps could hurt somebody, each account after the first is carried out by an execution of its own. */
function hasExecutions({ plan }: CaseRun, stage: Stage): boolean {
  return plan.canary !== null && stage.name !== 'canary';
}

function stepKeyOf(stage: Stage, [first]: readonly CaseStep[]): string {
  return first ? stepKey(stage, first) : stage.name;
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
