import type { Instant } from '../../core/account.ts';
import type { Report } from '../../core/report.ts';
import type { LoggedStep } from '../../core/trend.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { logGroups } from '../report/report-words.ts';
import { safeText } from '../safe-text.ts';

/** How the number came about: each snapshot that changed something, and under it a line for each cause. */
export function driftLogText({ name, trend }: Report, formats: Formats): string {
  const { first, log, points } = trend;
  const last = points.at(-1);
  const instants = [first, last].flatMap((end) => end?.asOf ?? []);
  const when = whenOf([...instants, ...log.flatMap(({ asOf, baseline }) => [asOf, baseline ?? asOf])], formats);
  return [
    hangingText('', `${safeText(name)}   ${first && last ? movedText(first, last, when, formats) : 'no snapshot'}`),
    ...log.flatMap((step) => stepLines(step, when, formats)),
  ].join('\n');
}

type When = (asOf: Instant) => string;

/** The day of a snapshot; the time too, where another one is of the same day. */
function whenOf(instants: readonly Instant[], formats: Formats): When {
  const ofDay = Map.groupBy(new Set(instants), (asOf) => formats.day(asOf));
  return (asOf) => ((ofDay.get(formats.day(asOf))?.length ?? 0) > 1 ? formats.time(asOf) : formats.day(asOf));
}

interface Counted {
  readonly asOf: Instant;
  readonly billable: number;
}

function movedText(first: Counted, last: Counted, when: When, formats: Formats): string {
  const counts = [first, ...(first.asOf === last.asOf ? [] : [last])];
  return counts
    .map(({ asOf, billable }, index) => {
      return `${formats.number(billable)}${index === 0 ? ' billable' : ''} on ${when(asOf)}`;
    })
    .join(', ');
}

function stepLines(step: LoggedStep, when: When, formats: Formats): readonly string[] {
  const { asOf, baseline, billable, entries, exits } = step;
  const span = baseline === null ? when(asOf) : `${when(baseline)} to ${when(asOf)}`;
  const counts = `${formats.number(entries)} came, ${formats.number(exits)} went, ${formats.number(billable)} billable`;
  const causes = logGroups(step, formats).map((line) => hangingText('    ', line));
  return [hangingText('', `${span}: ${counts}`), ...causes];
}
