import { toInstant } from '../../core/account.ts';
import type { Work } from '../../core/cases/events.ts';
import { reasonToSkip } from '../../core/cases/target-facts.ts';
import { appendOnce } from '../clients/history/cases.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { keptOf, readBillable, readTarget } from './read-facts.ts';

/** So many accounts are read in one step, each with five calls. */
export const KEEP_AT_ONCE = 25;

/**
 * Reads accounts before anything is done to them and keeps what is needed to go back. Who is gone, protected, excluded or
 * no longer billable is left as it is. Returns those that stay in the case.
 */
export async function keepAccounts(
  dependencies: RemediateDependencies,
  name: CaseName,
  key: string,
  accountIds: readonly string[],
): Promise<readonly string[]> {
  const { history, now } = dependencies;
  const reads = await dependencies.reads(name.organization);
  const billable = await readBillable(dependencies, name.organization, accountIds);
  const facts = [];
  for (const accountId of accountIds) {
    facts.push((await readTarget(dependencies, reads, name, accountId, billable)).facts);
  }
  const skipped = facts.flatMap((one): Work[] => {
    const why = reasonToSkip(one);
    return why === null ? [] : [{ accountId: one.accountId, result: 'skipped', why }];
  });
  await appendOnce(history, name, { kind: 'kept', at: toInstant(now()), key, accounts: facts.map(keptOf), skipped });
  const gone = new Set(skipped.map(({ accountId }) => accountId));
  return accountIds.filter((id) => !gone.has(id));
}
