import type { Account } from '../core/account.ts';
import { accountOptions } from '../core/explain-options.ts';
import { type ExposureRules, judgeAccess, judgeExposure } from '../core/exposure.ts';
import { productName } from '../core/products.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { isReadable } from '../lambdas/clients/account-parts.ts';
import { listAccountMoments } from '../lambdas/clients/history/account-history.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import { listSnapshots } from '../lambdas/clients/history/snapshots.ts';
import { findRules } from '../lambdas/find-rules.ts';
import { openStateFolder, type StateFolder } from '../local/state-folder.ts';
import { accountOptionsText, policyText } from '../render/terminal/account-options.ts';
import { type AccountExplained, explainText } from '../render/terminal/explain-account.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { decideOptions } from './decide-options.ts';
import { findAccount } from './find-account.ts';
import { pickSettings } from './pick-snapshot.ts';

export interface ExplainOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly state: string;
  readonly json?: boolean;
}

/** `explain ACCOUNT`: why one account is billable, or is not, by its id or its e-mail. */
export async function explain(asked: string, options: ExplainOptions, context: CommandContext): Promise<number> {
  if (asked.trim() === '') throw new UsageError('say which account: its id, or its e-mail.');
  const state = await openStateFolder(options.state);
  try {
    const settings = await pickSettings(state, options);
    const explained = await explainAccount(state, settings, asked.trim());
    const found = await recommendationOf(state, settings, explained, context);
    const remedies = found ? accountOptions(found.recommendation, found.billable, found.prices).options : [];
    if (options.json) context.emit(JSON.stringify({ ...explained, options: remedies }, null, 2));
    else
      context.print(
        [
          explainText(explained, settings),
          ...(found ? policyText(found.recommendation.subject.inspection) : []),
          ...(found ? [accountOptionsText(found.recommendation)] : []),
        ].join('\n'),
      );
    return 0;
  } finally {
    await state.close();
  }
}

/** What fits the account; null for one that is not billable, or gone. */
async function recommendationOf(
  state: StateFolder,
  settings: OrganizationSettings,
  { account, asOf, lastSeen }: AccountExplained,
  context: CommandContext,
) {
  if (account.billable === 'not-billable' || lastSeen !== asOf) return null;
  const { recommendations, loaded } = await decideOptions(state, settings, context);
  const recommendation = recommendations.find(({ subject }) => subject.account.accountId === account.accountId);
  return recommendation ? { recommendation, billable: loaded.billable, prices: loaded.prices } : null;
}

async function explainAccount(
  { archive, history }: StateFolder,
  settings: OrganizationSettings,
  asked: string,
): Promise<AccountExplained> {
  const { snapshot: asOf } = await getHead(history, settings.id);
  if (asOf === undefined) {
    throw new Error(
      `there is no snapshot of ${settings.id} yet: run billable-drift run first, or name another --organization (csv for exports).`,
    );
  }
  const snapshots = (await listSnapshots(history, settings.id, '0', asOf)).filter(({ state }) => state === 'complete');
  const seen = await findLastSeen(archive, snapshots, asked);
  if (!seen) throw await notFound(history, settings.id, asked);
  const moments = await listAccountMoments(history, settings.id, seen.account.accountId);
  const rules = await findRules(archive, seen.snapshot, settings);
  return {
    ...judged(seen.account, rules, seen.snapshot.asOf),
    asOf,
    lastSeen: seen.snapshot.asOf,
    since: moments.at(-1)?.asOf ?? null,
    firstSnapshot: snapshots[0]?.asOf ?? asOf,
    moments,
  };
}

function judged(account: Account, rules: ExposureRules, asOf: string) {
  const billable = account.billable === 'billable';
  return {
    account,
    exposure: billable ? judgeExposure(account, rules, asOf).exposure : null,
    assumed: rules.assumed,
    access: account.access.map((access) => ({
      product: productName(access.product),
      site: access.site,
      owner: judgeAccess(access, rules),
      lastActive: access.lastActive,
    })),
  };
}

/** The newest snapshot that the archive still holds and that has the account: who has left is in an earlier one. */
async function findLastSeen(archive: StateFolder['archive'], snapshots: readonly Snapshot[], asked: string) {
  for (const snapshot of snapshots.toReversed()) {
    if (snapshot.state !== 'complete' || !(await isReadable(archive, snapshot))) continue;
    const account = await findAccount(archive, snapshot, asked);
    if (account) return { account, snapshot };
  }
  return undefined;
}

async function notFound(history: StateFolder['history'], organization: string, asked: string): Promise<Error> {
  const last = (await listAccountMoments(history, organization, asked)).at(-1);
  if (!last) {
    return new Error(
      `no snapshot of ${organization} that is still kept (35 days) has an account with the id or e-mail ${asked}.`,
    );
  }
  const { from, to } = last.change;
  return new Error(
    `${asked} is in no snapshot of ${organization} that is still kept (35 days); its last change, ${last.asOf}: ${from} → ${to}.`,
  );
}
