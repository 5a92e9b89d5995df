import { expect, test } from '@jest/globals';
import { periodOn } from '../../../core/billing/billing-period.ts';
import { bridgeCounts } from '../../../core/billing/bridge-counts.ts';
import type { DayCount } from '../../../core/billing/history.ts';
import { contractOf } from './contracts.ts';

const contract = contractOf({ kind: 'monthly' });
const november = periodOn(contract, '2026-11-10');
const day = (date: string, counted: number, unknown = 0): DayCount => ({ date, counted, external: 84, unknown });
const counts = (days: readonly DayCount[], billed: number) => {
  const found = bridgeCounts(contract, november, days, billed);
  return found && [found.counted, found.external, found.peak, found.unknown];
};

test.each([
  ['question 7 of EXAMPLES', [day('2026-10-20', 506), day('2026-10-31', 500, 2)], 595, [500, 84, 6, 2]],
  [
    'a peak that was not billed explains nothing',
    [day('2026-10-20', 506), day('2026-10-31', 500, 2)],
    584,
    [500, 84, 0, 0],
  ],
  ['as far as it was billed', [day('2026-10-20', 506), day('2026-10-31', 500, 2)], 591, [500, 84, 6, 1]],
  ['fewer billed than counted', [day('2026-10-31', 500, 2)], 570, [500, 84, 0, 0]],
  [
    'who came after the last snapshot, in the first week',
    [day('2026-10-29', 500), day('2026-11-05', 508)],
    595,
    [500, 84, 8, 0],
  ],
  ['later is no word on the count', [day('2026-10-29', 500), day('2026-11-18', 800)], 595, [500, 84, 0, 0]],
  ['no snapshot before the count', [day('2026-11-02', 500)], 595, null],
  ['only one of an earlier period', [day('2026-09-30', 500)], 595, null],
])('%s', (_, days, billed, expected) => {
  expect(counts(days, billed)).toEqual(expected);
});
