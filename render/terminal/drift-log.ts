import type { Report } from '../../core/report.ts';
import type { LoggedStep } from '../../core/trend.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { logGroups } from '../report/report-words.ts';
import { safeText } from '../safe-text.ts';

/** How the number came about: each snapshot that changed something, and under it a line for each cause. */
export function driftLogText({ name, trend }: Report, formats: Formats): string {
  const [first, last] = [trend.points[0], trend.points.at(-1)];
  const moved =
    first && last
      ? `${formats.number(first.billable)} billable on ${formats.civilDay(first.day)}, ${formats.number(last.billable)} on ${formats.civilDay(last.day)}`
      : 'no snapshot';
  return [
    hangingText('', `${safeText(name)}   ${moved}`),
    ...trend.log.flatMap((step) => stepLines(step, formats)),
  ].join('\n');
}

function stepLines(step: LoggedStep, formats: Formats): readonly string[] {
  const { day, since, billable, entries, exits } = step;
  const when = since === null ? formats.civilDay(day) : `${formats.civilDay(since)} to ${formats.civilDay(day)}`;
  const counts = `${formats.number(entries)} came, ${formats.number(exits)} went, ${formats.number(billable)} billable`;
  return [`${when}: ${counts}`, ...logGroups(step, formats).map((line) => hangingText('    ', line))];
}
