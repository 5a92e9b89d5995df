import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ChargebackRow, chargeBack, LEAST_PEOPLE } from '../../../core/billing/chargeback.ts';
import { decimalOf, sumMoney } from '../../../core/billing/money.ts';

const total = { currency: 'USD', minor: 175_000 };
const told = (rows: readonly ChargebackRow[]) =>
  chargeBack(total, rows).parts.map(({ name, users, amount }) => [name, users, decimalOf(amount)]);

test('by domain, at the average price, and it says so', () => {
  const rows = [
    { names: ['contoso.com'], users: 300 },
    { names: ['fabrikam.com'], users: 194 },
    { names: [], users: 6 },
  ];
  expect(told(rows)).toEqual([
    ['contoso.com', 300, '1050.00'],
    ['fabrikam.com', 194, '679.00'],
    ['not known', 6, '21.00'],
  ]);
  expect(chargeBack(total, rows)).toMatchObject({ basis: 'average price', average: { minor: 350 } });
});

test('by product: a user of two products is shared by both', () => {
  const rows = [
    { names: ['trello'], users: 10 },
    { names: ['jira-software', 'trello'], users: 30 },
    { names: ['jira-software', 'confluence', 'trello'], users: 60 },
  ];
  expect(told(rows)).toEqual([
    ['trello', 100, '787.50'],
    ['jira-software', 90, '612.50'],
    ['confluence', 60, '350.00'],
  ]);
});

describe('groups of fewer than five people', () => {
  test.each([
    [
      'are merged',
      [100, 4, 3],
      [
        ['a', 100],
        ['others', 7],
      ],
    ],
    [
      'take in the smallest of the rest until they are five',
      [100, 20, 4],
      [
        ['a', 100],
        ['others', 24],
      ],
    ],
    [
      'of five are not merged',
      [100, 5],
      [
        ['a', 100],
        ['b', 5],
      ],
    ],
    ['and nobody else: one group', [2, 1], [['others', 3]]],
  ])('%s', (_, users, expected) => {
    const rows = users.map((count, index) => ({ names: ['abc'.charAt(index)], users: count }));
    expect(told(rows).map(([name, count]) => [name, count])).toEqual(expected);
  });
});

test('nobody to split among: the cost stays whole', () => {
  expect(chargeBack(total, [])).toEqual({
    basis: 'average price',
    average: null,
    parts: [{ name: 'others', users: 0, amount: total }],
  });
});

test('the parts add up to the cent, and none is of fewer than five people unless it is all', () => {
  const row = fc.record({
    names: fc.uniqueArray(fc.constantFrom(...'abcdefg'), { maxLength: 5 }),
    users: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.array(row, { maxLength: 12 }), (minor, rows) => {
      const { parts } = chargeBack({ currency: 'USD', minor }, rows);
      expect(
        sumMoney(
          'USD',
          parts.map(({ amount }) => amount),
        ).minor,
      ).toBe(minor);
      if (parts.length > 1) expect(Math.min(...parts.map(({ users }) => users))).toBeGreaterThanOrEqual(LEAST_PEOPLE);
    }),
  );
});
