import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TierMark } from '../../core/billing/cost-trend.ts';
import { formatsFor } from '../../render/formats.ts';
import { markTiers } from '../../render/report/mark-tiers.ts';

const formats = formatsFor('en-GB', 'Europe/Berlin');
const quote = (users: number): TierMark => ({ users, origin: 'quote' });
const labels = (tiers: readonly TierMark[], top: number) =>
  markTiers(tiers, top, formats).map(({ value, label }) => [value, label]);

describe('the marks of a chart', () => {
  test('that are apart each say what they are', () => {
    expect(labels([quote(234), { users: 400, origin: 'contract' }, { users: 500, origin: 'assumed' }], 600)).toEqual([
      [500, 'tier 500, assumed'],
      [400, 'tier 400, your contract'],
      [234, 'tier 234, quoted'],
    ]);
  });

  test('that are near to each other are said by the highest', () => {
    expect(labels([quote(234), quote(814), quote(830)], 872)).toEqual([
      [830, 'tiers 814 and 830, quoted'],
      [814, null],
      [234, 'tier 234, quoted'],
    ]);
    expect(labels([quote(800), { users: 814, origin: 'assumed' }, quote(830)], 872)).toEqual([
      [830, '3 tiers to 830, partly assumed'],
      [814, null],
      [800, null],
    ]);
    expect(labels([{ users: 800, origin: 'contract' }, quote(830)], 872)[0]).toEqual([830, 'tiers 800 and 830']);
  });

  test('keep all their labels apart, whatever their sizes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 40 }), (sizes) => {
        const marks = markTiers(sizes.map(quote), 1050, formats);
        expect(marks.map(({ value }) => value)).toEqual(sizes.toSorted((one, other) => other - one));
        const said = marks.flatMap(({ value, label }) => (label === null ? [] : [value]));
        for (const [index, value] of said.slice(1).entries()) {
          expect((said[index] ?? 0) - value).toBeGreaterThan((1050 * 16) / 208);
        }
      }),
    );
  });
});
