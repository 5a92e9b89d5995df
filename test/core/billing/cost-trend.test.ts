import { describe, expect, test } from '@jest/globals';
import { chargeBills } from '../../../core/billing/charge-bills.ts';
import { chargeHistory } from '../../../core/billing/charge-history.ts';
import { type CostTrend, costTrend } from '../../../core/billing/cost-trend.ts';
import type { Observation } from '../../../core/billing/history.ts';
import { decimalOf, type Money, sumMoney } from '../../../core/billing/money.ts';
import type { Rates } from '../../../core/billing/rates.ts';
import { chargesIn, daily, rates } from './charges.ts';
import { contractOf } from './contracts.ts';

const monthly = rates({ kind: 'monthly', budget: '900' });
const november = daily('2026-11-01', [200, 17], [500, 13]);

function trendOf(of: Rates, history: readonly Observation[], avoidable = (users: number) => users - 200): CostTrend {
  const points = history.map(({ date, users }) => ({ day: date, avoidable: Math.max(0, avoidable(users)) }));
  return costTrend({ rates: of, charged: chargeBills(of, history, history.at(-1)?.date ?? ''), history, points });
}

const text = (money: Money | null | undefined) => (money ? decimalOf(money) : money);

describe('a month', () => {
  test('begins with its base, and a rise adds the days that are left and stays billed', () => {
    const { points } = trendOf(monthly, daily('2026-11-01', [200, 17], [500, 6], [300, 7]));
    const told = (day: number) => {
      const { billed, aboveCount, cost, avoidable } = points[day - 1] ?? {};
      return [billed, aboveCount, text(cost), text(avoidable)];
    };
    expect(told(1)).toEqual([200, 0, '800.00', '0.00']);
    expect(told(18)).toEqual([500, 0, '1211.67', '950.00']);
    expect(told(30)).toEqual([500, 200, '1211.67', '350.00']);
  });

  test('the next one begins with the last count, and its budget is held against it', () => {
    const history = [...november, ...daily('2026-12-01', [500, 5])];
    const { points, periods } = trendOf(monthly, history);
    expect(points.at(-1)).toMatchObject({ billed: 500, aboveCount: 0, cost: { minor: 175_000 } });
    expect(periods.map(({ period, total, budget }) => [period.start, text(total), text(budget?.over)])).toEqual([
      ['2026-11-01', '1211.67', '311.67'],
      ['2026-12-01', '1750.00', '850.00'],
    ]);
  });

  test('all periods together are exactly what the history is charged', () => {
    const history = daily('2026-01-10', [200, 30], [260, 40], [180, 90], [400, 60]);
    const total = chargesIn(chargeHistory(monthly, history)).map(({ amount }) => amount);
    const { periods } = trendOf(monthly, history);
    expect(
      sumMoney(
        'USD',
        periods.flatMap((period) => period.total ?? []),
      ),
    ).toEqual(sumMoney('USD', total));
  });

  test('accounts that were remediated are avoided, and not called a saving', () => {
    const points = november.map(({ date }) => ({ day: date, avoidable: 0 }));
    const { periods } = costTrend({
      rates: monthly,
      charged: chargeBills(monthly, november, '2026-11-30'),
      history: november,
      points,
      remediated: new Map([['2026-11-01', 50]]),
    });
    expect(periods[0]?.effect).toMatchObject({ avoided: { minor: 15_000 }, reduced: null });
  });
});

describe('a prepaid year', () => {
  const annual = rates({ kind: 'annual', from: '2026-03-01', quantity: 200, tiers: [200, 300, 500, 1000] });

  test('is billed by tier, and marks the tiers around the counts', () => {
    const { points, tiers } = trendOf(annual, daily('2026-10-01', [200, 30], [450, 5]));
    expect(points[0]).toMatchObject({ billed: 200, aboveCount: 0 });
    expect(points.at(-1)).toMatchObject({ billed: 500, aboveCount: 50 });
    expect(tiers).toEqual([
      { users: 200, origin: 'contract' },
      { users: 300, origin: 'contract' },
      { users: 500, origin: 'contract' },
    ]);
  });

  test('a quoted size is a quote, not an assumption', () => {
    const quoted = {
      ...rates({ kind: 'annual', from: '2026-03-01' }),
      quotes: [{ date: '2026-10-02', quantity: 450, amount: '16000', currency: 'USD' }],
    };
    expect(trendOf(quoted, daily('2026-10-01', [400, 5])).tiers).toEqual([
      { users: 400, origin: 'assumed' },
      { users: 450, origin: 'quote' },
      { users: 500, origin: 'assumed' },
    ]);
  });
});

test('without any price counts stay, and money is unknown', () => {
  const euro = { ...monthly, contract: { ...contractOf({ kind: 'monthly' }), currency: 'EUR' } };
  const { points, periods } = trendOf(euro, november);
  expect(points[0]).toEqual({ day: '2026-11-01', billed: null, aboveCount: null, cost: null, avoidable: null });
  expect(periods[0]).toMatchObject({ total: null, unpriced: [200, 500], charges: [] });
});

test('an Enterprise plan costs nothing', () => {
  const { points, tiers } = trendOf(rates({ kind: 'enterprise' }), november);
  expect(points[0]).toMatchObject({ cost: { minor: 0 }, avoidable: null });
  expect(tiers).toEqual([]);
});

test('no points, no trend', () => {
  expect(costTrend({ rates: monthly, charged: { charges: [], unpriced: [] }, history: [], points: [] })).toEqual({
    points: [],
    periods: [],
    tiers: [],
    sources: [],
  });
});
