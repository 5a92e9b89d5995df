import type { Digest } from '../../core/digest.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { isReadable, keepAsBaseline } from '../clients/account-parts.ts';
import { lastDigest } from '../clients/history/digests.ts';
import { noteDigest } from '../clients/history/head.ts';
import { requireSnapshot } from '../clients/history/snapshots.ts';
import { addressesOf, type MailStores } from '../clients/outbox/queue-mail.ts';
import type { Delivery } from '../clients/outbox/send-mail.ts';
import { findRules } from '../find-rules.ts';
import { rememberPrevention } from './advise.ts';
import { deliverDigest } from './deliver-digest.ts';
import { type RecordedDigest, readRecorded, recordDigest } from './record-digest.ts';
import { storeMissingSteps, storeStepDrift } from './store-step-drift.ts';

export interface ToldDrift {
  readonly rules: ExposureRules;
  readonly recorded: RecordedDigest;
  /** What became of the mails of the digest before, if this run had to finish them. */
  readonly earlier: readonly Delivery[];
  readonly deliveries: readonly Delivery[];
}

/**
 * From a complete snapshot to its mails: the step drift, then what an earlier run recorded but did not bring to its
 * end, then this snapshot's digest, which becomes the baseline of the next. Doing it again changes nothing that is
 * recorded and sends nothing that was sent.
 */
export async function tellDrift(
  stores: MailStores,
  snapshot: CompleteSnapshot,
  settings: OrganizationSettings,
): Promise<ToldDrift> {
  const { archive, history } = stores;
  const rules = await findRules(archive, snapshot, settings);
  const last = await lastDigest(history, snapshot.organization);
  await storeMissingSteps(archive, history, snapshot, last?.asOf ?? '0', rules);
  const step = await storeStepDrift(archive, history, snapshot, rules);
  const earlier = last && last.asOf < snapshot.asOf ? await finishEarlier(stores, last, rules, settings) : [];
  const recipients = addressesOf(settings).map(({ audience, hash }) => ({ audience, hash }));
  const recorded = await recordDigest(archive, history, { snapshot, rules, settings, recipients, step });
  const deliveries = await bringToRecipients(stores, recorded, rules, settings);
  await rememberPrevention(history, recorded.digest, settings);
  await noteDigest(history, snapshot.organization, snapshot.asOf);
  await keepAsBaseline(archive, snapshot);
  return { rules, recorded, earlier, deliveries };
}

async function finishEarlier(
  stores: MailStores,
  { organization, asOf }: Digest,
  rules: ExposureRules,
  settings: OrganizationSettings,
): Promise<readonly Delivery[]> {
  const { archive, history } = stores;
  const unfinished = await readRecorded(archive, history, organization, asOf);
  const deliveries = unfinished ? await bringToRecipients(stores, unfinished, rules, settings) : [];
  const snapshot = await requireSnapshot(history, organization, asOf);
  if (await isReadable(archive, snapshot)) await keepAsBaseline(archive, snapshot);
  return deliveries;
}

/** The step drift of a snapshot that no digest is due for, and of those before it that were left out. */
export async function storeStep(
  { archive, history }: Pick<MailStores, 'archive' | 'history'>,
  snapshot: CompleteSnapshot,
  settings: OrganizationSettings,
): Promise<void> {
  const rules = await findRules(archive, snapshot, settings);
  const last = await lastDigest(history, snapshot.organization);
  await storeMissingSteps(archive, history, snapshot, last?.asOf ?? '0', rules);
  await storeStepDrift(archive, history, snapshot, rules);
}

async function bringToRecipients(
  stores: MailStores,
  recorded: RecordedDigest,
  rules: ExposureRules,
  settings: OrganizationSettings,
): Promise<readonly Delivery[]> {
  const { organization, asOf, baseline } = recorded.digest;
  const snapshots = {
    baseline: baseline === null ? null : await requireSnapshot(stores.history, organization, baseline),
    after: await requireSnapshot(stores.history, organization, asOf),
  };
  return deliverDigest(stores, { recorded, snapshots, rules, settings });
}
