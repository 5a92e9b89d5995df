import type { Report } from '../../core/report.ts';
import { moneySection } from '../digest/money.ts';
import type { Formats } from '../formats.ts';
import { mailText, pageOf, type Section } from '../mail-page.ts';
import type { RenderedMail } from '../rendered-mail.ts';
import { safeText } from '../safe-text.ts';
import { renewalLines } from './renewal-lines.ts';
import type { ReportFile } from './report-file.ts';
import { tilesOf } from './tiles.ts';

export interface ReportMail {
  readonly occasion: 'report' | 'renewal';
  readonly report: Report;
  /** Those that go with the mail, and those that were too large and lie in the archive only. */
  readonly attached: readonly ReportFile[];
  readonly kept: readonly { readonly name: string; readonly key: string }[];
  readonly formats: Formats;
}

/** A report as finance gets it: its first figures in the mail, the page and the workbook beside it. */
export function renderReportMail({ occasion, report, attached, kept, formats }: ReportMail): RenderedMail {
  const { name, trend, asOf } = report;
  const subject = subjectOf(occasion, report, formats);
  const range = `${formats.civilDay(trend.range.from)} to ${formats.civilDay(trend.range.to)}`;
  const headline = [[safeText(name), range, `newest snapshot of ${formats.day(asOf)}`]];
  const sections = [
    ...renewalSection(report, formats),
    {
      title: 'In short',
      lines: tilesOf(report, formats).map(({ label, value, remark }) => say(`${label} ${value}, ${remark}`)),
    },
    moneySection(report.cost, formats),
    filesSection(attached, kept),
  ].filter(({ lines }) => lines.length > 0);
  return {
    subject,
    text: mailText(headline, sections),
    html: pageOf(subject, headline, sections, formats.language).markup,
    attachments: attached.map(({ name: filename, contentType, content }) => ({ filename, contentType, content })),
  };
}

/** No figure of a public list: a subject is taken for the customer's own. */
function subjectOf(occasion: ReportMail['occasion'], { name, trend, books }: Report, formats: Formats): string {
  const who = `Guard, ${safeText(name)}`;
  if (occasion === 'renewal' && books?.renewal.kind === 'renewal') {
    const { renewsOn, daysAhead, order } = books.renewal.pack;
    return `${who}: renews in ${formats.counted(daysAhead, 'day')}, on ${formats.civilDay(renewsOn)}; tier to order ${formats.number(order.tier)}`;
  }
  const billable = trend.points.at(-1)?.billable ?? 0;
  const avoidable = trend.points.at(-1)?.avoidable ?? 0;
  return `${who}: cost trend to ${formats.civilDay(trend.range.to)}, ${formats.number(billable)} billable, ${formats.number(avoidable)} probably unplanned`;
}

function renewalSection({ books }: Report, formats: Formats): readonly Section[] {
  if (books?.renewal.kind !== 'renewal') return [];
  const lines = renewalLines(books.renewal.pack, books.currency, formats);
  return [{ title: 'Renewal', lines: lines.map(say) }];
}

function filesSection(attached: ReportMail['attached'], kept: ReportMail['kept']): Section {
  return {
    title: 'Files',
    lines: [
      ...attached.map(({ name }) => say(`Attached: ${name}`)),
      ...kept.map(({ name, key }) => say(`Too large to be mailed: ${name}. It lies in the archive as ${key}.`)),
    ],
  };
}

function say(text: string) {
  return { count: null, text };
}
