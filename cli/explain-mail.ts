import { toInstant } from '../core/account.ts';
import { daysBefore } from '../core/exposure.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import { listAllMails, type OutboxMail } from '../lambdas/clients/history/outbox.ts';
import { addressesOf } from '../lambdas/clients/outbox/queue-mail.ts';
import { formatsFor } from '../render/formats.ts';
import { safeText } from '../render/safe-text.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { openStores, type StoreOptions } from './open-stores.ts';
import { pickSettings } from './pick-snapshot.ts';
import { andStandIns, isStandIn } from './stand-ins.ts';

export interface ExplainMailOptions extends StoreOptions {
  readonly organization?: string;
  readonly config?: string;
  /** Mails of that day and later. */
  readonly since?: string;
  readonly json?: boolean;
}

const USUAL_DAYS = 90;

/** One mail of the ledger. `to`: null where nobody in the settings goes by its hash; a holder's is never told; a stand-in is. */
interface LedgerLine {
  readonly kind: OutboxMail['kind'];
  readonly asOf: string;
  readonly audience: OutboxMail['audience'];
  readonly to: string | null;
  readonly state: OutboxMail['state'];
  readonly since: string;
  readonly detail: string | null;
  /** What was sent, as it left, and whether it is still there: it leaves after 35 days. */
  readonly archive: string;
  readonly isKept: boolean;
}

/** `explain --mail`: what was sent to whom, when, with what answer, and where it lies. */
export async function explainMail(options: ExplainMailOptions, context: CommandContext): Promise<number> {
  const since = options.since ?? daysBefore(toInstant(context.now()), USUAL_DAYS);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(since)) throw new UsageError(`--since ${since} is no day such as 2026-11-01.`);
  const stores = await openStores(options);
  try {
    const settings = await pickSettings(stores, options);
    const mails = await listAllMails(stores.history, settings.id, since);
    const ledger: LedgerLine[] = [];
    for (const mail of mails) ledger.push(await lineOf(mail, stores.archive, settings));
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, mails: ledger }, null, 2));
    else if (ledger.length === 0) context.print(`${safeText(settings.name)}: no mail since ${since}.`);
    else for (const line of ledger) context.print(textOf(line, settings));
    return 0;
  } finally {
    await stores.close();
  }
}

async function lineOf(
  { kind, asOf, audience, recipientHash, state, since, detail, archiveKey }: OutboxMail,
  archive: Archive,
  settings: OrganizationSettings,
): Promise<LedgerLine> {
  const to = addressesOf(andStandIns(settings)).find(({ hash }) => hash === recipientHash)?.address ?? null;
  const key = `${archiveKey}.eml`;
  const isKept = (await archive.get(key)) !== undefined;
  return { kind, asOf, audience, to, state, since, detail, archive: `${archive.location}/${key}`, isKept };
}

function textOf(line: LedgerLine, { locale, timeZone }: OrganizationSettings): string {
  const { kind, asOf, audience, to, state, since, detail, archive, isKept } = line;
  const formats = formatsFor(locale, timeZone);
  const why = detail === null ? '' : `: ${safeText(detail)}`;
  return [
    `${kind} of ${formats.day(asOf)} to ${audience} (${recipientText(audience, to)})  ${state}${why}`,
    `    since ${since}; ${isKept ? archive : 'no longer in the archive: it is kept for 35 days'}`,
  ].join('\n');
}

function recipientText(audience: LedgerLine['audience'], to: string | null): string {
  if (audience === 'holder') return 'a holder, named only in the mail';
  if (to === null) return 'no longer in the settings';
  return isStandIn(to) ? `${to}: the settings named nobody` : safeText(to);
}
