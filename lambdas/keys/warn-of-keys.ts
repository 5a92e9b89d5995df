import type { Instant } from '../../core/account.ts';
import { type KeyRecord, newWarnings } from '../../core/keys.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { formatsFor } from '../../render/formats.ts';
import { renderKeyWarning } from '../../render/keys/render-key-warning.ts';
import { listMails } from '../clients/history/outbox.ts';
import { addressesOf, type MailStores, queueMail } from '../clients/outbox/queue-mail.ts';
import { type Delivery, sendMail } from '../clients/outbox/send-mail.ts';

export interface KeyCheck {
  readonly settings: OrganizationSettings;
  readonly keys: readonly KeyRecord[];
  readonly asOf: Instant;
  /** The check before this one; undefined if there was none. */
  readonly before: Instant | undefined;
}

/**
 * Mails the admins of keys that passed one of the last marks since the check before, or were refused. Asked again for the
 * same instant, nobody is told twice.
 */
export async function warnByMail(stores: MailStores, check: KeyCheck): Promise<readonly Delivery[]> {
  const { settings, keys, asOf, before } = check;
  const warnings = newWarnings(keys, asOf, before).filter(({ ownMail }) => ownMail);
  const refused = keys.filter(({ trial }) => trial.state === 'refused' && (before === undefined || trial.at > before));
  if (warnings.length > 0 || refused.length > 0) {
    const formats = formatsFor(settings.locale, settings.timeZone);
    const rendered = renderKeyWarning({ organizationName: settings.name, asOf, warnings, refused, formats });
    for (const to of addressesOf(settings).filter(({ audience }) => audience === 'admins')) {
      await queueMail(stores, { settings, kind: 'keys', asOf, to, rendered });
    }
  }
  const deliveries: Delivery[] = [];
  for (const mail of await listMails(stores.history, settings.id, 'keys', asOf)) {
    deliveries.push(await sendMail(stores, mail, settings));
  }
  return deliveries;
}
