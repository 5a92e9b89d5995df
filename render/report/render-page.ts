import type { Report } from '../../core/report.ts';
import type { Formats } from '../formats.ts';
import { Html, html } from '../html.ts';
import { safeText } from '../safe-text.ts';
import { BREAKDOWN_KINDS } from './day-tables.ts';
import { type Chart, type PageData, pageData } from './page-data.ts';
import { PAGE_STYLE } from './page-style.ts';
import { renewalLines } from './renewal-lines.ts';
import { type ColumnKind, cellText, type ReportTable } from './report-table.ts';
import { type Tile, tilesOf } from './tiles.ts';

/** A script that goes into the page as it is, and its SHA-256 in base64: the page runs no other. */
export interface PageScript {
  readonly code: string;
  readonly sha256: string;
}

/**
 * The report as one page that needs nothing from elsewhere. Every value it can show is in a table too; the script only
 * draws. Its policy lets nothing load and no script run but these.
 */
export function renderPage(
  report: Report,
  tables: readonly ReportTable[],
  scripts: readonly PageScript[],
  formats: Formats,
): string {
  const data = pageData(report, formats);
  const { range } = report.trend;
  const title = `Billable for Atlassian Guard: ${safeText(report.name)}`;
  const hashes = scripts.map(({ sha256 }) => `'sha256-${sha256}'`).join(' ');
  const policy = `default-src 'none'; script-src ${hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const content = contentOf(report, tables, data, formats);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="soft">${formats.civilDay(range.from)} to ${formats.civilDay(range.to)}, newest snapshot of ${formats.day(report.asOf)}. Numbers only, no names.</p>
${content}
</main>
<script type="application/json" id="data">${dataBlock(data)}</script>
${scripts.map(({ code }) => new Html(`<script type="module">${code}</script>\n`))}
</body>
</html>
`.markup;
}

function contentOf(report: Report, tables: readonly ReportTable[], data: PageData, formats: Formats): Html {
  const byId = (...ids: readonly string[]) => tables.filter(({ id }) => ids.includes(id));
  const plots = data.charts.filter(({ id }) => id === 'accounts' || id === 'cost');
  const breakdowns = data.charts.filter(({ id }) => id !== 'accounts' && id !== 'cost');
  const shown = byId('periods', 'savings', 'invoices', 'log', 'chargeback', 'month-end');
  const notes = byId('notes').flatMap(({ rows }) => rows.map(([note]) => html`<li>${note ?? ''}</li>\n`));
  return html`<ul class="tiles">
${tilesOf(report, formats).map(tileHtml)}</ul>
${rangeBar(data)}
${plots.map(figureHtml)}
${breakdowns.length > 0 ? breakdownHtml(breakdowns) : ''}
${renewalHtml(report, byId('renewal'), formats)}
${shown.map((table) => sectionHtml(table, formats))}
<section><h2>Notes</h2><ul class="notes">
${notes}</ul></section>
<section><details><summary>Values of the charts, day by day</summary>
${byId('days', ...BREAKDOWN_KINDS).map((table) => html`<h2>${table.title}</h2>${tableHtml(table, formats)}`)}
</details></section>`;
}

/** As JSON that no HTML parser takes for anything else. */
function dataBlock(data: PageData): Html {
  return new Html(JSON.stringify(data).replaceAll('<', '\\u003c'));
}

function tileHtml({ label, value, remark }: Tile): Html {
  return html`<li>${label}<strong>${value}</strong><span class="soft">${remark}</span></li>\n`;
}

const RANGES = [
  [30, '30 days'],
  [90, '90 days'],
  [182, '6 months'],
] as const;

function rangeBar({ days }: PageData): Html {
  if (days.length < 2) return html``;
  const buttons = RANGES.map(
    ([length, label]) => html`<button type="button" data-range="${length}" aria-pressed="false">${label}</button>\n`,
  );
  return html`<div class="bar screen" role="group" aria-label="Range">Range
${buttons}<button type="button" data-range="all" aria-pressed="true">all</button></div>`;
}

const KEYS = 'arrow keys show the values of a day';

function figureHtml({ id, title }: Chart): Html {
  return html`<figure data-chart="${id}">
<figcaption><h2>${title}</h2><p class="soft"><span class="when"></span></p><ul class="legend"></ul></figcaption>
<div class="plot" tabindex="0" role="application" aria-label="Chart: ${title}; ${KEYS}"></div>
<p class="unseen" aria-live="polite"></p>
</figure>
`;
}

function breakdownHtml(charts: readonly Chart[]): Html {
  const buttons = charts.map(
    ({ id, title }, index) =>
      html`<button type="button" data-show="${id}" aria-pressed="${index === 0 ? 'true' : 'false'}">${title}</button>\n`,
  );
  return html`<figure data-chart="${charts[0]?.id ?? ''}">
<figcaption><div class="bar"><h2>Billable accounts by</h2>
${buttons}</div><p class="soft"><span class="when"></span></p><ul class="legend"></ul></figcaption>
<div class="plot" tabindex="0" role="application" aria-label="Chart: billable accounts by exposure, product, domain or department; ${KEYS}"></div>
<p class="unseen" aria-live="polite"></p>
</figure>
`;
}

function renewalHtml({ books }: Report, tables: readonly ReportTable[], formats: Formats): Html {
  if (books?.renewal.kind !== 'renewal') return html``;
  const lines = renewalLines(books.renewal.pack, books.currency, formats);
  return html`<section><h2>Renewal</h2>
${lines.map((line) => html`<p>${line}</p>\n`)}${tables.map((table) => tableHtml(table, formats))}</section>`;
}

function sectionHtml(table: ReportTable, formats: Formats): Html {
  return html`<section><h2>${table.title}</h2>${tableHtml(table, formats)}</section>\n`;
}

/** The newest day first; what is listed by period keeps its order. */
const NEWEST_FIRST: readonly string[] = ['days', ...BREAKDOWN_KINDS];
/** Follows the range that is chosen. */
const BY_DAY: readonly string[] = [...NEWEST_FIRST, 'log'];

function tableHtml(table: ReportTable, formats: Formats): Html {
  const { id, title, columns, currency } = table;
  const stack = stackOf(table);
  const rows = NEWEST_FIRST.includes(id) ? [...table.rows].reverse() : table.rows;
  const cells = (row: ReportTable['rows'][number]) =>
    columns.map(
      ({ kind, label }, index) =>
        html`<td role="cell" class="${CLASSES[kind]}"${stack ? html` data-label="${label}"` : ''}>${cellText(row[index] ?? null, kind, currency, formats)}</td>`,
    );
  const dayOf = (row: ReportTable['rows'][number]) =>
    BY_DAY.includes(id) ? html` data-day="${Date.parse(`${row[0]}T00:00:00Z`)}"` : html``;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table role="table" data-table="${id}"${stack ? html` data-stack="${stack}"` : ''}>
<thead role="rowgroup"><tr role="row">${columns.map(({ label, kind }) => html`<th role="columnheader" scope="col" class="${CLASSES[kind]}">${label}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => html`<tr role="row"${dayOf(row)}>${cells(row)}</tr>\n`)}</tbody>
</table></div>`;
}

/**
 * Where a row stands as a block of labelled values, for want of width: `always`, with more columns than the page is wide;
 * `tablet`, `phone`: on such a screen. Null: a row a day, which scrolls within its box.
 */
function stackOf({ id, columns }: ReportTable): 'always' | 'tablet' | 'phone' | null {
  if (NEWEST_FIRST.includes(id)) return null;
  if (columns.length > 9) return 'always';
  return columns.length > 5 ? 'tablet' : 'phone';
}

const CLASSES: Readonly<Record<ColumnKind, string>> = { day: 'day', count: 'number', money: 'number', text: 'words' };
