import { type Instant, toInstant } from '../../../core/account.ts';
import type { Audience } from '../../../core/digest.ts';
import type { OrganizationSettings } from '../../../core/settings.ts';
import type { RenderedMail } from '../../../render/rendered-mail.ts';
import type { Archive } from '../archive.ts';
import { mailKey } from '../archive-keys.ts';
import { sha256 } from '../archive-rows.ts';
import { composeMail } from '../compose-mail.ts';
import type { History } from '../history/history.ts';
import { type MailAudience, type MailKind, putMail } from '../history/outbox.ts';
import type { MailTransport } from '../mail-transport.ts';

export interface MailStores {
  readonly archive: Archive;
  readonly history: History;
  readonly transport: MailTransport;
  readonly now: () => Date;
}

export interface Address {
  readonly audience: MailAudience;
  /** Tells recipients apart without naming them. */
  readonly hash: string;
  readonly address: string;
}

/** Everyone whom an organization's settings name, each with a hash that tells them apart without naming them. */
export function addressesOf({ mail }: OrganizationSettings): readonly (Address & { readonly audience: Audience })[] {
  return (['admins', 'finance'] as const satisfies readonly Audience[]).flatMap((audience) =>
    mail[audience].map((address) => ({ audience, address, hash: sha256(`${audience} ${address}`).slice(0, 16) })),
  );
}

export interface QueuedMail {
  readonly settings: OrganizationSettings;
  readonly kind: MailKind;
  readonly asOf: Instant;
  readonly to: Address;
  readonly rendered: RenderedMail;
  /** Where an answer to it goes, if not to whoever sends it. */
  readonly replyTo?: string | undefined;
}

/** The HTML part as a page of its own: its pictures are in it, for there is no mail around it. */
export function htmlAlone({ html, attachments }: RenderedMail): string {
  return attachments.reduce((page, { cid, contentType, content }) => {
    if (cid === undefined) return page;
    return page.replaceAll(`"cid:${cid}"`, `"data:${contentType};base64,${Buffer.from(content).toString('base64')}"`);
  }, html);
}

/** Keeps a mail as it was rendered, and puts it into the outbox; one that is there already stays as it is. */
export async function queueMail(stores: MailStores, queued: QueuedMail): Promise<void> {
  const { settings, kind, asOf, to, rendered, replyTo } = queued;
  const { archive, history, transport, now } = stores;
  const organization = settings.id;
  const { audience, hash, address } = to;
  const name = `${kind}-${audience}-${hash}`;
  const eml = await composeMail(rendered, {
    from: settings.mail.sender ?? transport.sender,
    to: address,
    name: `${organization} ${asOf} ${name}`,
    date: asOf,
    replyTo,
  });
  const archiveKey = mailKey(organization, asOf, name);
  await archive.put(`${archiveKey}.html`, Buffer.from(htmlAlone(rendered)));
  await archive.put(`${archiveKey}.eml`, eml);
  await putMail(history, {
    ...{ organization, kind, asOf, audience, recipientHash: hash, archiveKey },
    sha256: sha256(eml),
    state: 'pending',
    detail: null,
    since: toInstant(now()),
  });
}
