import { toInstant } from '../../../core/account.ts';
import type { OrganizationSettings } from '../../../core/settings.ts';
import { sha256 } from '../archive-rows.ts';
import { type MailAudience, type MailKind, mailTag, moveMail, type OutboxMail } from '../history/outbox.ts';
import type { ReadyMail } from '../mail-transport.ts';
import { addressesOf, type MailStores } from './queue-mail.ts';

export interface Delivery {
  readonly kind: MailKind;
  readonly audience: MailAudience;
  readonly state: 'sent' | 'failed' | 'unsure' | 'already-sent';
  readonly detail: string | null;
}

/**
 * Claims a mail, sends it and marks it. What was sent is not sent again, and what is unsure is not repeated. `to`: where
 * it goes if the settings do not name its recipient.
 */
export async function sendMail(
  stores: MailStores,
  mail: OutboxMail,
  settings: OrganizationSettings,
  to = addressesOf(settings).find(({ hash }) => hash === mail.recipientHash)?.address ?? null,
): Promise<Delivery> {
  const { history, now } = stores;
  const { kind, audience, state, detail } = mail;
  if (state === 'sent' || state === 'bounced') return { kind, audience, state: 'already-sent', detail };
  if (state === 'unsure') return { kind, audience, state: 'unsure', detail };
  if (state === 'sending') return settleClaim(stores, mail);
  const ready = await loadMail(stores, mail, settings, to);
  // Everything is at hand before the claim: between claim and call nobody can know whether the mail left.
  if (!(await moveMail(history, mail, 'sending', toInstant(now())))) {
    return { kind, audience, state: 'already-sent', detail: 'taken over by another run' };
  }
  const outcome = 'why' in ready ? { state: 'failed' as const, why: ready.why } : await stores.transport.send(ready);
  const why = outcome.state === 'sent' ? null : outcome.why;
  await moveMail(history, { ...mail, state: 'sending' }, outcome.state, toInstant(now()), why);
  return { kind, audience, state: outcome.state, detail: why };
}

/** No sender works on one mail for longer than a function may run. */
const CLAIM_MINUTES = 15;

/** A mail that somebody claimed and never marked: perhaps it is under way, else nobody knows whether it left. */
async function settleClaim({ history, now }: MailStores, mail: OutboxMail): Promise<Delivery> {
  const { kind, audience, since } = mail;
  const why = 'the answer to its sending was lost';
  const old = now().getTime() - Date.parse(since) > CLAIM_MINUTES * 60_000;
  if (old) await moveMail(history, mail, 'unsure', toInstant(now()), why);
  return { kind, audience, state: old ? 'unsure' : 'already-sent', detail: old ? why : 'under way in another run' };
}

async function loadMail(
  { archive, transport }: MailStores,
  mail: OutboxMail,
  settings: OrganizationSettings,
  to: string | null,
): Promise<ReadyMail | { readonly why: string }> {
  const { archiveKey, sha256: expected } = mail;
  const eml = await archive.get(`${archiveKey}.eml`);
  if (!eml || sha256(eml) !== expected) {
    return {
      why: `the archive's ${archiveKey}.eml is missing or was changed; the mail cannot be sent as it was rendered`,
    };
  }
  return { to, from: settings.mail.sender ?? transport.sender, tag: mailTag(mail), eml };
}
