import { toInstant } from '../../core/account.ts';
import { type CasePlan, planText } from '../../core/cases/case.ts';
import { type FoldedCase, roundOf } from '../../core/cases/case-state.ts';
import { approversOf, statusWords } from '../../core/cases/decide.ts';
import { overLimit, roomOf } from '../../core/cases/judge-limits.ts';
import { type RemediationSettings, whyOff } from '../../core/cases/remediation-settings.ts';
import { whatStands } from '../../core/cases/what-stands.ts';
import { counted } from '../../core/counted.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { appendEvent, appendOnce, loadCase } from '../clients/history/cases.ts';
import { claimAccounts } from '../clients/history/open-cases.ts';
import { getSettings, isInCare } from '../clients/history/organizations.ts';
import { countWrites } from '../clients/history/writes.ts';
import { findGround } from '../find-ground.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

/** `round`: how often the undo was asked for, so that each has events of its own. */
export type Beginning =
  | { readonly state: 'begun'; readonly task: 'work' | 'undo'; readonly round: number; readonly plan: CasePlan }
  | { readonly state: 'refused'; readonly why: string };

const no = (why: string): Beginning => ({ state: 'refused', why });

/**
 * Begins a case if the table says that it may be: whatever the event says, it is approved by somebody who may, of the plan
 * that is there, not expired, within the limits of the newest sound snapshot and of the day, and no other execution
 * carries it out. An execution that comes again finds that it has begun.
 */
export async function beginCase(
  dependencies: RemediateDependencies,
  name: CaseName,
  execution: string,
): Promise<Beginning> {
  const { history, now } = dependencies;
  const { organization, id } = name;
  for (;;) {
    const folded = await loadCase(history, organization, id, toInstant(now()));
    if (!folded) return no(`${organization} has no case ${id}`);
    const task = taskOf(folded, execution);
    if (task === null) return no(`the case ${id} is ${statusWords(folded.status)}`);
    const round = roundOf(folded);
    const begun: Beginning = { state: 'begun', task: task.kind, round, plan: folded.case.plan };
    if (task.begun) return begun;
    const why = await refuse(dependencies, folded, task.kind);
    if (why !== null) return refused(dependencies, folded, `${task.kind} ${round}: begin`, why);
    const started = { kind: 'started', at: toInstant(now()), key: task.kind, execution, task: task.kind } as const;
    if (await appendEvent(history, name, folded.events.length, started)) return begun;
  }
}

interface Task {
  readonly kind: 'work' | 'undo';
  readonly begun: boolean;
}

/** What this execution has to do with the case; null: nothing. */
function taskOf({ executions, status }: FoldedCase, execution: string): Task | null {
  if (executions.undo === execution) return { kind: 'undo', begun: true };
  if (executions.work === execution) return { kind: 'work', begun: true };
  if (status.state === 'approved') return { kind: 'work', begun: false };
  return status.state === 'undo-asked' ? { kind: 'undo', begun: false } : null;
}

async function refused(
  { history, now, count }: RemediateDependencies,
  folded: FoldedCase,
  key: string,
  why: string,
): Promise<Beginning> {
  count('CasesStopped', 1);
  const stands = whatStands(folded);
  await appendOnce(history, folded.case, { kind: 'stopped', at: toInstant(now()), key, step: null, why, stands });
  return no(why);
}

async function refuse(
  { history, now }: RemediateDependencies,
  folded: FoldedCase,
  task: Task['kind'],
): Promise<string | null> {
  const { organization } = folded.case;
  const settings = (await isInCare(history, organization)) ? await getSettings(history, organization) : undefined;
  const off = whyOff(settings?.remediation);
  if (off !== null || !settings?.remediation) return off;
  return task === 'undo'
    ? heldByAnother({ history, now }, folded)
    : overRoom({ history, now }, settings, settings.remediation, folded);
}

/** The case was over when its undo was asked for, and others may have claimed its accounts until that was written. */
async function heldByAnother(
  { history, now }: Pick<RemediateDependencies, 'history' | 'now'>,
  folded: FoldedCase,
): Promise<string | null> {
  const claim = await claimAccounts(history, folded.case, toInstant(now()));
  return claim.claimed ? null : `${claim.accountId} is in the open case ${claim.case}`;
}

async function overRoom(
  { history, now }: Pick<RemediateDependencies, 'history' | 'now'>,
  settings: OrganizationSettings,
  remediation: RemediationSettings,
  folded: FoldedCase,
): Promise<string | null> {
  const forged = doubtApproval(folded, remediation);
  if (forged !== null) return forged;
  const at = toInstant(now());
  const ground = await findGround(history, settings, at);
  if ('why' in ground) return ground.why;
  const { plan, id } = folded.case;
  const { billable } = ground.snapshot;
  const accounts = plan.accountIds.length;
  const over = overLimit(accounts, billable, remediation.limits);
  if (over !== null) return over;
  const most = roomOf(remediation.limits.perDay, billable);
  const day = at.slice(0, 10);
  const booked = await countWrites(history, { organization: settings.id, day, caseId: id, accounts, most });
  if (booked.counted) return null;
  return `${counted(accounts, 'account')}, more than the rest of the day allows: ${booked.taken} of ${most} are spoken for`;
}

/** The table itself is held against what it should say: the plan, and who approved it. */
function doubtApproval({ case: one, events, approvedBy }: FoldedCase, settings: RemediationSettings): string | null {
  const approval = events.findLast(({ kind }) => kind === 'approved');
  const hash = sha256(planText(one.plan));
  if (hash !== one.planHash || approval?.kind !== 'approved' || approval.planHash !== hash) {
    return 'the plan is not the one that was approved';
  }
  if (
    approvedBy === null ||
    approvedBy === one.proposedBy ||
    !approversOf(one.plan.option, settings).includes(approvedBy)
  ) {
    return `${approvedBy ?? 'nobody'} may not approve this case`;
  }
  return null;
}
