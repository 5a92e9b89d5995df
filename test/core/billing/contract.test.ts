import { describe, expect, test } from '@jest/globals';
import { type Contract, contractSchema, endOfTerm, termOn } from '../../../core/billing/contract.ts';
import { readSettings } from '../../../core/settings.ts';

const monthly = { kind: 'monthly', from: '2026-01-01', billingDay: 15, discountPercent: 5, unitPrice: '4.00' };
const annual = { kind: 'annual', from: '2027-01-15', renewal: '2027-03-01', quoteLeadDays: 30 };
const perfect = { currency: 'USD', terms: [monthly, annual, { kind: 'enterprise', from: '2029-01-01' }] };

function problems(contract: object): readonly string[] {
  const reading = readSettings({
    organizations: [{ id: 'acme', name: 'Acme', contract: { ...perfect, ...contract } }],
  });
  return reading.valid ? [] : reading.problems;
}
const withTerm = (change: object, term: object = monthly) => problems({ terms: [{ ...term, ...change }] });

test('a perfect contract is read, with what is usual where nothing is said', () => {
  expect(problems({})).toEqual([]);
  expect(contractSchema.parse(perfect).terms).toMatchObject([
    { kind: 'monthly', prorateBy: 'period-days' },
    { kind: 'annual', monthsCharged: 10, overage: 'prorated-upgrade', discountPercent: 0 },
    { kind: 'enterprise', why: 'Guard Standard is part of an Enterprise plan' },
  ]);
});

test('reading what was read changes nothing', () => {
  const once = contractSchema.parse(perfect);
  expect(contractSchema.parse(once)).toEqual(once);
});

describe('a problem names path and value', () => {
  const contract = 'organizations[0].contract';
  test.each([
    [problems({ currency: 'usd' }), `${contract}.currency: "usd" is no ISO 4217 currency such as USD`],
    [withTerm({ billingDay: 0 }), `${contract}.terms[0].billingDay: 0 is no day of a month, 1 to 31`],
    [withTerm({ billingDay: 32 }), `${contract}.terms[0].billingDay: 32 is no day of a month, 1 to 31`],
    [withTerm({ discountPercent: 101 }), `${contract}.terms[0].discountPercent: 101 is not between 0 and 100`],
    [withTerm({ from: '2026-02-30' }), `${contract}.terms[0].from: "2026-02-30" is no date such as 2026-11-24`],
    [withTerm({ unitPrice: '-4' }), `${contract}.terms[0].unitPrice: "-4" is no amount such as 17500 or 4.20`],
    [withTerm({ quantity: -5 }, annual), `${contract}.terms[0].quantity: -5 is no number of users`],
    [withTerm({ tiers: [100, 100] }, annual), `${contract}.terms[0].tiers[1]: 100 is not above 100, the tier before`],
    [
      withTerm({ bands: [{ from: 1, unitPrice: 3 }] }),
      `${contract}.terms[0].unitPrice: unitPrice 4.00 stands beside bands: only one of them can be the price`,
    ],
    [
      withTerm({
        unitPrice: undefined,
        bands: [
          { from: 1, to: 5, unitPrice: 3 },
          { from: 5, unitPrice: 2 },
        ],
      }),
      `${contract}.terms[0].bands[1]: from 5 overlaps the band before, which goes to 5`,
    ],
    [
      problems({ terms: [monthly, { ...annual, from: '2026-01-01' }] }),
      `${contract}.terms[1].from: 2026-01-01 is not after 2026-01-01, where the term before begins`,
    ],
    [
      withTerm({ billingday: 3 }),
      `${contract}.terms[0]: there is no field "billingday"; correct the name, or take it out`,
    ],
  ])('%#', (found, expected) => {
    expect(found).toEqual([expected]);
  });

  test.each([[{ kind: 'weekly' }], [{ kind: undefined }]])('an unknown kind of plan: %j', (change) => {
    expect(withTerm(change)[0]).toMatch(/^organizations\[0\]\.contract\.terms\[0\]\.kind: /);
  });
});

test('plans change: the term of a day, and where it ends', () => {
  const contract: Contract = contractSchema.parse(perfect);
  const kinds = ['2025-06-01', '2026-01-01', '2027-01-14', '2027-01-15', '2030-01-01'].map(
    (day) => termOn(contract, day).kind,
  );
  expect(kinds).toEqual(['monthly', 'monthly', 'monthly', 'annual', 'enterprise']);
  expect(contract.terms.map((term) => endOfTerm(contract, term))).toEqual(['2027-01-15', '2029-01-01', null]);
});
