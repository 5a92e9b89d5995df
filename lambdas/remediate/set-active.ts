import { toInstant } from '../../core/account.ts';
import type { Work } from '../../core/cases/events.ts';
import { reasonNotToWrite, type TargetFacts } from '../../core/cases/target-facts.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, pause } from './case-run.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { readTarget } from './read-facts.ts';

/** `unclear`: it was asked for, and the account does not show it (yet). */
export type WriteOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'already' | 'not-done' | 'unclear' | 'halted'; readonly why: string };

export interface SetActive {
  /** The step it belongs to; the undo has one of its own. */
  readonly step: string;
  readonly accountId: string;
  readonly to: 'inactive' | 'active';
  readonly attempt: number;
}

/**
 * Disables or enables one account, asked for once in each attempt: read anew before, noted before it is asked, and read
 * again after. Where the note is there already, it is only read: nobody knows whether the call before a crash arrived.
 */
export async function setActive(
  dependencies: RemediateDependencies,
  name: CaseName,
  { step, accountId, to, attempt }: SetActive,
): Promise<WriteOutcome> {
  const { history, now } = dependencies;
  const folded = await requireCase(dependencies, name, toInstant(now()));
  const key = `${step} ${accountId}: write ${attempt}`;
  const written = folded.events.filter(
    (event) => event.kind === 'writing' && event.step === step && event.accountIds.includes(accountId),
  );
  const reads = await dependencies.reads(name.organization);
  const billable = new Map([[accountId, folded.accounts.get(accountId)?.kept?.billable ?? 'unknown']]);
  const read = async () => (await readTarget(dependencies, reads, name, accountId, billable)).facts;
  const facts = await read();
  if (isSo(facts, to))
    return written.length > 0 ? { state: 'done' } : { state: 'already', why: `it was ${to} already` };
  if (written.some((event) => 'key' in event && event.key === key)) {
    return {
      state: 'unclear',
      why: `nobody knows whether the call arrived, and it is still ${facts.status ?? 'unknown'}`,
    };
  }
  const why = to === 'inactive' ? reasonNotToWrite('disable', facts) : facts.gone ? 'it is gone' : null;
  if (why !== null) return { state: 'not-done', why };
  const halted = await whyHalted(dependencies, folded, toInstant(now()));
  if (halted !== null) return { state: 'halted', why: halted };
  const writes = await dependencies.writes(name.organization);
  await appendOnce(history, name, { kind: 'writing', at: toInstant(now()), key, step, accountIds: [accountId] });
  const answer = await (to === 'inactive' ? writes.disable(accountId) : writes.enable(accountId));
  if (answer.state === 'refused') return { state: 'not-done', why: answer.why };
  if (isSo(await read(), to)) return { state: 'done' };
  return { state: 'unclear', why: answer.state === 'unclear' ? answer.why : `it was done, and is not ${to} yet` };
}

function isSo({ gone, status }: TargetFacts, to: 'inactive' | 'active'): boolean {
  if (gone || status === null) return false;
  return (status === 'active') === (to === 'active');
}

const ATTEMPTS = 2;
const SETTLE_SECONDS = 60;

/**
 * One account as a chain of checkpoints. After an unclear answer it is read again a minute later; only if that reading
 * shows that nothing was done is it asked for a second and last time.
 */
export async function setActiveDurably(
  run: CaseRun,
  target: Omit<SetActive, 'attempt'>,
): Promise<Work | { readonly halted: string }> {
  const { step, accountId } = target;
  let outcome: WriteOutcome = { state: 'unclear', why: 'it was never asked for' };
  for (let attempt = 1; attempt <= ATTEMPTS && outcome.state === 'unclear'; attempt += 1) {
    const take = () => setActive(run.dependencies, run.name, { ...target, attempt });
    outcome = await inStep(run, `${step} ${accountId}: write ${attempt}`, take);
    if (outcome.state !== 'unclear') break;
    await pause(run, `${step} ${accountId}: settle ${attempt}`, SETTLE_SECONDS);
    outcome = await inStep(run, `${step} ${accountId}: look ${attempt}`, take);
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
