import { describe, expect, test } from '@jest/globals';
import { judgeCutOff } from '../../../core/options/cut-off.ts';
import type { Lead } from '../../../core/options/option.ts';

const atOnce: Lead = { kind: 'at-once' };
const days = (number: number): Lead => ({ kind: 'working-days', days: number });
const others: Lead = { kind: 'others', who: 'they' };
const friday = '2026-11-27';

describe('whether an option makes the cut-off of Friday 27 November', () => {
  test.each<[string, Lead, string, string]>([
    ['at once, on the day itself', atOnce, friday, 'yes'],
    ['at once, a day late', atOnce, '2026-11-28', 'no'],
    ['two days from Thursday', days(2), '2026-11-26', 'yes'],
    ['two days from Friday: Monday', days(2), friday, 'no'],
    ['one day from Friday', days(1), friday, 'yes'],
    ['others, in time', others, '2026-11-25', 'depends'],
    ['others, a day late', others, '2026-11-28', 'no'],
  ])('%s', (_, lead, today, makes) => {
    expect(judgeCutOff(lead, today, friday).makes).toBe(makes);
  });

  test('working days begin on Monday after a weekend', () => {
    expect(judgeCutOff(days(2), '2026-11-28', '2026-11-30').makes).toBe('no');
    expect(judgeCutOff(days(2), '2026-11-28', '2026-12-01').makes).toBe('yes');
  });

  test('without a contract there is no cut-off', () => {
    expect(judgeCutOff(atOnce, friday, null).makes).toBe('unknown');
  });
});
