import { toInstant } from '../../core/account.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import type { Work } from '../../core/cases/events.ts';
import { AtlassianError } from '../clients/atlassian/atlassian-error.ts';
import type { WriteAnswer } from '../clients/atlassian/send-write.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import { type ReadTarget, readTarget } from './read-facts.ts';

/** `unclear`: it was asked for, and the account does not show it (yet). */
export type WriteOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'already' | 'not-done' | 'unclear' | 'halted'; readonly why: string };

/** One write to one account. */
export interface OneWrite {
  /** The step it belongs to; the undo has one of its own. */
  readonly step: string;
  readonly accountId: string;
  /** Whether a reading shows what is wanted. */
  readonly isDone: (target: ReadTarget) => boolean;
  /** What it is called if it was so before: `it was inactive already`. */
  readonly already: string;
  /** Why it may not be asked for; null if it may. */
  readonly mayNot: (target: ReadTarget, folded: FoldedCase) => string | null;
  /** Makes the call ready, its key read, or says why it cannot be; nothing is noted of a call that cannot be made ready. */
  readonly prepare: (target: ReadTarget) => Promise<(() => Promise<WriteAnswer>) | { readonly why: string }>;
  /** How a reading is told that does not show it. */
  readonly stillSo: (target: ReadTarget) => string;
}

/**
 * Asks for one write once in each attempt: the account is read anew before, the write noted before it is asked for, and
 * the account read again after. Where the note is there already, it is only read: nobody knows whether the call before a
 * crash arrived.
 */
export async function writeOnce(run: CaseRun, one: OneWrite, attempt: number): Promise<WriteOutcome> {
  const { dependencies, name } = run;
  const { history, now } = dependencies;
  const { step, accountId, isDone } = one;
  const { accounts } = await requireCase(dependencies, name, toInstant(now()));
  const key = `${step} ${accountId}: write ${attempt}`;
  const reads = await dependencies.reads(name.organization);
  const billable = new Map([[accountId, accounts.get(accountId)?.kept?.billable ?? 'unknown']]);
  const read = () => readTarget(dependencies, reads, name, accountId, billable);
  const target = await read();
  // After the account: what it shows already may be the doing of an execution that is taken for dead, and that is noted.
  const folded = await requireCase(dependencies, name, toInstant(now()));
  const written = folded.events.filter(
    (event) => event.kind === 'writing' && event.step === step && event.accountIds.includes(accountId),
  );
  if (isDone(target)) return written.length > 0 ? { state: 'done' } : { state: 'already', why: one.already };
  if (written.some((event) => 'key' in event && event.key === key)) {
    return { state: 'unclear', why: `nobody knows whether the call arrived, and ${one.stillSo(target)}` };
  }
  const why = one.mayNot(target, folded);
  if (why !== null) return { state: 'not-done', why };
  const halted = await whyHalted(dependencies, folded, toInstant(now()), run);
  if (halted !== null) return { state: 'halted', why: halted };
  const call = await one.prepare(target);
  if ('why' in call) return { state: 'not-done', why: call.why };
  await appendOnce(history, name, { kind: 'writing', at: toInstant(now()), key, step, accountIds: [accountId] });
  const answer = await call();
  if (answer.state === 'refused') return { state: 'not-done', why: answer.why };
  const after = await read();
  if (isDone(after)) return { state: 'done' };
  return { state: 'unclear', why: answer.state === 'unclear' ? answer.why : `it was done, and ${one.stillSo(after)}` };
}

/** What stayed unclear is asked for a second time, and no third. */
export const ATTEMPTS = 2;
/** Before it is looked at what became of a write. */
export const SETTLE_SECONDS = 60;

/**
 * One account as a chain of checkpoints. After an unclear answer it is read again a minute later; only if that reading
 * shows that nothing was done is it asked for a second and last time.
 */
export async function settleDurably(
  run: CaseRun,
  { step, accountId }: Pick<OneWrite, 'step' | 'accountId'>,
  take: (attempt: number) => Promise<WriteOutcome>,
): Promise<Work | { readonly halted: string }> {
  let outcome: WriteOutcome = { state: 'unclear', why: 'it was never asked for' };
  for (let attempt = 1; attempt <= ATTEMPTS && outcome.state === 'unclear'; attempt += 1) {
    outcome = await inStep(run, `${step} ${accountId}: write ${attempt}`, () => orRefused(take(attempt)));
    if (outcome.state !== 'unclear') break;
    await waitDurably(run, `${step} ${accountId}: settle ${attempt}`, SETTLE_SECONDS);
    outcome = await inStep(run, `${step} ${accountId}: look ${attempt}`, () => orRefused(take(attempt)));
  }
  switch (outcome.state) {
    case 'done':
      return { accountId, result: 'done', why: null };
    case 'already':
      return { accountId, result: 'skipped', why: outcome.why };
    case 'halted':
      return { halted: outcome.why };
    default:
      return { accountId, result: 'failed', why: outcome.why };
  }
}

/** A read that was refused is this account's matter; who cannot be reached at all is asked again. */
async function orRefused(outcome: Promise<WriteOutcome>): Promise<WriteOutcome> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof AtlassianError) || error.problem === 'unavailable') throw error;
    return { state: 'not-done', why: error.message };
  }
}
