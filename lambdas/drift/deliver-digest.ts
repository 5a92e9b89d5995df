import { audienceSchema, type Digest } from '../../core/digest.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { type Person, peopleCsv } from '../../render/digest/people.ts';
import { renderDigest } from '../../render/digest/render-digest.ts';
import { formatsFor } from '../../render/formats.ts';
import type { Archive } from '../clients/archive.ts';
import { mailKey } from '../clients/archive-keys.ts';
import { listMails } from '../clients/history/outbox.ts';
import { addressesOf, type MailStores, queueMail } from '../clients/outbox/queue-mail.ts';
import { type Delivery, sendMail } from '../clients/outbox/send-mail.ts';
import { drawTrend } from './draw-trend.ts';
import { loadPeople } from './load-people.ts';
import type { RecordedDigest } from './record-digest.ts';

export interface DeliveryRequest {
  readonly recorded: RecordedDigest;
  readonly snapshots: { readonly baseline: CompleteSnapshot | null; readonly after: CompleteSnapshot };
  readonly rules: ExposureRules;
  readonly settings: OrganizationSettings;
}

/**
 * Brings a recorded digest to its recipients, one mail each: rendered and kept, put into the outbox, claimed, sent,
 * marked. What is still in the outbox leaves unchanged. One mail that fails holds up no other.
 */
export async function deliverDigest(stores: MailStores, request: DeliveryRequest): Promise<readonly Delivery[]> {
  const { organization, asOf } = request.recorded.digest;
  await queueMissing(stores, request);
  const deliveries: Delivery[] = [];
  for (const mail of await listMails(stores.history, organization, 'digest', asOf)) {
    deliveries.push(await sendMail(stores, mail, request.settings));
  }
  return deliveries;
}

/** Whoever was taken out of the settings since the digest was recorded is left out. */
async function queueMissing(stores: MailStores, request: DeliveryRequest): Promise<void> {
  const { recorded, snapshots, rules, settings } = request;
  const { digest } = recorded;
  const mails = await listMails(stores.history, digest.organization, 'digest', digest.asOf);
  const queued = new Set(mails.map((mail) => mail.recipientHash));
  const expected = new Set(digest.recipients.map(({ hash }) => hash));
  const missing = addressesOf(settings).filter(({ hash }) => expected.has(hash) && !queued.has(hash));
  if (missing.length === 0) return;
  const formats = formatsFor(settings.locale, settings.timeZone);
  const everyone: readonly Person[] = missing.some(({ audience }) => audience === 'admins')
    ? await loadPeople(stores.archive, recorded, snapshots, rules)
    : [];
  const trend = await drawTrend(stores.history, settings, digest.asOf);
  const namesAt = await keepLongList(stores.archive, digest, everyone);
  for (const audience of audienceSchema.options) {
    const recipients = missing.filter((one) => one.audience === audience);
    if (recipients.length === 0) continue;
    const people = audience === 'admins' ? everyone : null;
    const rendered = renderDigest({ digest, organizationName: settings.name, formats, people, namesAt, trend });
    for (const to of recipients) await queueMail(stores, { settings, kind: 'digest', asOf: digest.asOf, to, rendered });
  }
}

/** A longer list, some 8,000 accounts, is no reading for a mail, and each copy of it would be held in memory. */
const MOST_NAMES_BYTES = 1_000_000;

/** Puts a list of names that is too long for a mail beside the mails in the archive; null if it fits. */
async function keepLongList(
  archive: Archive,
  { organization, asOf }: Digest,
  people: readonly Person[],
): Promise<string | null> {
  const list = Buffer.from(people.length > 0 ? peopleCsv(people) : '');
  if (list.byteLength <= MOST_NAMES_BYTES) return null;
  const key = mailKey(organization, asOf, `accounts-${asOf.slice(0, 10)}.csv`);
  await archive.put(key, list);
  return key;
}
