import { expect, test } from '@jest/globals';
import type { CalendarEntry } from '../../core/calendar.ts';
import { calendarText } from '../../render/terminal/calendar.ts';
import { HOSTILE } from '../hostile.ts';

function entry(name: string, cutOff: Partial<NonNullable<CalendarEntry['cutOff']>> | null): CalendarEntry {
  return {
    ...{ organization: name.toLowerCase(), name, asOf: '2026-11-23T06:00:00Z', billable: 500, avoidable: 300 },
    cutOff: cutOff && {
      ...{ fixBy: '2026-11-27', startsOn: '2026-12-01', amount: '950.00', perYear: '11400.00' },
      ...{ per: 'month', currency: 'USD', verified: true, ...cutOff },
    },
    blocks: [],
  };
}

test('a cut-off says what is lost together, currency by currency, and nothing is converted', () => {
  const text = calendarText(
    [
      entry('Acme', { currency: 'EUR', perYear: '100.50' }),
      entry('Contoso', {}),
      entry('Fabrikam', { perYear: '600.00' }),
      entry('Initech', { fixBy: '2026-12-30' }),
      entry('Hooli', null),
    ],
    'en-GB',
  );
  const titles = text.split('\n').filter((line) => /^\S/.test(line));
  expect(titles).toEqual([
    'FIX BY FRI 27 NOV 2026   €100.50 and $12,000.00 a year',
    'FIX BY WED 30 DEC 2026   $11,400.00 a year',
    'NO CUT-OFF KNOWN',
  ]);
});

test('who is blocked stands under its organization', () => {
  const blocked = { ...entry('Acme', null), blocks: [{ on: 'consultancy', what: 'stale-snapshot' }] as const };
  expect(calendarText([blocked], 'en-GB')).toContain('    waits for you: the newest snapshot is over eight days old');
});

test.each(Object.entries(HOSTILE))('a name of %s stays one harmless line', (_, name) => {
  const text = calendarText([{ ...entry('Acme', null), name }], 'en-GB');
  expect(text.split('\n').every((line) => !/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(line))).toBe(true);
  expect(text.split('\n').filter((line) => /^\S/.test(line))).toEqual(['NO CUT-OFF KNOWN']);
});
