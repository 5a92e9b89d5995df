import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Report } from '../core/report.ts';
import { readRange } from '../core/report-range.ts';
import { loadReport } from '../lambdas/report/load-report.ts';
import { loadPageScripts } from '../lambdas/report/page-scripts.ts';
import { formatsFor } from '../render/formats.ts';
import { hangingText } from '../render/hanging-text.ts';
import { renewalLines } from '../render/report/renewal-lines.ts';
import { renewalDocument } from '../render/report/report-document.ts';
import { type ReportFile, renderReport } from '../render/report/report-file.ts';
import { REPORT_FORMATS, type ReportFormat } from '../render/report/report-format.ts';
import { noReportText } from '../render/report/report-words.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { type Books, type BooksOptions, withBooks } from './open-books.ts';
import { todayIn } from './pick-date.ts';
import { reportCalendar } from './report-calendar.ts';

export interface ReportOptions extends BooksOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format?: string;
  readonly out?: string;
  readonly all?: boolean;
  readonly renewal?: boolean;
}

/** `report`: the cost trend of an organization as page, workbook, CSV or JSON; its renewal pack; or the calendar of all. */
export async function report(options: ReportOptions, context: CommandContext): Promise<number> {
  if (options.all) return reportCalendar(options, context);
  const format = formatOf(options);
  if (options.table !== undefined && options.out === undefined && isFile(format) && !options.renewal) {
    throw new UsageError(`with --table, say where the ${format} file goes: --out FILE.`);
  }
  return withBooks(options, async (books) => {
    const made = await reportOf(books, options, context);
    if (options.renewal) return printRenewal(made, options, context);
    const file = await renderReport(made, format, isPage(format) ? await loadPageScripts() : []);
    await hand(file, format, options, context);
    return 0;
  });
}

function formatOf({ format, json }: ReportOptions): ReportFormat {
  if (json) return 'json';
  const known = REPORT_FORMATS.find((one) => one === (format ?? 'html'));
  if (!known) throw new UsageError(`format: ${format} is none of ${REPORT_FORMATS.join(', ')}.`);
  return known;
}

const isPage = (format: ReportFormat) => format === 'html';
/** What a terminal would not show. */
const isFile = (format: ReportFormat) => format === 'html' || format === 'xlsx';

async function reportOf(
  { history, settings }: Books,
  options: ReportOptions,
  context: CommandContext,
): Promise<Report> {
  const reading = readRange(options.from, options.to, todayIn(settings, context));
  if (!reading.valid) throw new UsageError(`${reading.problem}.`);
  const answer = await loadReport(history, settings, reading.range, context.now());
  if (answer.kind === 'none') throw new Error(`no report of ${settings.id}: ${noReportText(answer.why)}.`);
  return answer.report;
}

async function hand(file: ReportFile, format: ReportFormat, options: ReportOptions, context: CommandContext) {
  if (options.out === undefined && !isFile(format)) {
    context.print(String(file.content).trimEnd());
    return;
  }
  const folder = join(options.state, 'report');
  if (options.out === undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = resolve(options.out ?? join(folder, file.name));
  await writeFile(path, file.content, { mode: 0o600 });
  context.print(`Written: ${path}`);
}

/** The pack alone, as text or JSON. */
function printRenewal(
  { organization, name, asOf, books, locale, timeZone }: Report,
  options: ReportOptions,
  context: CommandContext,
) {
  if (books?.renewal.kind !== 'renewal') {
    const why = books ? 'its plan is not a prepaid year that renews' : 'nobody has said how it is billed';
    throw new Error(`no renewal pack of ${organization}: ${why}.`);
  }
  const { pack } = books.renewal;
  const formats = formatsFor(locale, timeZone);
  if (options.json) {
    const { currency } = books;
    context.print(JSON.stringify({ organization, asOf, currency, ...renewalDocument(pack) }, null, 2));
    return 0;
  }
  const title = `${name}   renewal, as of ${formats.day(asOf)}`;
  for (const line of [title, ...renewalLines(pack, books.currency, formats)]) context.print(hangingText('', line));
  return 0;
}
