import type { Alert, AlertRecord } from '../../core/alerts/alert.ts';
import type { AlertRule, Crossing } from '../../core/alerts/crossing.ts';
import type { Growth } from '../../core/alerts/growth.ts';
import { type EdgeReading, judgeEdge, type RuleState } from '../../core/alerts/judge-edge.ts';
import { thresholdsOf } from '../../core/alerts/thresholds.ts';
import { dayOf } from '../../core/billing/billing-period.ts';
import type { Digest, Recipient } from '../../core/digest.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { changeAlert, listAlerts } from '../clients/history/alerts.ts';
import { lastDigest } from '../clients/history/digests.ts';
import { getStepDrift, type StepDrift } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import { addressesOf, type MailStores } from '../clients/outbox/queue-mail.ts';
import type { Delivery } from '../clients/outbox/send-mail.ts';
import { findSuspicion } from '../find-suspicion.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { growthSince, readGrowth } from './read-growth.ts';
import { remindOfFixBy } from './remind-of-fix-by.ts';

export interface AlertFacts {
  readonly snapshot: CompleteSnapshot;
  readonly step: StepDrift;
  readonly settings: OrganizationSettings;
  readonly last: Digest;
  /** Since that digest. */
  readonly growth: Growth;
  readonly recipients: readonly Recipient[];
}

/**
 * What has to be told between two digests, as of a complete snapshot whose step drift is stored and that no digest is due
 * for. Each alert is recorded before any mail of it, and all that is recorded is brought to its recipients, also what an
 * earlier run left behind. Doing it again tells nothing twice. Before the first digest there is nothing to tell.
 */
export async function ringAlerts(
  stores: MailStores,
  snapshot: CompleteSnapshot,
  settings: OrganizationSettings,
): Promise<readonly Delivery[]> {
  const { history } = stores;
  const { organization, asOf } = snapshot;
  const last = await lastDigest(history, organization);
  const step = await getStepDrift(history, organization, asOf);
  if (!last || !step) return [];
  const records = await listAlerts(history, organization);
  const waiting = recordedAlerts(records).filter((alert) => alert.asOf > last.asOf && alert.asOf < asOf);
  const finished = await deliverAlerts(stores, settings, waiting);
  const earlier = finished.filter(({ state }) => state !== 'already-sent');

  const recipients = addressesOf(settings).map(({ audience, hash }) => ({ audience, hash }));
  const counted = { asOf, before: last.counts.billable, now: step.counts.billable };
  const growth = await growthSince(history, settings, last, counted);
  const facts = { snapshot, step, settings, last, growth, recipients };
  const states = new Map<AlertRule, AlertRecord>(records.map((record) => [record.rule, record]));
  for (const reading of [...(await growthReadings(history, facts)), await suspicionReading(history, facts)]) {
    const after = await ring(history, facts, reading, states.get(reading.rule));
    if (after) states.set(after.rule, after);
  }
  const reminded = await remindOfFixBy(stores, facts, states.get('fix-by'));
  if (reminded) states.set(reminded.rule, reminded);
  const now = recordedAlerts([...states.values()]).filter((alert) => alert.asOf === asOf);
  return [...earlier, ...(await deliverAlerts(stores, settings, now))];
}

function recordedAlerts(records: readonly AlertRecord[]): readonly Alert[] {
  return records.flatMap(({ alert }) => (alert === null ? [] : [alert]));
}

/** What a rule measures, and the alert if it rings. */
interface Reading extends Pick<EdgeReading, 'value' | 'threshold'> {
  readonly rule: AlertRule;
  readonly alert: Alert | null;
}

/** A baseline that is gone, or that told accounts apart in another way, is no measure of growth. */
async function growthReadings(history: History, facts: AlertFacts): Promise<readonly Reading[]> {
  const { snapshot, settings, last, growth } = facts;
  const baseline = await getSnapshot(history, snapshot.organization, last.asOf);
  if (baseline?.state !== 'complete' || baseline.source.key !== snapshot.source.key) return [];
  return (await readGrowth(history, settings, growth, snapshot.asOf)).map(({ value, ...rest }) => {
    const crossing: Crossing | null = value === null ? null : { ...rest, value };
    const alert = crossing && { kind: 'crossing' as const, ...toldOf(facts), ...crossing };
    return { rule: rest.rule, threshold: rest.threshold, value, alert };
  });
}

async function suspicionReading(history: History, facts: AlertFacts): Promise<Reading> {
  const { snapshot, settings } = facts;
  const suspicion = await findSuspicion(history, snapshot, settings);
  return {
    rule: 'suspicious',
    threshold: 1,
    value: suspicion === null ? 0 : Math.abs(suspicion.now - suspicion.before),
    alert: suspicion && {
      kind: 'suspicion',
      ...toldOf(facts),
      ...suspicion,
      previous: snapshot.previous ?? snapshot.asOf,
    },
  };
}

function toldOf({ snapshot, step, last, growth, recipients }: AlertFacts) {
  return { asOf: snapshot.asOf, since: last.asOf, recipients: [...recipients], counts: growth, came: step.came };
}

async function ring(
  history: History,
  { snapshot, settings, last }: AlertFacts,
  { rule, value, threshold, alert }: Reading,
  known: AlertRecord | undefined,
): Promise<AlertRecord | undefined> {
  const { asOf, organization } = snapshot;
  const today = dayOf(asOf, settings.timeZone);
  const { coolDownDays } = thresholdsOf(settings);
  const reading: EdgeReading = { value, threshold, asOf, today, lastDigest: last.asOf, coolDownDays };
  const decide = (state: RuleState = NEW) => {
    const verdict = judgeEdge(state, reading);
    if (verdict === 'ring') return { edge: 'rung' as const, alert };
    return verdict === 'arm' ? { edge: 'armed' as const } : null;
  };
  return decide(known) === null ? known : changeAlert(history, organization, rule, decide);
}

const NEW: RuleState = { edge: 'armed', alert: null, silence: null };
