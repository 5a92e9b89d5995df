import { describe, expect, test } from '@jest/globals';
import { renewalPack } from '../../core/renewal.ts';
import { daily, rates } from './billing/charges.ts';
import { contractOf } from './billing/contracts.ts';

const annual = { kind: 'annual', from: '2026-03-01', quantity: 200, tiers: [200, 300, 500, 600] };
const quote = (quantity: number, amount: string) => ({ date: '2026-12-10', quantity, amount, currency: 'USD' });
const quoted = rates(annual, { quotes: [quote(200, '8000'), quote(500, '17500')] });
const history = daily('2026-11-01', [200, 17], [560, 3], [500, 20]);
const pack = (of = quoted) => {
  const answer = renewalPack({ rates: of, history, avoidable: 300, today: '2026-12-15' });
  if (answer.kind === 'none') throw new Error(answer.why);
  return answer.pack;
};

test('peak, now and cleaned, each with its tier; the cleaned one is to be ordered', () => {
  const { sizes, order, renewsOn, daysAhead, deadline } = pack();
  expect({ renewsOn, daysAhead, deadline }).toEqual({
    renewsOn: '2027-03-01',
    daysAhead: 76,
    deadline: { fixBy: '2027-02-26', countedOn: '2027-02-28', startsOn: '2027-03-01' },
  });
  expect(sizes.map(({ of, users, tier }) => [of, users, tier])).toEqual([
    ['peak', 560, 600],
    ['now', 500, 500],
    ['cleaned', 200, 200],
  ]);
  expect(order.tier).toBe(200);
});

test('as long as one size is not quoted, the list prices all of them and a quote is asked for', () => {
  expect(pack()).toMatchObject({ verified: false, missingQuotes: [560] });
  const all = pack({ ...quoted, quotes: [...quoted.quotes, quote(600, '20500')] });
  expect(all).toMatchObject({ verified: true, missingQuotes: [], order: { tier: 200, saves: { minor: 950_000 } } });
  expect(all.cliffs).toMatchObject({ fits: { size: 500, room: 0 }, below: { size: 200, remove: 300 } });
});

describe('there is none', () => {
  test.each([
    ['for a monthly plan', rates({ kind: 'monthly' }), history, 'not-annual'],
    [
      'before a change to monthly',
      { ...quoted, contract: contractOf(annual, { kind: 'monthly', from: '2027-03-01' }) },
      history,
      'not-annual',
    ],
    ['for Enterprise', rates({ kind: 'enterprise' }), history, 'not-annual'],
    ['without a count', quoted, [], 'no-history'],
  ])('%s', (_, of, seen, why) => {
    expect(renewalPack({ rates: of, history: seen, avoidable: 0, today: '2026-12-15' })).toEqual({ kind: 'none', why });
  });
});
