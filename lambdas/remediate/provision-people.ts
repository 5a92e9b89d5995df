import { toInstant } from '../../core/account.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import type { Work } from '../../core/cases/events.ts';
import type { WriteAnswer } from '../clients/atlassian/send-write.ts';
import { ON_DEMAND_AT_ONCE, ON_DEMAND_SECONDS, type Provisioning } from '../clients/graph/provisioning.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { readOldAddress } from './read-old-address.ts';

/** What became of whom; `halted`: why it went no further. */
export interface Provisioned {
  readonly work: readonly Work[];
  readonly halted: string | null;
  /** Whether it is not known of somebody that the call arrived. */
  readonly unclear: boolean;
}

/** The directory that held an account before; null: none, or several. */
export function directoryOf(folded: FoldedCase, accountId: string): string | null {
  const [link, ...others] = folded.accounts.get(accountId)?.kept?.links ?? [];
  return link && others.length === 0 ? link.directoryId : null;
}

/** The provisioning of an account's directory, or why there is none. */
export async function provisioningOf(
  dependencies: RemediateDependencies,
  { organization }: CaseName,
  directoryId: string | null,
): Promise<Provisioning | { readonly why: string }> {
  if (directoryId === null) return { why: 'which directory held it is not known' };
  const provisioning = await dependencies.provisioning(organization, directoryId);
  return provisioning ?? { why: `the settings name no application (appId) for its directory ${directoryId}` };
}

/** Makes the call ready that provisions the person of an account, by the address that the account had. */
export async function prepareProvision(
  dependencies: RemediateDependencies,
  name: CaseName,
  folded: FoldedCase,
  accountId: string,
): Promise<(() => Promise<WriteAnswer>) | { readonly why: string }> {
  const provisioning = await provisioningOf(dependencies, name, directoryOf(folded, accountId));
  if ('why' in provisioning) return provisioning;
  const address = await readOldAddress(dependencies, name, folded, accountId);
  if (address === null) return { why: 'the address that it had cannot be read any more' };
  const person = await provisioning.findPerson(address);
  if (person === null) return { why: 'the identity provider knows nobody, or several people, by its address' };
  const { id } = await provisioning.readJob();
  const rule = await provisioning.readRule(id);
  return () => provisioning.provision(id, rule, person);
}

/**
 * Provisions one person, asked for once. `unclear`: where the note is there already nobody knows whether the call arrived;
 * the next sync that runs by itself does the same, and what comes after reads what became of it.
 */
async function provisionOne(run: CaseRun, step: string, accountId: string, folded: FoldedCase): Promise<One> {
  const { dependencies, name } = run;
  const { history, now } = dependencies;
  const key = `${step} ${accountId}: provision`;
  const work: Work = { accountId, result: 'done', why: null };
  if (folded.events.some((event) => event.kind === 'writing' && event.key === key)) return { work, unclear: true };
  const call = await prepareProvision(dependencies, name, folded, accountId);
  if ('why' in call) return { work: { accountId, result: 'failed', why: call.why }, unclear: false };
  await appendOnce(history, name, { kind: 'writing', at: toInstant(now()), key, step, accountIds: [accountId] });
  const answer = await call();
  if (answer.state !== 'refused') return { work, unclear: answer.state === 'unclear' };
  return { work: { accountId, result: 'failed', why: answer.why }, unclear: false };
}

interface One {
  readonly work: Work;
  readonly unclear: boolean;
}

/** Provisions people in fives, the documented rate; `until`: nothing is begun any more from then on. */
export async function provisionAll(
  run: CaseRun,
  step: string,
  accountIds: readonly string[],
  until: string | null,
): Promise<Provisioned> {
  const { dependencies, name } = run;
  const work: Work[] = [];
  let unclear = false;
  for (let from = 0; from < accountIds.length; from += ON_DEMAND_AT_ONCE) {
    const number = from / ON_DEMAND_AT_ONCE + 1;
    if (number > 1) await waitDurably(run, `${step}: rate ${number}`, ON_DEMAND_SECONDS);
    const some = accountIds.slice(from, from + ON_DEMAND_AT_ONCE);
    const five = await inStep(run, `${step}: provision ${number}`, async (): Promise<Provisioned> => {
      const at = toInstant(dependencies.now());
      const folded = await requireCase(dependencies, name, at);
      const halted = await whyHalted(dependencies, folded, at, run);
      if (halted !== null) return { work: [], halted, unclear: false };
      if (until !== null && at >= until)
        return { work: some.map((id) => ({ accountId: id, ...TOO_LATE })), halted, unclear: false };
      const each: One[] = [];
      for (const accountId of some) each.push(await provisionOne(run, step, accountId, folded));
      return { work: each.map((one) => one.work), halted, unclear: each.some((one) => one.unclear) };
    });
    work.push(...five.work);
    unclear ||= five.unclear;
    if (five.halted !== null) return { work, halted: five.halted, unclear };
  }
  return { work, halted: null, unclear };
}

const TOO_LATE = { result: 'failed', why: 'the time that provisioning may be paused was over' } as const;
