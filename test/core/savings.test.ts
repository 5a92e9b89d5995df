import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marginalSaving, savingOf, savingsInOrder } from '../../core/savings.ts';
import { annual2023, monthly2023 } from '../prices.ts';

test("the guide's table, list 2023, annual: 200 cost $8,000 and 500 cost $17,500", () => {
  expect([annual2023(0), annual2023(200), annual2023(500)]).toEqual([0, 800_000, 1_750_000]);
  expect(savingOf(500, 200, annual2023)).toBe(950_000);
});

test('one account fewer saves what the highest band costs, and nothing where nobody is billed', () => {
  expect([500, 251, 250, 0].map((billable) => marginalSaving(billable, monthly2023))).toEqual([300, 300, 400, 0]);
});

test('without a price there is no saving', () => {
  expect(savingOf(500, 200, (billable) => (billable === 500 ? 1 : null))).toBeNull();
  expect(savingsInOrder(10, [1, 2], () => null)).toEqual([null, null]);
});

test('savings in order add up to that of all together', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 6 }), fc.nat(2000), (groups, rest) => {
      const all = groups.reduce((sum, accounts) => sum + accounts, 0);
      const sum = savingsInOrder(all + rest, groups, monthly2023).reduce<number>(
        (total, saving) => total + (saving ?? 0),
        0,
      );
      expect(sum).toBe(savingOf(all + rest, rest, monthly2023));
    }),
  );
});
