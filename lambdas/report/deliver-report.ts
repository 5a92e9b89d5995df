import type { Instant } from '../../core/account.ts';
import type { Report } from '../../core/report.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { formatsFor } from '../../render/formats.ts';
import { renderReportMail } from '../../render/report/render-report-mail.ts';
import type { ReportFile } from '../../render/report/report-file.ts';
import { listMails } from '../clients/history/outbox.ts';
import { addressesOf, type MailStores, queueMail } from '../clients/outbox/queue-mail.ts';
import { type Delivery, sendMail } from '../clients/outbox/send-mail.ts';

export interface ReportDelivery {
  readonly settings: OrganizationSettings;
  readonly occasion: 'report' | 'renewal';
  readonly asOf: Instant;
  readonly report: Report;
  readonly files: readonly KeptReport[];
}

/** A report and where it lies in the archive. */
export interface KeptReport {
  readonly file: ReportFile;
  readonly key: string;
}

/** SES takes messages of 10 MB as they are sent, and attachments grow by over a third on the way there. */
export const MOST_ATTACHED_BYTES = 7_000_000;

/** Mails a report to finance, each once. What SES would not take stays in the archive, and the mail says so. */
export async function deliverReport(
  stores: MailStores,
  { settings, occasion, asOf, report, files }: ReportDelivery,
): Promise<readonly Delivery[]> {
  const { history } = stores;
  const queued = new Set((await listMails(history, settings.id, occasion, asOf)).map((mail) => mail.recipientHash));
  const finance = addressesOf(settings).filter(({ audience, hash }) => audience === 'finance' && !queued.has(hash));
  if (finance.length > 0) {
    const formats = formatsFor(settings.locale, settings.timeZone);
    const { attached, kept } = fitFiles(files, MOST_ATTACHED_BYTES);
    const rendered = renderReportMail({ occasion, report, attached, kept, formats });
    for (const to of finance) await queueMail(stores, { settings, kind: occasion, asOf, to, rendered });
  }
  const deliveries: Delivery[] = [];
  for (const mail of await listMails(history, settings.id, occasion, asOf)) {
    deliveries.push(await sendMail(stores, mail, settings));
  }
  return deliveries;
}

/** The files that fit together into a mail, in their order. */
export function fitFiles(files: readonly KeptReport[], limit: number) {
  let left = limit;
  const attached: ReportFile[] = [];
  const kept: { readonly name: string; readonly key: string }[] = [];
  for (const { file, key } of files) {
    const bytes = Buffer.byteLength(file.content);
    if (bytes <= left) attached.push(file);
    else kept.push({ name: file.name, key });
    if (bytes <= left) left -= bytes;
  }
  return { attached, kept };
}
