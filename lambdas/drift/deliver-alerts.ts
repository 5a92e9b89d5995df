import type { Alert } from '../../core/alerts/alert.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { renderAlert } from '../../render/alerts/render-alert.ts';
import { renderReminder } from '../../render/alerts/render-reminder.ts';
import { formatsFor } from '../../render/formats.ts';
import type { RenderedMail } from '../../render/rendered-mail.ts';
import { listMails } from '../clients/history/outbox.ts';
import { addressesOf, type MailStores, queueMail } from '../clients/outbox/queue-mail.ts';
import { type Delivery, sendMail } from '../clients/outbox/send-mail.ts';

/** Brings recorded alerts to their recipients: one mail for all of one snapshot, and one for each reminder. */
export async function deliverAlerts(
  stores: MailStores,
  settings: OrganizationSettings,
  alerts: readonly Alert[],
): Promise<readonly Delivery[]> {
  const formats = formatsFor(settings.locale, settings.timeZone);
  const organizationName = settings.name;
  const deliveries: Delivery[] = [];
  for (const asOf of new Set(alerts.map((alert) => alert.asOf))) {
    const told = alerts.filter((alert) => alert.asOf === asOf);
    const ringing = told.filter((alert) => alert.kind !== 'reminder');
    const [first] = ringing;
    if (first) {
      const rendered = renderAlert({ alerts: ringing, organizationName, formats });
      deliveries.push(...(await deliver(stores, settings, { kind: 'alert', alert: first, rendered })));
    }
    for (const alert of told) {
      if (alert.kind !== 'reminder') continue;
      const rendered = renderReminder({ reminder: alert, organizationName, formats });
      deliveries.push(...(await deliver(stores, settings, { kind: 'reminder', alert, rendered })));
    }
  }
  return deliveries;
}

interface AlertMail {
  readonly kind: 'alert' | 'reminder';
  readonly alert: Alert;
  readonly rendered: RenderedMail;
}

/** Whoever was taken out of the settings since it was recorded is left out, and whoever came is not told of it. */
async function deliver(
  stores: MailStores,
  settings: OrganizationSettings,
  { kind, alert, rendered }: AlertMail,
): Promise<readonly Delivery[]> {
  const { asOf } = alert;
  const queued = new Set((await listMails(stores.history, settings.id, kind, asOf)).map((mail) => mail.recipientHash));
  const expected = new Set(alert.recipients.map(({ hash }) => hash));
  for (const to of addressesOf(settings).filter(({ hash }) => expected.has(hash) && !queued.has(hash))) {
    await queueMail(stores, { settings, kind, asOf, to, rendered });
  }
  const deliveries: Delivery[] = [];
  for (const mail of await listMails(stores.history, settings.id, kind, asOf)) {
    deliveries.push(await sendMail(stores, mail, settings));
  }
  return deliveries;
}
