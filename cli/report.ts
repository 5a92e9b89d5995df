import { join, resolve } from 'node:path';
import type { Report } from '../core/report.ts';
import { readRange } from '../core/report-range.ts';
import { loadReport } from '../lambdas/report/load-report.ts';
import { loadPageScripts } from '../lambdas/report/page-scripts.ts';
import { type ReportFile, renderReport } from '../render/report/report-file.ts';
import { REPORT_FORMATS, type ReportFormat } from '../render/report/report-format.ts';
import { noReportText } from '../render/report/report-words.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { countUsersBy } from './count-users-by.ts';
import { readDepartments } from './csv/read-departments.ts';
import { type Books, type BooksOptions, withBooks } from './open-books.ts';
import { todayIn } from './pick-date.ts';
import { printLog, printMoney, printRenewal, printSavings } from './print-report-part.ts';
import { reportCalendar } from './report-calendar.ts';
import { writeFileFor } from './write-file-for.ts';

export interface ReportOptions extends BooksOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format?: string;
  readonly out?: string;
  /** A CSV with e-mails and departments. */
  readonly people?: string;
  /** Where a deployment keeps its accounts, for `people`. */
  readonly archive?: string;
  readonly all?: boolean;
  readonly renewal?: boolean;
  readonly savings?: boolean;
  readonly log?: boolean;
  readonly money?: boolean;
}

/** `report`: the cost trend of an organization as page, workbook, CSV or JSON; its renewal pack; or the calendar of all. */
export async function report(options: ReportOptions, context: CommandContext): Promise<number> {
  if (options.all) {
    refuseRange(options);
    return reportCalendar(options, context);
  }
  const format = formatOf(options);
  if (options.table !== undefined && options.out === undefined && isFile(format) && !isPart(options)) {
    throw new UsageError(`with --table, say where the ${format} file goes: --out FILE.`);
  }
  return withBooks(options, async (books) => {
    const made = await reportOf(books, options, context);
    if (options.log) return printLog(made, options, context);
    if (options.money) return printMoney(made, options, context);
    if (options.renewal) return printRenewal(made, options, context);
    if (options.savings) return printSavings(made, options, context);
    const file = await renderReport(made, format, isPage(format) ? await loadPageScripts() : []);
    await hand(file, format, options, context);
    return 0;
  });
}

/** The calendar is of now: what is lost at the next cut-off. */
function refuseRange({ from, to }: ReportOptions): void {
  const given = from === undefined ? to : from;
  if (given === undefined) return;
  throw new UsageError(`--all tells the next cut-offs as of now: leave out ${from === undefined ? '--to' : '--from'}.`);
}

function formatOf({ format, json }: ReportOptions): ReportFormat {
  if (json) return 'json';
  const known = REPORT_FORMATS.find((one) => one === (format ?? 'html'));
  if (!known) throw new UsageError(`format: ${format} is none of ${REPORT_FORMATS.join(', ')}.`);
  return known;
}

/** Printed, and no file. */
const isPart = ({ log, money, renewal, savings }: ReportOptions) => log || money || renewal || savings;
const isPage = (format: ReportFormat) => format === 'html';
/** What a terminal would not show. */
const isFile = (format: ReportFormat) => format === 'html' || format === 'xlsx';

async function reportOf(books: Books, options: ReportOptions, context: CommandContext): Promise<Report> {
  const { history, settings } = books;
  const reading = readRange(options.from, options.to, todayIn(settings, context));
  if (!reading.valid) throw new UsageError(`${reading.problem}.`);
  const answer = await loadReport(history, settings, reading.range, context.now(), await departmentsOf(books, options));
  if (answer.kind === 'none') throw new Error(`no report of ${settings.id}: ${noReportText(answer.why)}.`);
  return answer.report;
}

/** Who works where is asked of the newest snapshot only: the history holds no department. */
async function departmentsOf(books: Books, { people, archive }: ReportOptions) {
  if (people === undefined) return undefined;
  return (await countUsersBy(books, 'department', await readDepartments(people), archive)).rows;
}

async function hand(file: ReportFile, format: ReportFormat, options: ReportOptions, context: CommandContext) {
  if (options.out === undefined && !isFile(format)) {
    context.emit(String(file.content).trimEnd());
    return;
  }
  const folder = join(options.state, 'report');
  const path = resolve(options.out ?? join(folder, file.name));
  await writeFileFor(path, file.content);
  context.print(`Written: ${path}`);
}
