import { toInstant } from '../../core/account.ts';
import { type CaseStep, type Stage, stagesOf, stepKey } from '../../core/cases/case.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import type { CaseEvent } from '../../core/cases/events.ts';
import { errorText } from '../../core/error-code.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep, type StepEnd, waitDurably } from './case-run.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { takeBackLost } from './take-back.ts';
import { isForEachAccount, takeStep } from './take-step.ts';

/** Steps that follow each other and are taken account by account. */
export interface Stretch {
  readonly stage: Stage;
  readonly steps: readonly CaseStep[];
}

/** A stage cut into stretches: those of single accounts, and every other step by itself. */
export function stretchesOf(stage: Stage): readonly Stretch[] {
  const stretches: { stage: Stage; steps: CaseStep[] }[] = [];
  for (const step of stage.steps) {
    const last = stretches.at(-1);
    const goesOn = isForEachAccount(step) && last?.steps.every(isForEachAccount);
    if (goesOn) last?.steps.push(step);
    else stretches.push({ stage, steps: [step] });
  }
  return stretches;
}

const key = ({ stage, steps: [first] }: Stretch) => (first ? stepKey(stage, first) : stage.name);

/** Takes the steps of a stretch, one after the other, saying each first; what a step loses is taken back. */
export async function takeStretch(
  run: CaseRun,
  { stage, steps }: Stretch,
  accountIds: readonly string[],
  onStep: (step: string) => void = () => {},
) {
  let left = accountIds;
  for (const step of steps) {
    if (left.length === 0) break;
    const taking = stepKey(stage, step);
    onStep(taking);
    const end = await takeStep(run, taking, step, left);
    if (end.state === 'halted') return { ...end, step: taking };
    const lost = left.filter((id) => !end.accountIds.includes(id));
    // At the end people work with their new accounts already: what is missing then is told, and nothing torn away.
    if (step.who === 'program' && stage.name !== 'end') await takeBackLost(run, `${taking}: back`, lost);
    left = end.accountIds;
  }
  return { state: 'on', accountIds: left } as const;
}

/** The execution of one account: who may it be, and what is it to do? Null: it is none of the case's. */
export async function beginAccount(
  dependencies: RemediateDependencies,
  name: CaseName,
  { id: accountId, step }: { readonly id: string; readonly step: string },
  execution: string,
): Promise<FoldedCase['case']['plan'] | null> {
  const { history, now } = dependencies;
  const at = toInstant(now());
  const mine = `${step} ${accountId}`;
  const before = await requireCase(dependencies, name, at);
  const launched = before.events.some(
    (event) => event.kind === 'launched' && event.step === step && event.accountIds.includes(accountId),
  );
  if (!launched || before.executions.undo !== null || before.endedAt !== null) return null;
  await appendOnce(history, name, { kind: 'began', at, key: mine, accountId, execution });
  const { events } = await requireCase(dependencies, name, at);
  const began = events.find((event) => event.kind === 'began' && event.key === mine);
  return began?.kind === 'began' && began.execution === execution ? before.case.plan : null;
}

/** One account's stretch, in an execution of its own; it never ends without a word. */
export async function runAccount(run: CaseRun, step: string, accountId: string): Promise<'on' | 'stopped'> {
  const stretch = stagesOf(run.plan)
    .flatMap(stretchesOf)
    .find((one) => key(one) === step);
  if (!stretch) throw new Error(`the plan has no step "${step}".`);
  const note = (end: AccountEnd) => inStep(run, 'end', () => noteEnd(run, step, accountId, end));
  let taking = step;
  let end: Awaited<ReturnType<typeof takeStretch>>;
  try {
    end = await takeStretch(run, stretch, [accountId], (next) => {
      taking = next;
    });
  } catch (error) {
    const stands = await takeBackBroken(run, stretch, taking, accountId);
    const why = `"${taking}" broke off: ${errorText(error)}${stands === null ? '' : `; ${stands}`}`;
    await note({ stays: false, halted: null, why });
    throw error;
  }
  const stays = end.state === 'on' && end.accountIds.length > 0;
  await note({ stays, halted: end.state === 'halted' ? end.why : null, why: null });
  return stays ? 'on' : 'stopped';
}

/**
 * Takes back what an execution that broke off has done to its account, the step that broke off included: nobody knows
 * whether it was done. Returns what stands where that breaks off, too.
 */
async function takeBackBroken(
  run: CaseRun,
  { stage }: Stretch,
  taking: string,
  accountId: string,
): Promise<string | null> {
  // At the end nothing is torn away; see takeStretch.
  if (stage.name === 'end') return null;
  try {
    await takeBackLost(run, `${taking}: broken`, [accountId]);
    return null;
  } catch (error) {
    return `what was done before stands, for taking it back broke off, too: ${errorText(error)}`;
  }
}

type AccountEnd = Pick<Extract<CaseEvent, { kind: 'ended' }>, 'stays' | 'halted' | 'why'>;

async function noteEnd({ dependencies, name }: CaseRun, step: string, accountId: string, end: AccountEnd) {
  const at = toInstant(dependencies.now());
  // One that was erased meanwhile gets no row again.
  await requireCase(dependencies, name, at);
  await appendOnce(dependencies.history, name, { kind: 'ended', at, key: `${step} ${accountId}`, accountId, ...end });
}

/** The longest stretch waits an hour for a sync; by then every execution has long said that it ended. */
const LOOKS = 200;
const RELAUNCH_EVERY = 20;

/** Starts an execution for each account and waits until all have ended. */
export async function inExecutions(run: CaseRun, stretch: Stretch, accountIds: readonly string[]) {
  const step = key(stretch);
  await inStep(run, `${step}: launch`, async () => {
    const at = toInstant(run.dependencies.now());
    await appendOnce(run.dependencies.history, run.name, { kind: 'launched', at, key: step, step, accountIds });
    await start(run, step, accountIds);
  });
  for (let look = 1; look <= LOOKS; look += 1) {
    await waitDurably(run, `${step}: until ${look}`, look <= 6 ? 10 : 60);
    const seen = await inStep(run, `${step}: executions ${look}`, () => lookAt(run, step, accountIds, look));
    if (seen.open === 0) return endOf(seen);
  }
  return { state: 'halted', why: `not every account said that "${step}" had ended`, step } as const;
}

interface Seen {
  readonly open: number;
  readonly stay: readonly string[];
  readonly halted: string | null;
}

async function lookAt(run: CaseRun, step: string, accountIds: readonly string[], look: number): Promise<Seen> {
  const { events } = await requireCase(run.dependencies, run.name, toInstant(run.dependencies.now()));
  const keyed = (kind: 'began' | 'ended', id: string) =>
    events.find((event) => event.kind === kind && event.key === `${step} ${id}`);
  const ended = accountIds.flatMap((id) => keyed('ended', id) ?? []);
  const silent = accountIds.filter((id) => !keyed('began', id));
  if (look % RELAUNCH_EVERY === 0) await start(run, step, silent);
  return {
    open: accountIds.length - ended.length,
    stay: ended.flatMap((event) => (event.kind === 'ended' && event.stays ? [event.accountId] : [])),
    halted:
      ended.flatMap((event) => (event.kind === 'ended' && event.halted !== null ? [event.halted] : []))[0] ?? null,
  };
}

async function start({ dependencies, name }: CaseRun, step: string, accountIds: readonly string[]): Promise<void> {
  for (const id of accountIds) {
    await dependencies.startExecution({ organization: name.organization, case: name.id, account: { id, step } });
  }
}

function endOf({ stay, halted }: Seen): StepEnd {
  return halted === null ? { state: 'on', accountIds: stay } : { state: 'halted', why: halted };
}
