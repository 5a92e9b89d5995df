import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isDigestDue } from '../../core/due.ts';
import { getHead } from '../clients/history/head.ts';
import { getSettings, isInCare } from '../clients/history/organizations.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import { openArchive } from '../clients/open-archive.ts';
import { failForMails } from '../clients/outbox/fail-for-mails.ts';
import type { MailStores } from '../clients/outbox/queue-mail.ts';
import { putEvent } from '../clients/put-event.ts';
import { sendBySes } from '../clients/send-by-ses.ts';
import { DRIFT_MEASURED, type DriftResult, driftRequestSchema, parseMessage } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, type Tools, withRuntime } from '../runtime/with-runtime.ts';
import { keepLedger } from './follow-cases.ts';
import { ringAlerts } from './ring-alerts.ts';
import { storeStep, tellDrift } from './tell-drift.ts';

export interface DriftDependencies extends MailStores, Omit<Tools, 'clock'> {
  readonly tellMeasured: (detail: object) => Promise<void>;
}

/**
 * Fires when a snapshot may be complete; the event may come twice, late, out of order, or from somebody else: the table
 * is asked for the snapshot, the settings and the last digest. A mail that fails holds up no other, and fails the run
 * once everything is saved, so that Lambda tries again and the alarm fires.
 */
export async function drift(event: unknown, dependencies: DriftDependencies): Promise<DriftResult> {
  const { history, tellMeasured } = dependencies;
  const message = parseMessage(driftRequestSchema, event);
  const { organization, asOf, digest } = 'detail' in message ? { ...message.detail, digest: 'due' } : message;
  const result = (state: DriftResult['state'], mails: DriftResult['mails'] = []) => ({
    organization,
    asOf,
    state,
    mails,
  });
  const snapshot = await getSnapshot(history, organization, asOf);
  if (snapshot?.state !== 'complete' || !(await isInCare(history, organization))) return result('none');
  // By hand, what was applied since is meant; an event belongs to the run that took the snapshot.
  const settings = await getSettings(history, organization, digest === 'due' ? snapshot.settings : undefined);
  if (!settings) return result('none');

  const head = await getHead(history, organization);
  const late = head.snapshot !== undefined && head.snapshot > asOf;
  const notDue = digest === 'due' && !isDigestDue(settings, head.digest, asOf);
  // The last digest's own event is always heard: mails of it may be waiting.
  if (head.digest !== asOf && (late || notDue)) {
    await storeStep(dependencies, snapshot, settings);
    if (late) return result('late');
    await keepLedger(history, snapshot, settings);
    const alerts = await ringAlerts(dependencies, snapshot, settings);
    failForMails(alerts, dependencies);
    return result(
      'step',
      alerts.map((alert) => alert.state),
    );
  }
  const { recorded, earlier, deliveries } = await tellDrift(dependencies, snapshot, settings);
  await keepLedger(history, snapshot, settings);
  const { net, entries, exits } = recorded.digest.drift;
  await tellMeasured({ organization, asOf, billable: recorded.digest.counts.billable, net, entries, exits });
  failForMails([...earlier, ...deliveries], dependencies);
  return result(
    'digest',
    deliveries.map((delivery) => delivery.state),
  );
}

function start(environment: Environment<'drift'>, tools: Tools): Answer<DriftResult> {
  const events = new EventBridgeClient();
  const transport = sendBySes(new SESClient({ maxAttempts: 1 }), {
    configurationSet: environment.CONFIGURATION_SET,
    sender: environment.SENDER,
  });
  const dependencies = {
    ...tools,
    transport,
    history: { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE },
    archive: openArchive(environment.ARCHIVE_URL),
    now: tools.clock.now,
    tellMeasured: (detail: object) => putEvent(events, environment.EVENT_BUS, DRIFT_MEASURED, detail),
  };
  return (event) => drift(event, dependencies);
}

export const createHandler = (clock?: Clock) => withRuntime('drift', environments.drift, start, clock);
export const handler = createHandler();
