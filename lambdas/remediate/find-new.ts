import { toInstant } from '../../core/account.ts';
import { lookDelay } from '../../core/cases/look-delay.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import type { AccountWork } from './cut-account.ts';
import { readOldAddress } from './read-old-address.ts';

type Found = { readonly state: 'found' } | { readonly state: 'not-yet' | 'wrong'; readonly why: string };

/** One to 32 minutes apart, over an hour together: a sync that runs by itself comes every 40 minutes. */
const LOOKS = 7;

/**
 * Looks for the account that the sync has created under the old address, and whether its groups grant it a product again:
 * then nothing would be saved, and it goes no further.
 */
export async function findNew(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  let found: Found = { state: 'not-yet', why: '' };
  for (let look = 1; look <= LOOKS && found.state === 'not-yet'; look += 1) {
    found = await inStep(run, `${step} ${accountId}: look ${look}`, () => lookForNew(run, accountId));
    if (found.state === 'not-yet' && look < LOOKS) {
      await waitDurably(run, `${step} ${accountId}: wait ${look}`, lookDelay(look, false));
    }
  }
  if (found.state === 'found') return { accountId, result: 'done', why: null };
  return { accountId, result: 'failed', why: found.why };
}

/** The account that took the place of one, looked for where the case broke off before it was found; null: there is none. */
export async function successorOf(run: CaseRun, accountId: string): Promise<string | null> {
  const { dependencies, name } = run;
  const known = async () => {
    const { accounts } = await requireCase(dependencies, name, toInstant(dependencies.now()));
    return accounts.get(accountId)?.successor ?? null;
  };
  const found = await known();
  if (found !== null) return found;
  await lookForNew(run, accountId);
  return known();
}

async function lookForNew({ dependencies, name }: CaseRun, accountId: string): Promise<Found> {
  const { history, now } = dependencies;
  const folded = await requireCase(dependencies, name, toInstant(now()));
  const address = await readOldAddress(dependencies, name, folded, accountId);
  if (address === null) return { state: 'wrong', why: 'the address that it had cannot be read any more' };
  const accounts = await (await dependencies.reads(name.organization)).findByEmail(address);
  if (!accounts.known) return { state: 'wrong', why: 'accounts could not be searched for by their address' };
  const [found, ...others] = accounts.value.filter((one) => one.accountId !== accountId);
  if (!found) return { state: 'not-yet', why: 'no new account has its old address' };
  if (others.length > 0) return { state: 'wrong', why: `${others.length + 1} accounts have its old address` };
  const successor = found.accountId;
  await appendOnce(history, name, { kind: 'found', at: toInstant(now()), key: accountId, accountId, successor });
  if (found.products.length === 0) return { state: 'found' };
  const products = found.products.join(', ');
  return { state: 'wrong', why: `the groups of the new account ${successor} grant it a product again (${products})` };
}
