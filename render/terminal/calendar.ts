import { decimalOf, readMoney, sumMoney } from '../../core/billing/money.ts';
import type { Block, CalendarEntry } from '../../core/calendar.ts';
import { type Formats, formatsFor } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';

const WORDS: Readonly<Record<Block['what'], string>> = {
  'no-snapshot': 'no complete snapshot yet',
  'stale-snapshot': 'the newest snapshot is over eight days old',
  'key-refused': 'a key is refused',
  'assumed-sites': 'its own sites are only assumed',
  'no-bill': 'no invoice and no contract',
  'missing-quotes': 'quotes are missing',
};

/** Organizations by cut-off, a block each: until when, what is lost, and what waits for whom. */
export function calendarText(entries: readonly CalendarEntry[], locale: string): string {
  const formats = formatsFor(locale, 'UTC');
  const groups = [...Map.groupBy(entries, ({ cutOff }) => cutOff?.fixBy ?? '')];
  return groups
    .map(([fixBy, group]) => {
      const title =
        fixBy === ''
          ? 'NO CUT-OFF KNOWN'
          : `FIX BY ${formats.civilDay(fixBy).toUpperCase()}   ${lostTogether(group, formats)} a year`;
      return [title, ...group.flatMap((entry) => entryLines(entry, formats))].join('\n');
    })
    .join('\n\n');
}

/** What is lost if nothing is done by a cut-off, currency by currency: nothing is converted. */
function lostTogether(group: readonly CalendarEntry[], formats: Formats): string {
  const byCurrency = Map.groupBy(
    group.flatMap(({ cutOff }) => cutOff ?? []),
    ({ currency }) => currency,
  );
  return [...byCurrency]
    .map(([currency, cutOffs]) => {
      const amounts = cutOffs.flatMap(({ perYear }) => readMoney(perYear, currency) ?? []);
      return formats.money(decimalOf(sumMoney(currency, amounts)), currency);
    })
    .join(' and ');
}

function entryLines(entry: CalendarEntry, formats: Formats): readonly string[] {
  const { name, organization, avoidable, billable, cutOff, blocks } = entry;
  const who = `${safeText(name)} (${organization})`;
  const money = cutOff
    ? `, ${formats.money(cutOff.amount, cutOff.currency)} a ${cutOff.per} from ${formats.civilDay(cutOff.startsOn)}${cutOff.verified ? '' : ' (by a public list, unverified)'}`
    : '';
  const counts = `${formats.number(avoidable)} of ${formats.number(billable)} billable are probably unplanned`;
  return [
    hangingText('  ', `${who}: ${counts}${money}`),
    ...blocks.map((block) => hangingText('    ', blockText(block))),
  ];
}

function blockText({ on, what }: Block): string {
  return `waits for ${on === 'consultancy' ? 'you' : on}: ${WORDS[what]}`;
}
