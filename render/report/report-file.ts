import type { Report } from '../../core/report.ts';
import { formatsFor } from '../formats.ts';
import { BREAKDOWN_KINDS, breakdownTable, daysTable } from './day-tables.ts';
import { daysCsv } from './render-csv.ts';
import { type PageScript, renderPage } from './render-page.ts';
import { renderWorkbook } from './render-workbook.ts';
import { reportDocument } from './report-document.ts';
import type { ReportFormat } from './report-format.ts';
import { reportTables } from './report-tables.ts';

const TYPES: Readonly<Record<ReportFormat, { readonly ending: string; readonly contentType: string }>> = {
  html: { ending: 'html', contentType: 'text/html; charset=utf-8' },
  xlsx: { ending: 'xlsx', contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  csv: { ending: 'csv', contentType: 'text/csv; charset=utf-8' },
  json: { ending: 'json', contentType: 'application/json' },
};

/** A report as a file. */
export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: string | Uint8Array;
}

/** Renders a report in one of its formats; `scripts` go into the page only. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  scripts: readonly PageScript[],
): Promise<ReportFile> {
  const { ending, contentType } = TYPES[format];
  const { from, to } = report.trend.range;
  const name = `guard-${report.organization}-${from}-to-${to}.${ending}`;
  return { name, contentType, content: await contentOf(report, format, scripts) };
}

async function contentOf(report: Report, format: ReportFormat, scripts: readonly PageScript[]) {
  const formats = formatsFor(report.locale, report.timeZone);
  switch (format) {
    case 'html':
      return renderPage(report, reportTables(report, formats), scripts, formats);
    case 'xlsx':
      return renderWorkbook(
        { title: `Billable for Guard: ${report.name}`, asOf: report.asOf },
        reportTables(report, formats),
      );
    case 'csv':
      return daysCsv([daysTable(report), ...BREAKDOWN_KINDS.map((kind) => breakdownTable(report, kind))]);
    case 'json':
      return `${JSON.stringify(reportDocument(report), null, 2)}\n`;
  }
}
