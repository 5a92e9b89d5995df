import type { Action, CaseStep } from '../../core/cases/case.ts';
import type { Work } from '../../core/cases/events.ts';
import { askHolders } from './ask-holders.ts';
import type { CaseRun, StepEnd } from './case-run.ts';
import { type AccountWork, askManage, changeEmail, unlink } from './cut-account.ts';
import { findNew } from './find-new.ts';
import { MOVE_AT_ONCE, moveDurably } from './move-accounts.ts';
import { listRequests, moveRequests } from './move-requests.ts';
import { noteWork } from './note-work.ts';
import { personStep } from './person-step.ts';
import { preflight } from './preflight.ts';
import { loginStep } from './read-login.ts';
import { resyncStep, syncStep } from './resync.ts';
import { setActiveDurably } from './set-active.ts';

type TakeAccount = (run: CaseRun, step: string, accountId: string) => Promise<AccountWork>;

/** What is done account by account, so that each may have an execution of its own. */
const ACCOUNT_ACTIONS: Partial<Record<Action, TakeAccount>> = {
  disable: (run, step, accountId) => setActiveDurably(run, { step, accountId, to: 'inactive' }),
  preflight,
  unlink,
  'ask-manage': askManage,
  'change-email': changeEmail,
  'find-new': findNew,
  'list-requests': listRequests,
  'move-requests': (run, step, accountId) => moveRequests(run, { step, accountId, back: false }),
};

export function isForEachAccount({ who, action }: CaseStep): boolean {
  return who === 'program' && action !== null && ACCOUNT_ACTIONS[action] !== undefined;
}

/** Takes one step for accounts; who it was not done for stays behind. */
export function takeStep(run: CaseRun, key: string, step: CaseStep, accountIds: readonly string[]): Promise<StepEnd> {
  const { who, action } = step;
  if (who !== 'program') return personStep(run, key, { ...step, who }, accountIds);
  switch (action) {
    case 'ask-holders':
      return askHolders(run, key, accountIds);
    case 'move-to-policy':
      return moveStep(run, key, accountIds);
    case 'resync':
      return resyncStep(run, key, accountIds);
    case 'sync':
      return syncStep(run, key, accountIds);
    case 'which-account':
      return loginStep(run, key, accountIds);
    default:
      return accountStep(run, key, action, accountIds);
  }
}

async function accountStep(
  run: CaseRun,
  key: string,
  action: CaseStep['action'],
  accountIds: readonly string[],
): Promise<StepEnd> {
  const take = action === null ? undefined : ACCOUNT_ACTIONS[action];
  if (!take) return { state: 'halted', why: `the program does not know how to take the step "${key}"` };
  const work: Work[] = [];
  for (const accountId of accountIds) {
    const one = await take(run, key, accountId);
    if ('halted' in one) return noteWork(run, key, work, one.halted);
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
    if ('halted' in moved) return noteWork(run, key, work, moved.halted);
    work.push(...moved);
  }
  return noteWork(run, key, work);
}
