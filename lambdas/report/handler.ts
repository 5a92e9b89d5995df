import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { type Instant, toInstant } from '../../core/account.ts';
import { dayOf } from '../../core/billing/billing-period.ts';
import type { Report, ReportAnswer } from '../../core/report.ts';
import { readRange } from '../../core/report-range.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { PageScript } from '../../render/report/render-page.ts';
import { renderReport } from '../../render/report/report-file.ts';
import type { ReportFormat } from '../../render/report/report-format.ts';
import { noReportText } from '../../render/report/report-words.ts';
import { reportKey } from '../clients/archive-keys.ts';
import { noteReport } from '../clients/history/head.ts';
import { getSettings, isInCare } from '../clients/history/organizations.ts';
import { openArchive } from '../clients/open-archive.ts';
import { failForMails } from '../clients/outbox/fail-for-mails.ts';
import type { MailStores } from '../clients/outbox/queue-mail.ts';
import { sendBySes } from '../clients/send-by-ses.ts';
import { parseMessage, type ReportResult, reportRequestSchema } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, type Tools, withRuntime } from '../runtime/with-runtime.ts';
import { deliverReport, type KeptReport } from './deliver-report.ts';
import { loadReport } from './load-report.ts';
import { loadPageScripts } from './page-scripts.ts';

export interface ReportDependencies extends MailStores, Omit<Tools, 'clock'> {
  readonly loadScripts: () => Promise<readonly PageScript[]>;
}

type Request = z.output<typeof reportRequestSchema>;
type DueRequest = Extract<Request, { occasion: string }>;
type AskedRequest = Exclude<Request, DueRequest>;

/**
 * Fires when a monthly report or a renewal pack is due, and by hand. What is made lies in the archive; only what was due
 * is mailed. Asked again for the same slot, nothing is sent twice.
 */
export async function report(event: unknown, dependencies: ReportDependencies): Promise<ReportResult> {
  const request = parseMessage(reportRequestSchema, event);
  const { organization } = request;
  const { history } = dependencies;
  const settings = (await isInCare(history, organization)) ? await getSettings(history, organization) : undefined;
  if (!settings) return none(organization, 'the organization is not taken care of');
  return 'occasion' in request ? makeDue(request, settings, dependencies) : makeAsked(request, settings, dependencies);
}

function none(organization: string, why: string): ReportResult {
  return { organization, state: 'none', why, files: [], mails: [] };
}

async function makeDue(
  { organization, occasion, asOf }: DueRequest,
  settings: OrganizationSettings,
  dependencies: ReportDependencies,
): Promise<ReportResult> {
  const { history } = dependencies;
  // By the slot and not by the clock: a later try makes the same report.
  const answer = await loadDays(settings, {}, new Date(asOf), dependencies);
  const made = answer.kind === 'report' && (occasion === 'report' || answer.report.books?.renewal.kind === 'renewal');
  if (!made) {
    await noteReport(history, organization, occasion, asOf);
    return none(organization, answer.kind === 'none' ? noReportText(answer.why) : 'no prepaid year renews');
  }
  const files = await keepReport(answer.report, ['html', 'xlsx'], asOf, dependencies);
  const delivery = { settings, occasion, asOf, report: answer.report, files };
  const deliveries = await deliverReport(dependencies, delivery);
  await noteReport(history, organization, occasion, asOf);
  failForMails(deliveries, dependencies);
  const why = deliveries.length > 0 ? null : 'nobody is named in mail.finance: it lies in the archive only';
  return {
    ...{ organization, state: 'written', why },
    files: files.map(({ key }) => key),
    mails: deliveries.map(({ state }) => state),
  };
}

async function makeAsked(
  { organization, from, to, format }: AskedRequest,
  settings: OrganizationSettings,
  dependencies: ReportDependencies,
): Promise<ReportResult> {
  const now = dependencies.now();
  const answer = await loadDays(settings, { from, to }, now, dependencies);
  if (answer.kind === 'none') return none(organization, noReportText(answer.why));
  const files = await keepReport(answer.report, [format], toInstant(now), dependencies);
  return { organization, state: 'written', why: null, files: files.map(({ key }) => key), mails: [] };
}

/** @throws Error if the days that were asked for cannot be those of a report */
function loadDays(
  settings: OrganizationSettings,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
  { history }: ReportDependencies,
): Promise<ReportAnswer> {
  const reading = readRange(from, to, dayOf(toInstant(now), settings.timeZone));
  if (!reading.valid) throw new Error(`the payload is not what docs/invoke.md says: ${reading.problem}.`);
  return loadReport(history, settings, reading.range, now);
}

async function keepReport(
  made: Report,
  formats: readonly ReportFormat[],
  asOf: Instant,
  { archive, loadScripts }: ReportDependencies,
): Promise<readonly KeptReport[]> {
  const scripts = formats.includes('html') ? await loadScripts() : [];
  const kept: KeptReport[] = [];
  for (const format of formats) {
    const file = await renderReport(made, format, scripts);
    const key = reportKey(made.organization, asOf, file.name);
    await archive.put(key, Buffer.from(file.content));
    kept.push({ file, key });
  }
  return kept;
}

function start(environment: Environment<'report'>, tools: Tools): Answer<ReportResult> {
  const transport = sendBySes(new SESClient({ maxAttempts: 1 }), {
    configurationSet: environment.CONFIGURATION_SET,
    sender: environment.SENDER,
  });
  const dependencies: ReportDependencies = {
    ...tools,
    transport,
    now: tools.clock.now,
    history: { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE },
    archive: openArchive(environment.ARCHIVE_URL),
    loadScripts: loadPageScripts,
  };
  return (event) => report(event, dependencies);
}

export const createHandler = (clock?: Clock) => withRuntime('report', environments.report, start, clock);
export const handler = createHandler();
