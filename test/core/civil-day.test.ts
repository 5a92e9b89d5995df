import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { toInstant } from '../../core/account.ts';
import { civilDay } from '../../core/civil-day.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Pacific/Niue'];

test.each([
  ['2026-11-23T23:59:59Z', 'UTC', '2026-11-23'],
  ['2026-11-23T23:00:00Z', 'Europe/Berlin', '2026-11-24'],
  ['2026-11-24T07:59:59Z', 'America/Los_Angeles', '2026-11-23'],
  ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-30'],
])('%s in %s is %s', (instant, zone, day) => {
  expect(civilDay(instant, zone)).toBe(day);
});

test('it is the day of the calendar library', () => {
  const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instants.map(toInstant), fc.constantFrom(...ZONES), (instant, zone) => {
      const expected = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
      expect(civilDay(instant, zone)).toBe(expected);
    }),
  );
});
