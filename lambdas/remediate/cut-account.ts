import { toInstant } from '../../core/account.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import type { Work } from '../../core/cases/events.ts';
import { readCheck, reasonNotToWrite } from '../../core/cases/target-facts.ts';
import type { WriteAnswer } from '../clients/atlassian/send-write.ts';
import { requireCase } from './ask-person.ts';
import type { CaseRun } from './case-run.ts';
import { type ReadTarget, readTarget } from './read-facts.ts';
import { isRetired, retiredAddress } from './read-old-address.ts';
import { type OneWrite, settleDurably, type WriteOutcome, writeOnce } from './write-once.ts';

export type AccountWork = Work | { readonly halted: string };

/** Cuts each link of an account, directory by directory; nobody is deactivated by that. */
export function unlink(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  return writeDurably(run, {
    ...{ step, accountId, already: 'no directory held it any more', isDone: isUnlinked },
    mayNot: ({ facts }) => reasonNotToWrite('unlink', facts),
    prepare: prepareUnlink(run, accountId),
    stillSo: () => 'a directory still holds it',
  });
}

export const isUnlinked = ({ facts: { gone, links } }: ReadTarget) => !gone && links.known && links.value.length === 0;

export function prepareUnlink({ dependencies, name }: CaseRun, accountId: string): OneWrite['prepare'] {
  return async ({ facts: { links } }) => {
    const writes = await dependencies.writes(name.organization);
    return async () => {
      let answer: WriteAnswer = { state: 'done', body: null };
      for (const link of links.known ? links.value : []) {
        answer = await writes.unlink(accountId, link);
        if (answer.state !== 'done') break;
      }
      return answer;
    };
  };
}

/** Gives the old account an address nobody uses, so that the sync finds nobody under the old one. */
export function changeEmail(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  return writeDurably(run, {
    ...{ step, accountId, already: 'its address was changed already' },
    isDone: ({ email }) => isRetired(run.name, accountId, email),
    mayNot: ({ facts }, folded) => reasonNotToWrite('change-email', facts) ?? changedMeanwhile(folded, facts),
    prepare: prepareRetire(run, accountId),
    stillSo: () => 'it still has its old address',
  });
}

export function prepareRetire({ dependencies, name }: CaseRun, accountId: string): OneWrite['prepare'] {
  return async ({ email }) => {
    const writes = await dependencies.writes(name.organization);
    return () => writes.setEmail(accountId, retiredAddress(name, accountId, email ?? ''));
  };
}

function changedMeanwhile(folded: FoldedCase, { accountId, emailHash }: ReadTarget['facts']): string | null {
  const kept = folded.accounts.get(accountId)?.kept?.emailHash ?? null;
  return kept === emailHash ? null : 'its address is not the one that it had when the case began';
}

/** Asks what may be changed, now that the link is cut; nothing is written. */
export function askManage(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  const { dependencies, name } = run;
  return settleDurably(run, { step, accountId }, async (): Promise<WriteOutcome> => {
    const reads = await dependencies.reads(name.organization);
    const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
    const { facts } = await readTarget(dependencies, reads, name, accountId, new Map());
    const kept = folded.accounts.get(accountId)?.kept ?? null;
    const reading = readCheck('email-settable', facts, kept, folded.case.plan.policyId);
    if (reading.state === 'holds') return { state: 'done' };
    return { state: reading.state === 'not-yet' ? 'unclear' : 'not-done', why: reading.why };
  });
}

export function writeDurably(run: CaseRun, one: OneWrite): Promise<AccountWork> {
  return settleDurably(run, one, (attempt) => writeOnce(run, one, attempt));
}
