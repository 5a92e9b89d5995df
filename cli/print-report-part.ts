import type { Report, ReportBooks } from '../core/report.ts';
import { formatsFor } from '../render/formats.ts';
import { hangingText } from '../render/hanging-text.ts';
import { renewalLines } from '../render/report/renewal-lines.ts';
import { renewalDocument } from '../render/report/report-document.ts';
import { savingsDocument } from '../render/report/savings-document.ts';
import { safeText } from '../render/safe-text.ts';
import { driftLogText } from '../render/terminal/drift-log.ts';
import { moneyBlock } from '../render/terminal/money-block.ts';
import { savingsText } from '../render/terminal/savings-text.ts';
import type { CommandContext } from './command-context.ts';
import type { ReportOptions } from './report.ts';

/** `report --log`: what changed, step by step, as text or JSON. */
export function printLog(report: Report, { json }: ReportOptions, context: CommandContext): number {
  const { organization, asOf, trend } = report;
  if (json) context.emit(JSON.stringify({ organization, asOf, range: trend.range, log: trend.log }, null, 2));
  else context.print(driftLogText(report, formatsFor(report.locale, report.timeZone)));
  return 0;
}

/** `report --money`: what doing nothing costs, as text or JSON. */
export function printMoney(report: Report, { json }: ReportOptions, context: CommandContext): number {
  const { organization, asOf, cost } = report;
  if (json) {
    context.emit(JSON.stringify({ organization, asOf, cost }, null, 2));
    return 0;
  }
  const formats = formatsFor(report.locale, report.timeZone);
  const title = `${safeText(report.name)}   as of ${formats.day(asOf)}`;
  for (const line of [title, ...moneyBlock(cost, asOf, formats)]) context.print(line);
  return 0;
}

/** `report --renewal`: the pack alone, as text or JSON. */
export function printRenewal(report: Report, { json }: ReportOptions, context: CommandContext): number {
  const { organization, name, asOf } = report;
  const { renewal, currency } = booksOf(report, 'no renewal pack');
  if (renewal.kind !== 'renewal') {
    throw new Error(`no renewal pack of ${organization}: its plan is not a prepaid year that renews.`);
  }
  if (json) {
    context.emit(JSON.stringify({ organization, asOf, currency, ...renewalDocument(renewal.pack) }, null, 2));
    return 0;
  }
  const formats = formatsFor(report.locale, report.timeZone);
  const title = `${safeText(name)}   renewal, as of ${formats.day(asOf)}`;
  for (const line of [title, ...renewalLines(renewal.pack, currency, formats)]) context.print(hangingText('', line));
  return 0;
}

/** `report --savings`: what was billed lower, and what was avoided, as text or JSON. */
export function printSavings(report: Report, { json }: ReportOptions, context: CommandContext): number {
  const { organization, name, asOf } = report;
  const saved = savingsDocument(booksOf(report, 'nothing saved is known'));
  if (json) context.emit(JSON.stringify({ organization, asOf, ...saved }, null, 2));
  else context.print(savingsText(name, saved, formatsFor(report.locale, report.timeZone)));
  return 0;
}

function booksOf({ organization, books }: Report, what: string): ReportBooks {
  if (!books) {
    const next = 'enter an invoice (billable-drift invoice add), or write contract into the settings';
    throw new Error(`${what} of ${organization}: nobody has said how it is billed: ${next}.`);
  }
  return books;
}
