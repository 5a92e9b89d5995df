import type { Account, PresenceState } from '../core/account.ts';
import { counted } from '../core/counted.ts';
import { countFlagMoves, type Doubt, type DriftSide, type FlagMove, findDoubts } from '../core/explain-drift.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { isReadable, readAccountParts } from '../lambdas/clients/account-parts.ts';
import { lastDigest } from '../lambdas/clients/history/digests.ts';
import { getSettings } from '../lambdas/clients/history/organizations.ts';
import { requireSnapshot } from '../lambdas/clients/history/snapshots.ts';
import { safeText } from '../render/safe-text.ts';
import type { CommandContext } from './command-context.ts';
import { openStores, type StoreOptions, type Stores } from './open-stores.ts';
import { headSnapshot, pickSettings } from './pick-snapshot.ts';

export interface ExplainDriftOptions extends StoreOptions {
  readonly organization?: string;
  readonly config?: string;
  readonly json?: boolean;
}

interface RawAccount {
  readonly accountId: string;
  readonly before: RawSide | null;
  readonly after: RawSide | null;
}

type RawSide = Pick<Account, 'billable' | 'status' | 'type'> & { readonly access: readonly string[] };

/** `explain --drift`: was it a false alarm? The raw flag on both days, how whole both snapshots are, what else changed. */
export async function explainDrift(
  asked: string | undefined,
  options: ExplainDriftOptions,
  context: CommandContext,
): Promise<number> {
  const stores = await openStores(options);
  try {
    const settings = await pickSettings(stores, options);
    const { before, after } = await sidesOf(stores, settings);
    const [then, now] = [await readSide(stores, before.snapshot, asked), await readSide(stores, after.snapshot, asked)];
    const account = asked === undefined ? null : rawOf(asked, then.found, now.found);
    const doubts = findDoubts(before, after);
    const moves = countFlagMoves(then.flags, now.flags);
    if (options.json) {
      const [from, to] = [before, after].map(({ snapshot }) => flagCounts(snapshot));
      context.emit(JSON.stringify({ organization: settings.id, from, to, moves, doubts, account }, null, 2));
    } else context.print(driftText({ before, after, moves, doubts, account }));
    return 0;
  } finally {
    await stores.close();
  }
}

/** The two snapshots that the last digest compared. */
async function sidesOf(stores: Stores, { id }: OrganizationSettings) {
  const digest = await lastDigest(stores.history, id);
  const snapshot = digest ? await requireSnapshot(stores.history, id, digest.asOf) : await headSnapshot(stores, id);
  const baseline = digest ? digest.baseline : snapshot.previous;
  if (baseline === null)
    throw new Error(`there is nothing to compare in ${id} yet: the last digest was the first one.`);
  const sideOf = async (one: CompleteSnapshot): Promise<DriftSide> => ({
    snapshot: one,
    settings: await getSettings(stores.history, id, one.settings),
  });
  return { before: await sideOf(await requireSnapshot(stores.history, id, baseline)), after: await sideOf(snapshot) };
}

async function readSide({ archive }: Stores, snapshot: CompleteSnapshot, asked: string | undefined) {
  if (!(await isReadable(archive, snapshot))) {
    throw new Error(`the accounts of ${snapshot.asOf} are no longer in the archive: they are kept for 35 days.`);
  }
  const flags = new Map<string, PresenceState>();
  let found: Account | undefined;
  const name = asked?.trim().toLowerCase();
  for await (const accounts of readAccountParts(archive, snapshot)) {
    for (const account of accounts) {
      flags.set(account.accountId, account.billable);
      if (name !== undefined && (account.accountId === asked?.trim() || account.email?.toLowerCase() === name)) {
        found = account;
      }
    }
  }
  return { flags, found };
}

function rawOf(asked: string, before: Account | undefined, after: Account | undefined): RawAccount {
  const known = after ?? before;
  if (!known) throw new Error(`neither snapshot has an account with the id or e-mail ${safeText(asked)}.`);
  return { accountId: known.accountId, before: rawSide(before), after: rawSide(after) };
}

function rawSide(account: Account | undefined): RawSide | null {
  if (!account) return null;
  const { billable, status, type, access } = account;
  return {
    billable,
    status,
    type,
    access: access.map(({ product, site }) => (site ? `${product} on ${site}` : product)),
  };
}

function flagCounts({ asOf, source, accounts, billable, notBillable, unknown, settings }: CompleteSnapshot) {
  return { asOf, source: source.kind, accounts, billable, notBillable, unknown, settings };
}

interface Told {
  readonly before: DriftSide;
  readonly after: DriftSide;
  readonly moves: readonly FlagMove[];
  readonly doubts: readonly Doubt[];
  readonly account: RawAccount | null;
}

function driftText({ before, after, moves, doubts, account }: Told): string {
  const sum = moves.reduce((total, move) => total + move.accounts, 0);
  return [
    "Atlassian's own flag, as it was read",
    ...[before, after].map(({ snapshot }) => `  ${sideText(snapshot)}`),
    `Accounts whose flag is another one: ${sum}`,
    ...moves.map(({ from, to, accounts }) => `  ${accounts}  ${from} -> ${to}`),
    'What else changed, or is not whole',
    ...(doubts.length > 0
      ? doubts.map(({ text }) => `  ${safeText(text)}`)
      : ['  nothing: same source, same settings, both complete. It is what Atlassian says, no false alarm of ours.']),
    ...(account ? accountText(account, before.snapshot.asOf, after.snapshot.asOf) : []),
  ].join('\n');
}

function sideText({ asOf, source, accounts, billable, notBillable, unknown }: CompleteSnapshot): string {
  return `${asOf}  complete, from ${source.kind}: ${counted(accounts, 'account')}, ${billable} billable, ${notBillable} not, ${unknown} unknown`;
}

function accountText({ accountId, before, after }: RawAccount, from: string, to: string): readonly string[] {
  const line = (asOf: string, side: RawSide | null) =>
    side === null
      ? `  ${asOf}  absent`
      : `  ${asOf}  ${side.billable}, ${safeText(side.status)}, ${side.access.length > 0 ? safeText(side.access.join('; ')) : 'no product'}`;
  return [safeText(accountId), line(from, before), line(to, after)];
}
