import { toInstant } from '../../core/account.ts';
import { reasonNotToRelink } from '../../core/cases/target-facts.ts';
import { getSettings } from '../clients/history/organizations.ts';
import { requireCase } from './ask-person.ts';
import type { CaseRun } from './case-run.ts';
import type { AccountWork } from './cut-account.ts';
import { keepList } from './move-requests.ts';
import { prepareProvision } from './provision-people.ts';
import { readTarget } from './read-facts.ts';
import { settleDurably, type WriteOutcome } from './write-once.ts';

/** Everything that the exchange needs later is read before anything is written: whoever lacks some of it is left as is. */
export function preflight(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  return settleDurably(run, { step, accountId }, () => lookAhead(run, accountId));
}

async function lookAhead(run: CaseRun, accountId: string): Promise<WriteOutcome> {
  const why = await whatIsMissing(run, accountId);
  if (why !== null) return { state: 'not-done', why };
  const listed = run.plan.steps.some(({ action }) => action === 'move-requests');
  return listed ? keepList(run, accountId) : { state: 'done' };
}

async function whatIsMissing({ dependencies, name, plan }: CaseRun, accountId: string): Promise<string | null> {
  const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
  const reads = await dependencies.reads(name.organization);
  const billable = new Map([[accountId, folded.accounts.get(accountId)?.kept?.billable ?? 'unknown']]);
  const { facts } = await readTarget(dependencies, reads, name, accountId, billable);
  const provisioned = plan.steps.some(({ action }) => action === 'resync');
  const settings = await getSettings(dependencies.history, name.organization);
  const directories = (settings?.directories ?? []).flatMap(({ id, appId }) => (appId === undefined ? [] : [id]));
  const why = reasonNotToRelink(facts, provisioned ? directories : null);
  if (why !== null || !provisioned) return why;
  const call = await prepareProvision(dependencies, name, folded, accountId);
  return 'why' in call ? call.why : null;
}
