import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { composeCost } from '../../../core/billing/compose-cost.ts';
import { costSchema } from '../../../core/billing/cost.ts';
import { billedBy, costFacts, costOf, ROUGH_COST } from '../../costs.ts';

test('the digest of EXAMPLES', () => {
  expect(costOf()).toMatchObject({
    kind: 'monthly',
    base: { users: 200, amount: '800.00' },
    lockedIn: { amount: '411.67', added: [{ day: '2026-11-18', users: 300, days: 13, ofDays: 30 }] },
    avoidable: { amount: '950.00', per: 'month', deadline: { fixBy: '2026-11-27', countedOn: '2026-11-30' } },
    verified: true,
    users: { now: 500, peak: { day: '2026-11-18', users: 500 } },
    external: null,
    premium: null,
    cliffs: { fits: { size: 500, room: 0 }, below: null },
    lastInvoice: { period: '2026-11', billed: 200, explained: 200 },
    taxPercent: null,
  });
});

test('nobody has entered anything: by the list, and nothing else is said', () => {
  expect(ROUGH_COST).toEqual({
    kind: 'rough',
    list: 'list 2023',
    currency: 'USD',
    month: '1750.00',
    year: '17500.00',
    avoidable: { accounts: 300, month: '950.00', year: '9500.00' },
    assumptions: expect.any(Array),
    users: { now: 500, peak: null },
    external: null,
    premium: null,
    forecasts: [],
    cliffs: null,
    lastInvoice: null,
    taxPercent: null,
  });
});

test('before the oldest list and without a bill there is no price', () => {
  expect(costOf({ invoices: [], quotes: [], asOf: '2017-03-01T00:00:00Z' })).toMatchObject({ kind: 'unpriced' });
});

test('the first snapshot comes late in the period: it began with its invoice', () => {
  const [, , , last] = costFacts().snapshots;
  const cost = costOf({ snapshots: last ? [last] : [] });
  expect(cost).toMatchObject({
    base: { users: 200 },
    lockedIn: { users: 300, added: [{ day: '2026-11-23', days: 8 }] },
    assumptions: expect.arrayContaining([expect.stringMatching(/^the first snapshot is of 2026-11-23/)]),
    lastInvoice: { explained: null },
    forecasts: [{ kind: 'too-few' }],
  });
});

test('external users count into the bands, from the first number on as before it', () => {
  const external = [{ date: '2026-11-20', users: 84, origin: 'number' as const }];
  const cost = costOf({ external, settings: billedBy({ kind: 'monthly', unitPrice: 4 }), invoices: [], quotes: [] });
  expect(cost).toMatchObject({
    base: { users: 284 },
    lockedIn: { users: 300 },
    users: { now: 584 },
    external: { users: 84, date: '2026-11-20' },
  });
});

test('a peak that is over stands beside now', () => {
  const facts = costFacts();
  const gone = { asOf: '2026-11-22T06:00:00Z', billable: 200, unknown: 0 };
  const snapshots = [...facts.snapshots.slice(0, 3), gone, { ...gone, asOf: facts.asOf }];
  expect(costOf({ snapshots, avoidable: 0 })).toMatchObject({
    users: { now: 200, peak: { day: '2026-11-18', users: 500 } },
    lockedIn: { amount: '411.67' },
    avoidable: { accounts: 0, amount: '0.00' },
  });
});

describe('Guard Premium is a line of its own', () => {
  test.each([
    ['by our count', {}, 340, { users: 340, quantity: 340, amount: null }],
    ['with its price', { unitPrice: '2.50' }, 340, { users: 340, quantity: 340, amount: '850.00' }],
    ['as it is billed', { unitPrice: '2.50', quantity: 350 }, 340, { users: 340, quantity: 350, amount: '875.00' }],
  ])('%s', (_, premium, premiumUsers, expected) => {
    const settings = billedBy({ kind: 'enterprise', premium });
    expect(costOf({ settings, premiumUsers })).toMatchObject({ kind: 'enterprise', premium: expected });
  });
});

test('the forecast is for the end of the period, and for the count of the renewal', () => {
  const settings = billedBy({ kind: 'annual', renewal: '2026-03-01', quoteLeadDays: 30 });
  const { forecasts } = costOf({ settings, invoices: [], quotes: [] });
  expect(forecasts.map(({ day }) => day)).toEqual(['2027-01-30', '2027-02-28']);
});

test('the tax of the contract is named', () => {
  expect(costOf({ settings: billedBy({ kind: 'monthly', taxPercent: 19 }) }).taxPercent).toBe(19);
});

test('a day is one of the zone of the organization', () => {
  const settings = { ...billedBy({ kind: 'monthly', unitPrice: 4 }), timeZone: 'Pacific/Auckland' };
  const cost = costOf({ settings, asOf: '2026-11-30T12:00:00Z', invoices: [], quotes: [] });
  expect(cost).toMatchObject({ period: ['2026-12-01', '2027-01-01'], base: { users: 500 } });
});

describe('of any facts', () => {
  const anyDay = fc.integer({ min: 1, max: 28 }).map((day) => String(day).padStart(2, '0'));
  const anyFacts = fc.record({
    billed: fc.array(fc.tuple(anyDay, fc.nat(1500)), { minLength: 1, maxLength: 6 }),
    avoidable: fc.nat(300),
    external: fc.option(fc.nat(200), { nil: null }),
    invoice: fc.option(fc.nat(1500), { nil: null }),
    settings: fc.constantFrom(
      { timeZone: 'UTC' },
      billedBy({ kind: 'monthly', billingDay: 31 }),
      billedBy({ kind: 'annual', renewal: '2026-03-01' }),
      billedBy({ kind: 'enterprise' }),
    ),
  });
  const factsOf = ({
    billed,
    avoidable,
    external,
    invoice,
    settings,
  }: typeof anyFacts extends fc.Arbitrary<infer F> ? F : never) => ({
    ...costFacts({ settings, avoidable, quotes: [] }),
    snapshots: billed.map(([day, billable]) => ({ asOf: `2026-11-${day}T06:00:00Z`, billable, unknown: 0 })),
    asOf: '2026-11-28T06:00:00Z',
    external: external === null ? [] : [{ date: '2026-11-15', users: external, origin: 'number' as const }],
    invoices: invoice === null ? [] : [{ period: '2026-11', quantity: invoice, amount: '800', currency: 'USD' }],
  });

  test('the cost can be recorded, and is read back as it was', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const cost = composeCost(factsOf(facts));
        expect(costSchema.parse(JSON.parse(JSON.stringify(cost)))).toEqual(cost);
      }),
    );
  });

  test('a snapshot that counts what the last one counted changes no amount', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const first = factsOf(facts);
        const [last] = [...first.snapshots].sort((one, other) => (one.asOf < other.asOf ? 1 : -1));
        const again = { asOf: first.asOf, billable: last?.billable ?? 0, unknown: 0 };
        const [one, other] = [composeCost(first), composeCost({ ...first, snapshots: [...first.snapshots, again] })];
        const amounts = (cost: typeof one) => ('lockedIn' in cost ? [cost.base.amount, cost.lockedIn.amount] : []);
        expect(amounts(other)).toEqual(amounts(one));
      }),
    );
  });
});
