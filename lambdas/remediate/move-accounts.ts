import { toInstant } from '../../core/account.ts';
import type { Work } from '../../core/cases/events.ts';
import { isInPolicy, reasonNotToWrite, type TargetFacts } from '../../core/cases/target-facts.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { type ReadTarget, readTarget } from './read-facts.ts';
import { ATTEMPTS, SETTLE_SECONDS } from './write-once.ts';

/** Accounts in one move. No limit is documented; this is our own. */
export const MOVE_AT_ONCE = 100;

export interface Move {
  readonly step: string;
  readonly accountIds: readonly string[];
  readonly policyId: string;
  readonly attempt: number;
  /** The way back asks no permission of the options' rules. */
  readonly back: boolean;
}

/** `moving`: those asked for; `taskId` null: nobody knows whether the call arrived. */
export type MoveStart =
  | {
      readonly state: 'moving';
      readonly moving: readonly string[];
      readonly taskId: string | null;
      readonly work: readonly Work[];
    }
  | { readonly state: 'halted'; readonly why: string };

/** Asks for the move of some accounts, once in each attempt; who is there already, or may not be moved, is left out. */
export async function startMove(run: Omit<CaseRun, 'context'>, move: Move): Promise<MoveStart> {
  const { dependencies, name } = run;
  const { history, now } = dependencies;
  const { step, policyId } = move;
  const targets = await readTargets(dependencies, name, move.accountIds);
  // After the accounts: what they show already may be the doing of an execution that is taken for dead, and that is noted.
  const at = toInstant(now());
  const folded = await requireCase(dependencies, name, at);
  const halted = await whyHalted(dependencies, folded, at, run);
  if (halted !== null) return { state: 'halted', why: halted };
  const key = moveKey(move);
  const writing = folded.events.flatMap((event) => (event.kind === 'writing' && event.step === step ? [event] : []));
  const ours = new Set(writing.flatMap(({ accountIds }) => accountIds));
  const work = targets.flatMap(({ facts }) => workOf(facts, move, ours) ?? []);
  const settled = new Set(work.map(({ accountId }) => accountId));
  const open = targets.filter(({ facts }) => !settled.has(facts.accountId));
  const moving = open.map(({ facts }) => facts.accountId);
  const asked = writing.some((event) => event.key === key);
  if (moving.length === 0 || asked) return { state: 'moving', moving, taskId: null, work };
  const writes = await dependencies.writes(name.organization);
  await appendOnce(history, name, { kind: 'writing', at: toInstant(now()), key, step, accountIds: moving });
  const answer = await writes.addToPolicy(
    policyId,
    open.flatMap(({ email }) => email ?? []),
  );
  if (answer.state !== 'refused') return { state: 'moving', moving, taskId: answer.taskId ?? null, work };
  const refused = moving.map((accountId): Work => ({ accountId, result: 'failed', why: answer.why }));
  return { state: 'moving', moving: [], taskId: null, work: [...work, ...refused] };
}

function moveKey({ step, accountIds, policyId, attempt }: Move): string {
  return `${step} ${accountIds[0] ?? ''}+${accountIds.length} to ${policyId}: write ${attempt}`;
}

async function readTargets(
  dependencies: RemediateDependencies,
  name: CaseName,
  accountIds: readonly string[],
): Promise<readonly ReadTarget[]> {
  const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
  const billable = new Map(accountIds.map((id) => [id, folded.accounts.get(id)?.kept?.billable ?? 'unknown'] as const));
  const reads = await dependencies.reads(name.organization);
  const targets: ReadTarget[] = [];
  for (const id of accountIds) targets.push(await readTarget(dependencies, reads, name, id, billable));
  return targets;
}

/** What needs no call: in the policy already, or not to be moved. Null: it is to be moved. */
function workOf(facts: TargetFacts, { policyId, back }: Move, ours: ReadonlySet<string>): Work | null {
  const { accountId, policy } = facts;
  if (policy.known && isInPolicy(policy.value, policyId)) {
    if (ours.has(accountId)) return { accountId, result: 'done', why: null };
    return { accountId, result: 'skipped', why: 'it was in the policy already' };
  }
  const why = back ? backRefused(facts) : reasonNotToWrite('move-to-policy', facts);
  return why === null ? null : { accountId, result: 'failed', why };
}

function backRefused({ gone, emailHash }: TargetFacts): string | null {
  if (gone) return 'it is gone';
  return emailHash === null ? 'its e-mail is hidden, and accounts are moved by e-mail' : null;
}

/** Whether the task has ended; one that nobody knows has to be judged by the accounts alone. */
export async function hasEnded(dependencies: RemediateDependencies, name: CaseName, taskId: string): Promise<boolean> {
  return (await (await dependencies.writes(name.organization)).readPolicyTask(taskId)).ended;
}

/** What became of those who were asked for: read from each of them, and where that tells nothing, from the task. */
export async function collectMove(
  dependencies: RemediateDependencies,
  name: CaseName,
  { policyId }: Move,
  moving: readonly string[],
  taskId: string | null,
): Promise<readonly Work[]> {
  const writes = await dependencies.writes(name.organization);
  const failures = taskId === null ? new Map() : (await writes.readPolicyTask(taskId)).failures;
  return (await readTargets(dependencies, name, moving)).map(({ facts, email }): Work => {
    const { accountId, policy } = facts;
    const failure: string | undefined = failures.get(email?.toLowerCase() ?? '');
    const unread = !policy.known && taskId !== null && failure === undefined;
    if (unread || (policy.known && isInPolicy(policy.value, policyId))) return { accountId, result: 'done', why: null };
    const why = failure === undefined ? 'it is still in another policy' : `Atlassian did not move it: ${failure}`;
    return { accountId, result: 'failed', why };
  });
}

const MOST_POLLS = 40;

/** One move as a chain of checkpoints; what was left unclear is read, and asked for once more only if it is not done. */
export async function moveDurably(
  run: CaseRun,
  key: string,
  move: Omit<Move, 'attempt'>,
): Promise<readonly Work[] | { readonly halted: string }> {
  const { dependencies, name } = run;
  const settled: Work[] = [];
  let open = move.accountIds;
  for (let attempt = 1; attempt <= ATTEMPTS && open.length > 0; attempt += 1) {
    const asked = { ...move, accountIds: open, attempt };
    const start = await inStep(run, `${key}: move ${attempt}`, () => startMove(run, asked));
    if (start.state === 'halted') return { halted: start.why };
    settled.push(...start.work);
    const { moving, taskId } = start;
    if (moving.length === 0) break;
    await waitForTask(run, `${key}: task ${attempt}`, taskId);
    const work = await inStep(run, `${key}: read ${attempt}`, () =>
      collectMove(dependencies, name, asked, moving, taskId),
    );
    const unclear = taskId === null && attempt < ATTEMPTS;
    settled.push(...work.filter(({ result }) => result === 'done' || !unclear));
    open = unclear ? work.flatMap(({ accountId, result }) => (result === 'done' ? [] : [accountId])) : [];
  }
  return settled;
}

async function waitForTask(run: CaseRun, key: string, taskId: string | null): Promise<void> {
  for (let poll = 1; poll <= MOST_POLLS; poll += 1) {
    await waitDurably(run, `${key} wait ${poll}`, poll <= 5 ? 10 : SETTLE_SECONDS);
    if (taskId === null) return;
    const ended = await inStep(run, `${key} poll ${poll}`, () => hasEnded(run.dependencies, run.name, taskId));
    if (ended) return;
  }
}
