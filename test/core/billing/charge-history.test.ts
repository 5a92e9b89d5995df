import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chargeHistory } from '../../../core/billing/charge-history.ts';
import { decimalOf, sumMoney } from '../../../core/billing/money.ts';
import { chargesIn, daily, rates, told, totalOf } from './charges.ts';
import { contractOf } from './contracts.ts';

const at18 = rates({ kind: 'monthly', unitPrice: '18' });
const byList = rates({ kind: 'monthly' });

describe('maximum quantity billing', () => {
  test("Atlassian's published example: 10 users at $18, three more five days into 30", () => {
    const charges = chargeHistory(at18, daily('2026-06-01', [10, 5], [13, 25]));
    expect(told(charges)).toEqual([
      ['base', '2026-06-01', 10, '180.00'],
      ['addition', '2026-06-06', 3, '45.00'],
    ]);
    expect(totalOf(charges)).toBe('225.00');
    expect(chargesIn(charges)[1]).toMatchObject({ to: '2026-07-01', invoicedOn: '2026-07-01' });
  });

  test('the published rule: five more in mid-June, and July begins with 15', () => {
    expect(told(chargeHistory(at18, daily('2026-06-01', [10, 15], [15, 16])))).toEqual([
      ['base', '2026-06-01', 10, '180.00'],
      ['addition', '2026-06-16', 5, '45.00'],
      ['base', '2026-07-01', 15, '270.00'],
    ]);
  });

  test.each([
    [
      'freed seats are used again without charge',
      [
        [10, 5],
        [6, 5],
        [10, 20],
      ],
      [],
    ],
    [
      'removals give nothing back',
      [
        [10, 5],
        [2, 25],
      ],
      [],
    ],
    [
      'a spike of one day is billed to the end',
      [
        [10, 5],
        [13, 1],
        [10, 24],
      ],
      [['addition', '2026-06-06', 3, '45.00']],
    ],
    [
      'an addition on the last day counts as one day',
      [
        [10, 29],
        [13, 1],
      ],
      [['addition', '2026-06-30', 3, '1.80']],
    ],
    [
      'only what rises above the maximum so far',
      [
        [10, 5],
        [13, 5],
        [8, 5],
        [14, 15],
      ],
      [
        ['addition', '2026-06-06', 3, '45.00'],
        ['addition', '2026-06-16', 1, '9.00'],
      ],
    ],
  ] as const)('%s', (_, runs, additions) => {
    const charges = chargeHistory(at18, daily('2026-06-01', ...runs));
    expect(told(charges)).toEqual([['base', '2026-06-01', 10, '180.00'], ...additions]);
  });

  test('the next period begins with the count of the last day, not with the maximum', () => {
    const charges = chargeHistory(at18, daily('2026-06-01', [10, 5], [13, 24], [7, 2]));
    expect(told(charges).at(-1)).toEqual(['base', '2026-07-01', 7, '126.00']);
  });

  test('a rise on the first day is an addition for the whole period', () => {
    const charges = chargeHistory(at18, daily('2026-06-30', [10, 1], [12, 1]));
    expect(told(charges).slice(1)).toEqual([
      ['base', '2026-07-01', 10, '180.00'],
      ['addition', '2026-07-01', 2, '36.00'],
    ]);
  });

  test('the digest of EXAMPLES: 300 joined on 18 November, 13 of 30 days', () => {
    const charges = chargeHistory(byList, daily('2026-11-01', [200, 17], [500, 6]));
    expect(told(charges)).toEqual([
      ['base', '2026-11-01', 200, '800.00'],
      ['addition', '2026-11-18', 300, '411.67'],
    ]);
    expect(chargesIn(charges)[1]?.bands).toMatchObject([
      { from: 1, quantity: 50, unitPrice: '4.00' },
      { from: 251, quantity: 250, unitPrice: '3.00' },
    ]);
  });

  test('prorated by thirty days, if the contract says so', () => {
    const thirty = rates({ kind: 'monthly', unitPrice: '18', prorateBy: 'thirty-days' });
    expect(told(chargeHistory(thirty, daily('2026-07-01', [10, 5], [13, 1])))[1]?.[3]).toBe('46.80');
    expect(told(chargeHistory(at18, daily('2026-07-01', [10, 5], [13, 1])))[1]?.[3]).toBe('45.29');
  });

  test('additions take the discount of the day they are invoiced on', () => {
    const contract = contractOf(
      { kind: 'monthly', unitPrice: '18' },
      { kind: 'monthly', unitPrice: '18', from: '2026-07-01', discountPercent: 10 },
    );
    const charges = chargeHistory({ ...at18, contract }, daily('2026-06-01', [10, 5], [13, 25]));
    expect(told(charges)[1]).toEqual(['addition', '2026-06-06', 3, '40.50']);
  });

  test('a history that begins within a period says what was not seen', () => {
    const charges = chargesIn(chargeHistory(at18, daily('2026-06-10', [10, 5])));
    expect(charges[0]?.assumptions).toContain('2026-06-01: taken as the 10 users first seen on 2026-06-10');
  });
});

describe('a prepaid year', () => {
  const annual = { kind: 'annual', from: '2026-03-01' };

  test.each([
    [
      'stays within its tier',
      {},
      [
        [180, 10],
        [200, 20],
      ],
      [['base', '2026-03-01', 200, '8000.00']],
    ],
    [
      'is upgraded for the days left',
      {},
      [
        [200, 184],
        [500, 10],
      ],
      [
        ['base', '2026-03-01', 200, '8000.00'],
        ['upgrade', '2026-09-01', 300, '4710.96'],
      ],
    ],
    [
      'begins with what was bought',
      { quantity: 500 },
      [
        [200, 184],
        [500, 10],
      ],
      [['base', '2026-03-01', 500, '17500.00']],
    ],
    [
      'waits for the renewal, if the contract says so',
      { overage: 'at-renewal' },
      [
        [200, 184],
        [500, 190],
      ],
      [
        ['base', '2026-03-01', 200, '8000.00'],
        ['base', '2027-03-01', 500, '17500.00'],
      ],
    ],
    [
      'is renewed by the count its quote was made by',
      { quoteLeadDays: 30 },
      [
        [500, 330],
        [200, 40],
      ],
      [
        ['base', '2026-03-01', 500, '17500.00'],
        ['base', '2027-03-01', 200, '8000.00'],
      ],
    ],
    [
      'who comes after that is an upgrade on day one',
      { quoteLeadDays: 30 },
      [
        [200, 340],
        [300, 30],
      ],
      [
        ['base', '2026-03-01', 200, '8000.00'],
        ['upgrade', '2027-02-04', 100, '239.73'],
        ['base', '2027-03-01', 200, '8000.00'],
        ['upgrade', '2027-03-01', 100, '3500.00'],
      ],
    ],
  ] as const)('%s', (_, change, runs, expected) => {
    expect(told(chargeHistory(rates({ ...annual, ...change }), daily('2026-03-01', ...runs)))).toEqual(expected);
  });
});

describe('Enterprise, and changes of plan', () => {
  test('nothing is charged for Guard, and why', () => {
    const charges = chargesIn(chargeHistory(rates({ kind: 'enterprise' }), daily('2026-06-01', [10, 5], [13, 5])));
    expect(charges).toMatchObject([
      {
        kind: 'base',
        quantity: 10,
        amount: { minor: 0 },
        assumptions: ['Guard Standard is part of an Enterprise plan'],
      },
    ]);
  });

  test('a period that a change of plan cuts short is charged by its days', () => {
    const contract = contractOf({ kind: 'monthly', unitPrice: '18' }, { kind: 'enterprise', from: '2026-06-16' });
    const charges = chargeHistory({ ...at18, contract }, daily('2026-06-01', [10, 5], [13, 15]));
    expect(told(charges)).toEqual([
      ['base', '2026-06-01', 10, '90.00'],
      ['addition', '2026-06-06', 3, '18.00'],
      ['base', '2026-06-16', 13, '0.00'],
    ]);
  });
});

describe('no price, no charge', () => {
  test('sizes that nothing prices are named', () => {
    const none = rates({ kind: 'monthly' }, { list: null });
    expect(chargeHistory(none, daily('2026-06-01', [10, 5], [13, 25]))).toEqual({
      kind: 'unpriced',
      quantities: [10, 13],
    });
  });

  test('no history, no charge', () => {
    expect(chargeHistory(at18, [])).toEqual({ kind: 'charged', charges: [] });
  });
});

const anyTerm = fc.constantFrom(
  { kind: 'monthly' },
  { kind: 'monthly', billingDay: 31, unitPrice: '3.33', discountPercent: 7.5 },
  { kind: 'monthly', minimum: '900' },
  { kind: 'annual', renewal: '2026-03-01' },
  { kind: 'annual', renewal: '2024-02-29', quoteLeadDays: 14 },
);
const anyRuns = fc.array(fc.tuple(fc.nat(700), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 8 });

describe('properties', () => {
  test('to observe an unchanged count again changes nothing', () => {
    fc.assert(
      fc.property(anyTerm, anyRuns, fc.nat(300), (term, runs, at) => {
        const history = daily('2026-01-20', ...runs);
        const index = at % history.length;
        const again = history[index];
        if (!again) throw new Error('no observation');
        const repeated = history.toSpliced(index, 0, again);
        expect(chargeHistory(rates(term), repeated)).toEqual(chargeHistory(rates(term), history));
      }),
    );
  });

  test('only changes matter: between them days may be left out, up to the last one', () => {
    fc.assert(
      fc.property(anyTerm, anyRuns, (term, runs) => {
        const history = daily('2026-01-20', ...runs);
        const changes = history.filter(({ users }, index) => {
          return index === history.length - 1 || users !== history[index - 1]?.users;
        });
        expect(chargeHistory(rates(term), changes)).toEqual(chargeHistory(rates(term), history));
      }),
    );
  });

  test('the order of two additions on one day does not matter', () => {
    fc.assert(
      fc.property(anyTerm, fc.nat(300), fc.nat(50), fc.nat(50), (term, users, one, other) => {
        const seen = (first: number) => [
          ...daily('2026-06-01', [users, 9]),
          { date: '2026-06-10', users: users + first },
          { date: '2026-06-10', users: users + one + other },
        ];
        expect(chargeHistory(rates(term), seen(one))).toEqual(chargeHistory(rates(term), seen(other)));
      }),
    );
  });

  test('bands and top-up of every charge add up to it', () => {
    fc.assert(
      fc.property(anyTerm, anyRuns, (term, runs) => {
        for (const { bands, topUp, amount } of chargesIn(chargeHistory(rates(term), daily('2026-01-20', ...runs)))) {
          if (bands.length === 0) continue;
          expect(decimalOf(sumMoney('USD', [...bands.map((band) => band.amount), topUp]))).toBe(decimalOf(amount));
        }
      }),
    );
  });

  test('more users on every day never cost less', () => {
    fc.assert(
      fc.property(anyTerm, anyRuns, fc.nat(100), (term, runs, more) => {
        const cost = (plus: number) =>
          Number(
            totalOf(
              chargeHistory(
                rates(term),
                daily('2026-01-20', ...runs.map(([users, days]) => [users + plus, days] as const)),
              ),
            ),
          );
        // Each addition is rounded by itself: a cent for each of the up to eight rises.
        expect(cost(more)).toBeGreaterThanOrEqual(cost(0) - 0.08);
      }),
    );
  });
});
