import { type Account, toInstant } from '../../core/account.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import { type Ask, closeAsk, putAsk } from '../clients/history/asks.ts';
import { getHead } from '../clients/history/head.ts';
import { getMail, type OutboxMail } from '../clients/history/outbox.ts';
import { requireSnapshot } from '../clients/history/snapshots.ts';
import { countHolderMail } from '../clients/history/writes.ts';
import { sendMail } from '../clients/outbox/send-mail.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { askRow, type HolderMail, queueAsk } from './queue-ask.ts';

/** So many mails are taken on in one step, and so many that are still open are sent. */
const MAILS_AT_ONCE = 25;

/** A mail that failed rests for an hour: looks that follow soon are for mails that are due. */
const FAILED_REST_MS = 3_600_000;

export interface HolderMails {
  /** Every mail of the case so far. */
  readonly asks: readonly Ask[];
  /** Taken on, and perhaps not sent yet. */
  readonly open: readonly Ask[];
  /** To be taken on, the most urgent first. */
  readonly due: readonly { readonly accountId: string; readonly ask: number }[];
}

/**
 * Sends what is open and then what is due, as far as the day has room. Returns ids, and whether more is due: only what is
 * due, for each step takes some of it on; what stays open may fail for ever.
 */
export async function mailHolders(
  dependencies: RemediateDependencies,
  name: CaseName,
  settings: OrganizationSettings,
  { asks, open, due }: HolderMails,
): Promise<{ readonly more: boolean; readonly gone: readonly string[] }> {
  const { history, now } = dependencies;
  if (open.length + due.length === 0) return { more: false, gone: [] };
  const some = due.slice(0, MAILS_AT_ONCE);
  const taken: Ask[] = [];
  let full = false;
  for (const { accountId, ask } of some) {
    const at = toInstant(now());
    const most = settings.remediation?.ask.mailsPerDay ?? 0;
    const request = { organization: name.organization, day: at.slice(0, 10), mail: `${name.id} ${accountId} ${ask}` };
    full = !(await countHolderMail(history, { ...request, most }));
    if (full) break;
    const one: Ask = { accountId, ask, at, state: 'open' };
    await putAsk(history, name, one);
    taken.push(one);
  }
  const ready = [...(await readyAgain(dependencies, name, open)), ...taken];
  const gone = await deliverAll(dependencies, name, settings, asks, ready);
  return { more: !full && some.length < due.length, gone };
}

/** The open mails that were never tried, then those that have failed and rested, longest first. */
async function readyAgain(
  { history, now }: RemediateDependencies,
  name: CaseName,
  open: readonly Ask[],
): Promise<readonly Ask[]> {
  const untried: Ask[] = [];
  const rested: { readonly ask: Ask; readonly since: number }[] = [];
  for (const ask of open) {
    const mail = await getMail(history, askRow(name, ask));
    if (mail?.state !== 'failed') untried.push(ask);
    else if (Date.parse(mail.since) + FAILED_REST_MS <= now().getTime()) {
      rested.push({ ask, since: Date.parse(mail.since) });
    }
  }
  rested.sort((one, other) => one.since - other.since);
  return [...untried, ...rested.map(({ ask }) => ask)].slice(0, MAILS_AT_ONCE);
}

/** The accounts that are gone meanwhile are returned, and nobody is written to about them. */
async function deliverAll(
  dependencies: RemediateDependencies,
  name: CaseName,
  settings: OrganizationSettings,
  asks: readonly Ask[],
  open: readonly Ask[],
): Promise<readonly string[]> {
  if (open.length === 0) return [];
  const reads = await dependencies.reads(name.organization);
  const accounts = await readAccounts(dependencies, name, new Set(open.map(({ accountId }) => accountId)));
  const gone: string[] = [];
  for (const ask of open) {
    const profile = await reads.readProfile(ask.accountId);
    const account = accounts.get(ask.accountId);
    if (!profile || !account) {
      gone.push(ask.accountId);
      await closeAsk(dependencies.history, name, ask);
      continue;
    }
    const address = profile.email ?? account.email;
    const first = asks.find(({ accountId, ask: number }) => accountId === ask.accountId && number === 1) ?? ask;
    const ended = address === null || (await deliver(dependencies, name, settings, { ask, first, account, address }));
    if (ended) await closeAsk(dependencies.history, name, ask);
  }
  return gone;
}

/** Whether the mail has left, or will not be tried again: its row in the outbox says which. */
async function deliver(
  dependencies: RemediateDependencies,
  name: CaseName,
  settings: OrganizationSettings,
  one: HolderMail,
): Promise<boolean> {
  const { history, count } = dependencies;
  const row = askRow(name, one.ask);
  // A mail that is there stays as it is: its token is in it, and nowhere else.
  if (!(await getMail(history, row))) await queueAsk(dependencies, name, settings, one);
  const mail = await getMail(history, row);
  if (!mail) throw new Error(`the mail ${row.sk} was queued and is not there.`);
  const { state } = await sendMail(dependencies, mail, settings, one.address);
  if (state === 'failed') count('MailsFailed', 1);
  if (state === 'unsure') count('MailsUnsure', 1);
  return state === 'sent' || state === 'unsure' || (state === 'already-sent' && mail.state !== 'sending');
}

async function readAccounts(
  { archive, history }: RemediateDependencies,
  { organization }: CaseName,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Account>> {
  const found = new Map<string, Account>();
  const { snapshot: asOf } = await getHead(history, organization);
  if (asOf === undefined) return found;
  for await (const accounts of readAccountParts(archive, await requireSnapshot(history, organization, asOf))) {
    for (const account of accounts) if (wanted.has(account.accountId)) found.set(account.accountId, account);
  }
  return found;
}

/** Why a silent holder may never have read the question; null if nothing says so. */
export async function whyUnreached(
  { history }: RemediateDependencies,
  name: CaseName,
  asks: readonly Ask[],
  accountId: string,
): Promise<string | null> {
  const own = asks.filter((ask) => ask.accountId === accountId);
  if (own.length === 0) return null;
  const mails: (OutboxMail | undefined)[] = [];
  for (const ask of own) mails.push(await getMail(history, askRow(name, ask)));
  if (mails.some((mail) => mail?.state === 'sent' || mail?.state === 'unsure')) return null;
  if (mails.every((mail) => mail === undefined)) return 'its holder could not be asked: its e-mail is hidden';
  return 'its holder was not reached: each mail failed or came back';
}
