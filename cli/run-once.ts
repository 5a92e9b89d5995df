import { type Instant, toInstant } from '../core/account.ts';
import { keepHalted } from '../core/cases/remediation-settings.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import { getHead } from '../lambdas/clients/history/head.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { getSettings, putSettings, settingsVersion } from '../lambdas/clients/history/organizations.ts';
import { listMails, mailTag, type OutboxMail } from '../lambdas/clients/history/outbox.ts';
import { getSnapshot } from '../lambdas/clients/history/snapshots.ts';
import type { Delivery } from '../lambdas/clients/outbox/send-mail.ts';
import { type RecordedDigest, readRecorded } from '../lambdas/drift/record-digest.ts';
import type { WalkEnding } from '../lambdas/snapshot/end-walk.ts';
import { type ReadAccounts, takeSnapshot } from '../lambdas/snapshot/take-snapshot.ts';
import type { EmbeddedCloud } from '../local/embedded-cloud.ts';
import type { StateFolder } from '../local/state-folder.ts';
import { withStandIns } from './stand-ins.ts';

export interface RunRequest {
  readonly settings: OrganizationSettings;
  readonly asOf: Instant;
  /** Null: the snapshot function reads them by the API. */
  readonly readAccounts: ReadAccounts | null;
  /** `due`: a digest on its day only, as in a deployment; on the others what cannot wait for it. */
  readonly digest: 'now' | 'due';
  readonly now: () => Date;
}

export interface RunOutcome {
  readonly outcome: WalkEnding;
  /** Null unless the snapshot is complete and the newest, and a digest was told. */
  readonly told: { readonly recorded: RecordedDigest; readonly deliveries: readonly Delivery[] } | null;
  /** What was told in place of a digest: alerts and reminders. */
  readonly alerts: readonly Delivery[];
}

/** The whole job for one organization, function by function: snapshot, drift, digest or alerts, mail. */
export async function runOnce(state: StateFolder, cloud: EmbeddedCloud, request: RunRequest): Promise<RunOutcome> {
  const { now } = request;
  const settings = await applyKeepingHalts(state.history, withStandIns(request.settings), toInstant(now()));
  const outcome = await snapshotOf(state, cloud, { ...request, settings });
  if (outcome.state !== 'complete') return { outcome, told: null, alerts: [] };
  const { recorded, deliveries } = await tell(state, cloud, { ...request, settings });
  await state.expire(now());
  return recorded
    ? { outcome, told: { recorded, deliveries }, alerts: [] }
    : { outcome, told: null, alerts: deliveries };
}

/** A halt stays, also one that comes between what is read of the settings and their being written. */
export async function applyKeepingHalts(
  history: History,
  given: OrganizationSettings,
  now: Instant,
): Promise<OrganizationSettings> {
  for (;;) {
    const applied = await getSettings(history, given.id);
    const settings = keepHalted(given, applied);
    if (await putSettings(history, settings, now, applied?.remediation?.halted ?? null)) return settings;
  }
}

async function snapshotOf(state: StateFolder, cloud: EmbeddedCloud, request: RunRequest): Promise<WalkEnding> {
  const { asOf, readAccounts, now } = request;
  const organization = request.settings.id;
  if (readAccounts) {
    const stores = { archive: state.archive, history: state.history, now };
    const begun = { organization, asOf, owner: state.owner, settings: settingsVersion(request.settings) };
    const outcome = await takeSnapshot(stores, { ...begun, readAccounts });
    if (outcome.state !== 'busy') return outcome;
    throw new Error(`another run is reading ${organization} (as of ${outcome.holder.asOf}); try again later.`);
  }
  const { state: ended, why } = await cloud.walk({ organization, asOf });
  if (ended === 'busy' || ended === 'refused') throw new Error(`${organization} was not read: ${why}.`);
  if (ended === 'superseded') {
    const { snapshot: head } = await getHead(state.history, organization);
    return { state: 'superseded', head: head ?? asOf };
  }
  const snapshot = await getSnapshot(state.history, organization, asOf);
  if (snapshot?.state === 'complete') return { state: 'complete', snapshot };
  if (snapshot?.state === 'partial') return { state: 'partial', snapshot };
  throw new Error(`the snapshot of ${organization} as of ${asOf} is gone.`);
}

/** A mail that fails fails the function, after everything was saved: what became of each mail is in the table. */
async function tell({ archive, history }: StateFolder, cloud: EmbeddedCloud, { settings, asOf, digest }: RunRequest) {
  const before = new Map((await mailsOf(history, settings.id, asOf)).map((mail) => [mailTag(mail), mail.state]));
  const failure: unknown = await cloud.tell({ organization: settings.id, asOf, digest }).then(
    () => null,
    (error: unknown) => error,
  );
  const recorded = await readRecorded(archive, history, settings.id, asOf);
  const mails = await mailsOf(history, settings.id, asOf);
  const said = recorded !== null || digest === 'due';
  if (!said || (failure !== null && !mails.some(({ state }) => state === 'failed'))) throw failure;
  await cloud.settled();
  return { recorded, deliveries: mails.map((mail) => deliveryOf(mail, before.get(mailTag(mail)))) };
}

/** What the drift function mails of a snapshot. */
async function mailsOf(history: History, organization: string, asOf: Instant): Promise<readonly OutboxMail[]> {
  const kinds = ['digest', 'alert', 'reminder'] as const;
  return (await Promise.all(kinds.map((kind) => listMails(history, organization, kind, asOf)))).flat();
}

function deliveryOf({ kind, audience, state, detail }: OutboxMail, before: OutboxMail['state'] | undefined): Delivery {
  if (state === 'failed' || state === 'unsure') return { kind, audience, state, detail };
  const sent = state === 'sent' || state === 'bounced';
  if (!sent) return { kind, audience, state: 'failed', detail: 'it has not left the outbox' };
  return { kind, audience, state: before === 'sent' || before === 'bounced' ? 'already-sent' : 'sent', detail };
}
