import { toInstant } from '../../core/account.ts';
import { type CaseStep, stepKey } from '../../core/cases/case.ts';
import type { Work } from '../../core/cases/events.ts';
import { stepsTaken } from '../../core/cases/what-stands.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep } from './case-run.ts';
import { type AccountWork, isUnlinked, prepareRetire, prepareUnlink, writeDurably } from './cut-account.ts';
import { successorOf } from './find-new.ts';
import { moveRequests } from './move-requests.ts';
import { prepareProvision } from './provision-people.ts';
import { hashOf } from './read-facts.ts';
import { isRetired, readOldAddress } from './read-old-address.ts';
import { setActiveDurably } from './set-active.ts';

type Back = (run: CaseRun, step: string, accountId: string) => Promise<AccountWork>;

/** How the program takes back its steps, account by account; of those that are not here nothing has to be taken back. */
const BACK: Partial<Record<NonNullable<CaseStep['action']>, Back>> = {
  disable: (run, step, accountId) => setActiveDurably(run, { step, accountId, to: 'active' }),
  'change-email': giveEmailBack,
  unlink: linkAgain,
  'move-requests': (run, step, accountId) => moveRequests(run, { step, accountId, back: true }),
};

const GONE = 'it is gone';

/** Takes one of the program's steps back for one account. */
export async function takeStepBack(
  run: CaseRun,
  key: string,
  { action }: CaseStep,
  accountId: string,
): Promise<AccountWork> {
  const back = action === null ? undefined : BACK[action];
  if (!back) return { accountId, result: 'done', why: null };
  const work = await back(run, key, accountId);
  // What was so already is as it was wanted.
  return 'result' in work && work.result === 'skipped' ? { ...work, result: 'done' } : work;
}

/** The new account gives the address up, its link is cut, and it is disabled; then the old one gets it back. */
async function giveEmailBack(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  const { dependencies, name } = run;
  const successor = await inStep(run, `${step} ${accountId}: new account`, () => successorOf(run, accountId));
  if (successor !== null) {
    const retired = await retire(run, step, successor);
    if ('halted' in retired) return retired;
    if (retired.result === 'failed') return { ...retired, accountId, why: `its new account: ${retired.why}` };
  }
  return writeDurably(run, {
    ...{ step, accountId, already: 'it has its address' },
    isDone: ({ email }) => email !== null && !isRetired(name, accountId, email),
    mayNot: ({ facts }) => (facts.gone ? GONE : null),
    prepare: async () => {
      const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
      const address = await readOldAddress(dependencies, name, folded, accountId);
      if (address === null) return { why: 'the address that it had cannot be read any more: enter it by hand' };
      const writes = await dependencies.writes(name.organization);
      return () => writes.setEmail(accountId, address);
    },
    stillSo: () => 'it still has the address that nobody uses',
  });
}

async function retire(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  const mayNot = ({ facts }: { readonly facts: { readonly gone: boolean } }) => (facts.gone ? GONE : null);
  const common = { accountId, mayNot, already: 'it is so' };
  const cut = await writeDurably(run, {
    ...{ ...common, step: `${step} (unlink new)`, isDone: isUnlinked },
    prepare: prepareUnlink(run, accountId),
    stillSo: () => 'a directory still holds it',
  });
  if ('halted' in cut || cut.result === 'failed') return cut;
  const renamed = await writeDurably(run, {
    ...{ ...common, step: `${step} (rename new)` },
    isDone: ({ email }) => isRetired(run.name, accountId, email),
    prepare: prepareRetire(run, accountId),
    stillSo: () => 'it still has the address',
  });
  if ('halted' in renamed || renamed.result === 'failed') return renamed;
  return writeDurably(run, {
    ...{ ...common, step: `${step} (disable new)` },
    isDone: ({ facts: { status } }) => status !== null && status !== 'active',
    prepare: async () => {
      const writes = await run.dependencies.writes(run.name.organization);
      return () => writes.disable(accountId);
    },
    stillSo: () => 'it is still active',
  });
}

/** The identity provider takes the account up again, by its address. */
function linkAgain(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  const { dependencies, name } = run;
  return writeDurably(run, {
    ...{ step, accountId, already: 'a directory holds it' },
    isDone: ({ facts: { links } }) => links.known && links.value.length > 0,
    mayNot: ({ facts, email }, folded) => {
      if (facts.gone) return GONE;
      const kept = folded.accounts.get(accountId)?.kept?.emailHash ?? null;
      const own = email !== null && hashOf(email) === kept;
      return own ? null : 'it does not have its address, and a sync would create another account';
    },
    prepare: async () => {
      const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
      const call = await prepareProvision(dependencies, name, folded, accountId);
      if (!('why' in call)) return call;
      return { why: `${call.why}: assign the person again at the identity provider` };
    },
    stillSo: () => 'no directory holds it yet',
  });
}

/**
 * Takes back what was done to accounts that go no further, the newest step first, as far as it was the program that took
 * it; what a person has done stays, with all before it, and is told.
 */
export async function takeBackLost(run: CaseRun, key: string, accountIds: readonly string[]): Promise<void> {
  for (const accountId of accountIds) {
    const taken = await inStep(run, `${key} ${accountId}: what was done`, async () => {
      const folded = await requireCase(run.dependencies, run.name, toInstant(run.dependencies.now()));
      return stepsTaken(folded).filter((one) => one.accountIds.includes(accountId));
    });
    for (const { stage, step } of taken) {
      if (step.back === null) continue;
      if (step.who !== 'program') break;
      const taking = stepKey({ name: stage }, step);
      const work = await takeStepBack(run, `back ${taking}`, step, accountId);
      if ('halted' in work) return;
      await inStep(run, `back ${taking} ${accountId}: note`, () => noteBack(run, taking, work));
      if (work.result !== 'done') break;
    }
  }
}

async function noteBack({ dependencies, name }: CaseRun, step: string, work: Work): Promise<void> {
  const { history, now } = dependencies;
  const key = `back ${step} ${work.accountId}`;
  await appendOnce(history, name, { kind: 'taken-back', at: toInstant(now()), key, step, work: [work] });
}
