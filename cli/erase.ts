import { type Instant, toInstant } from '../core/account.ts';
import { whyNotErased } from '../core/cases/judge-erasure.ts';
import { counted } from '../core/counted.ts';
import { sha256 } from '../lambdas/clients/archive-rows.ts';
import { loadCases } from '../lambdas/clients/history/cases.ts';
import { putErasure } from '../lambdas/clients/history/erasures.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import { listKeys } from '../lambdas/clients/history/keys.ts';
import { isInCare } from '../lambdas/clients/history/organizations.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { eraseAccount } from './erase-account.ts';
import { eraseOrganization } from './erase-organization.ts';
import { type ErasedStores, openErasedStores } from './open-erased-stores.ts';

export interface EraseOptions {
  readonly organization: string;
  /** The id of one account; without it, everything of the organization goes. */
  readonly account?: string;
  readonly state: string;
  readonly stack?: string;
  /** Nobody is asked. */
  readonly yes?: boolean;
}

/** `erase`: takes one account's name out of everything that is kept, or an organization as a whole. */
export async function erase(options: EraseOptions, context: CommandContext): Promise<number> {
  const stores = await openErasedStores(options);
  try {
    await refuseTooEarly(stores, options, context);
    if (!(await isMeant(options, context))) {
      context.print('Nothing was erased.');
      return 1;
    }
    const { organization, account } = options;
    const at = toInstant(context.now());
    const hash = account === undefined ? null : sha256(`${organization} ${account}`).slice(0, 16);
    const erased =
      account === undefined
        ? await eraseOrganization(stores, organization)
        : await eraseAccount(stores, {
            organization,
            accountId: account,
            label: `${at.replaceAll(/[-:]/g, '')}-${hash}`,
          });
    await putErasure(stores.history, { organization, at, account: hash, ...erased });
    context.print(
      `Erased: ${counted(erased.objects, 'object')} of the archive, ${counted(erased.rows, 'row')} of the table.`,
    );
    for (const sentence of whatStays(stores, options)) context.print(sentence);
    return 0;
  } finally {
    await stores.close();
  }
}

async function refuseTooEarly(
  { history }: ErasedStores,
  { organization, account }: EraseOptions,
  { now }: CommandContext,
): Promise<void> {
  const { lease } = await getHead(history, organization);
  if (lease && lease.until >= toInstant(now())) {
    throw new Error(`a walk of ${organization} is under way until ${lease.until}, and would write names again: wait.`);
  }
  await refuseWhileCases(history, organization, account, toInstant(now()));
  if (account !== undefined) return;
  if (await isInCare(history, organization)) {
    throw new Error(
      `${organization} is being taken care of: take it out of the settings file, then apply --drop first.`,
    );
  }
  const keys = (await listKeys(history, organization)).map(({ kind }) => kind);
  if (keys.length > 0) {
    throw new Error(`keys of ${organization} are still in custody (${keys.join(', ')}): keys forget KIND first.`);
  }
}

/** A case that is under way writes to what would be gone, and reads its way back from it. */
async function refuseWhileCases(
  history: ErasedStores['history'],
  organization: string,
  account: string | undefined,
  now: Instant,
): Promise<void> {
  const cases = await loadCases(history, organization, now);
  const concerned = cases.filter(({ accounts }) => account === undefined || accounts.has(account));
  const open = concerned.flatMap((one) => whyNotErased(one, now) ?? []);
  if (open.length === 0) return;
  const whose = account === undefined ? organization : account;
  throw new Error(`cases of ${whose} are under way, and would write to what is gone: ${open.join('; ')}.`);
}

async function isMeant({ organization, account, yes }: EraseOptions, { ask }: CommandContext): Promise<boolean> {
  if (yes) return true;
  if (ask === null) throw new UsageError('there is nobody to ask: say --yes if it is meant.');
  const what = account === undefined ? `everything of ${organization}` : `the name and e-mail of ${account}`;
  return (await ask(`This erases ${what}, for good. Type the organization's id to go on: `)).trim() === organization;
}

/** What no command reaches, said so that whoever was asked to erase can answer for it. */
function whatStays({ deployed }: ErasedStores, { account }: EraseOptions): readonly string[] {
  const claimed =
    'If the account is still claimed, the next snapshot reads its name again: delete or unclaim it at Atlassian first.';
  const backups = deployed
    ? [
        "The table's point-in-time recovery keeps deleted rows (ids, no names) for 35 days; the bucket keeps no old versions.",
        "Mails that were sent lie in their recipients' mailboxes. Logs and executions hold ids only and end by themselves.",
      ]
    : ['Mails in the outbox folder, and copies that somebody made of the state folder, are yours to delete.'];
  return [...(account === undefined ? [] : [claimed]), ...backups];
}
