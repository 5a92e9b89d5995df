import { toInstant } from '../../core/account.ts';
import type { Work } from '../../core/cases/events.ts';
import { readCheck } from '../../core/cases/target-facts.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep, type StepEnd, waitDurably } from './case-run.ts';
import { noteWork } from './note-work.ts';
import { closeDurably, openDurably, stillPaused, type Window } from './pause-window.ts';
import { directoryOf, type Provisioned, provisionAll } from './provision-people.ts';
import { readTarget } from './read-facts.ts';
import { setActiveDurably } from './set-active.ts';

/**
 * Provisioning is paused, each person provisioned, and started again, directory by directory. Whatever happens in between,
 * a crash included, the window is closed before anything else; and a second execution sees to it that it is.
 */
export async function resyncStep(run: CaseRun, key: string, accountIds: readonly string[]): Promise<StepEnd> {
  const directories = await inStep(run, `${key}: directories`, async () => {
    const folded = await requireCase(run.dependencies, run.name, toInstant(run.dependencies.now()));
    return accountIds.map((id) => directoryOf(folded, id) ?? '');
  });
  const work: Work[] = [];
  let halted: string | null = null;
  for (const directoryId of new Set(directories)) {
    const some = accountIds.filter((_, index) => directories[index] === directoryId);
    const end = await inWindow(run, { key: `${key} ${directoryId}`, directoryId }, key, some);
    work.push(...end.work);
    halted ??= end.halted;
    if (halted !== null) break;
  }
  return noteWork(run, key, work, halted);
}

async function inWindow(
  run: CaseRun,
  window: Window,
  step: string,
  accountIds: readonly string[],
): Promise<Provisioned> {
  const end = await provisionInside(run, window, step, accountIds).catch((error: unknown) => ({ error }));
  if (!(await closeDurably(run, window))) {
    throw new Error(stillPaused(window.directoryId));
  }
  if ('error' in end) throw end.error;
  return end;
}

async function provisionInside(
  run: CaseRun,
  window: Window,
  step: string,
  accountIds: readonly string[],
): Promise<Provisioned> {
  const opened = await openDurably(run, window);
  if ('until' in opened) return provisionAll(run, step, accountIds, opened.until);
  return {
    work: accountIds.map((accountId) => ({ accountId, result: 'failed', why: opened.why })),
    halted: null,
    unclear: false,
  };
}

/** Entra syncs every 40 minutes. */
const SYNC_SECONDS = 45 * 60;

/**
 * Option 2b: each person is provisioned once with the link cut and out of the scope. Whoever a sync has deactivated all the
 * same is activated again, and goes no further.
 */
export async function syncStep(run: CaseRun, key: string, accountIds: readonly string[]): Promise<StepEnd> {
  const { dependencies, name } = run;
  const end = await provisionAll(run, key, accountIds, null);
  if (end.unclear) await waitDurably(run, `${key}: a sync by itself`, SYNC_SECONDS);
  const work: Work[] = [];
  for (const one of end.work) {
    const { accountId } = one;
    if (one.result !== 'done') {
      work.push(one);
      continue;
    }
    const read = await inStep(run, `${key} ${accountId}: read`, async () => {
      const reads = await dependencies.reads(name.organization);
      const { facts } = await readTarget(dependencies, reads, name, accountId, new Map());
      const reading = readCheck('unlinked-and-active', facts, null, null);
      return { why: reading.state === 'holds' ? null : reading.why, inactive: facts.status === 'inactive' };
    });
    if (read.why === null) work.push(one);
    else if (!read.inactive) work.push({ accountId, result: 'failed', why: `after a sync: ${read.why}` });
    else work.push(await activateAgain(run, `${key} back`, accountId));
  }
  return noteWork(run, key, work, end.halted);
}

async function activateAgain(run: CaseRun, step: string, accountId: string): Promise<Work> {
  const back = await setActiveDurably(run, { step, accountId, to: 'active' });
  const ended = 'result' in back && back.result === 'done' ? 'and was activated again' : 'and is still deactivated';
  return { accountId, result: 'failed', why: `a sync deactivated it, ${ended}: it was not out of the scope in time` };
}
