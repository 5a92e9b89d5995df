import { describe, expect, test } from '@jest/globals';
import type { ExternalUsers } from '../../core/billing/invoices.ts';
import { decimalOf } from '../../core/billing/money.ts';
import type { Rates } from '../../core/billing/rates.ts';
import { composeReport, type ReportFacts } from '../../core/report.ts';
import { historyFrom, readRange } from '../../core/report-range.ts';
import { guideNovember, stepOf } from '../trend-steps.ts';
import { rates } from './billing/charges.ts';
import { contractOf } from './billing/contracts.ts';

const NO_BILLS = { invoices: [], quotes: [], external: [] };
const settings = { id: 'acme', name: 'Contoso', timeZone: 'Europe/Berlin', locale: 'en-GB' };
const facts = (changes: Partial<ReportFacts> = {}): ReportFacts => ({
  settings,
  steps: guideNovember(),
  partial: [],
  range: { from: '2026-11-01', to: '2026-11-30' },
  today: '2026-11-23',
  known: { bills: NO_BILLS, rates: null, assumption: null },
  ...changes,
});
const monthly: Rates = {
  ...rates({ kind: 'monthly' }),
  invoices: [{ period: '2026-11', quantity: 200, amount: '800', currency: 'USD' }],
  quotes: [{ date: '2026-11-20', quantity: 500, amount: '1750', currency: 'USD' }],
};
const compose = (changes: Partial<ReportFacts> = {}) => {
  const answer = composeReport(facts(changes));
  if (answer.kind === 'none') throw new Error(answer.why);
  return answer.report;
};
const { invoices, quotes } = monthly;
const billed = (external: readonly ExternalUsers[] = []) => ({
  settings: { ...settings, contract: monthly.contract },
  known: { bills: { invoices, quotes, external }, rates: monthly, assumption: null },
});
const known = (changes: Partial<ReportFacts> = {}) => {
  const { books, cost } = compose({ ...billed(), ...changes });
  if (!books) throw new Error('no books');
  return { ...books, cost };
};

describe('there is no report', () => {
  test.each([
    ['of a period that has not begun', { range: { from: '2026-11-24', to: '2026-12-31' } }, 'not-begun'],
    ['without history', { steps: [] }, 'empty'],
    ['of a time without snapshots', { range: { from: '2026-01-01', to: '2026-02-01' } }, 'empty'],
  ])('%s', (_, changes, why) => {
    expect(composeReport(facts(changes))).toEqual({ kind: 'none', why });
  });
});

test('one snapshot is enough', () => {
  const { trend, asOf } = compose({ steps: [stepOf('2026-11-05T06:00:00Z')] });
  expect([trend.points.length, asOf]).toEqual([1, '2026-11-05T06:00:00Z']);
});

test('without a contract money is a rough figure of a public list', () => {
  const { cost, books } = compose();
  expect(books).toBeNull();
  expect(cost).toMatchObject({
    ...{ kind: 'rough', list: 'list 2023', month: '1750.00', avoidable: { accounts: 300, month: '950.00' } },
  });
});

test('the guide in money: locked in, still avoidable, and what November comes to', () => {
  const { cost, trend, invoices } = known();
  expect(cost).toMatchObject({ lockedIn: { amount: '411.67' }, avoidable: { amount: '950.00' } });
  expect(trend.periods.map(({ total }) => total && decimalOf(total))).toEqual(['1211.67']);
  expect(invoices).toMatchObject([{ invoice: { quantity: 200 }, bridge: null }]);
});

test('snapshots before the range tell what its period began with', () => {
  const { trend } = known({ range: { from: '2026-11-20', to: '2026-11-30' } });
  expect(trend.points[0]).toMatchObject({ day: '2026-11-20', billed: 500, cost: { minor: 121_167 } });
});

test('a day is told by what was known on it: nothing of later snapshots is in it', () => {
  const early = known({ range: { from: '2026-11-01', to: '2026-11-17' }, today: '2026-11-23' });
  expect(early.cost).toMatchObject({ lockedIn: { amount: '0.00' } });
});

describe('the split by average price', () => {
  test('adds up to the period, external users apart', () => {
    const external = [{ date: '2026-11-01', users: 84, origin: 'number' as const }];
    const { chargeback, trend } = known(billed(external));
    const total = trend.periods.at(-1)?.total?.minor;
    for (const parts of [chargeback?.domains.parts, chargeback?.exposures.parts]) {
      expect(parts?.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(total);
      expect(parts?.find(({ name }) => name === 'external users')?.users).toBe(84);
    }
  });
});

test('as of the end of October: November is neither accrued nor prepaid', () => {
  expect(known().month).toMatchObject({ asOf: '2026-10-31', accrued: '0.00', prepaid: '0.00' });
});

test('as of the end of November its additions are accrued: they are on the next invoice', () => {
  const { month } = known({
    steps: [...guideNovember(30)],
    range: { from: '2026-11-01', to: '2026-12-03' },
    today: '2026-12-03',
  });
  expect(month).toMatchObject({ asOf: '2026-11-30', accrued: '411.67', prepaid: '0.00' });
});

describe('money and renewal forecast the same day alike, from what was counted', () => {
  const annual = (term: object) => rates({ kind: 'annual', from: '2025-11-01', ...term });
  const tier = { period: '2026-11', quantity: 800, amount: '26500', currency: 'USD' };
  test.each([
    ['the tier of the year is no count', annual({ renewal: '2025-11-01' }), [tier], '2027-10-31'],
    ['a count that is still to come', annual({ renewal: '2026-12-15', quoteLeadDays: 10 }), [], '2026-12-05'],
    ['a count whose deadline has passed', annual({ renewal: '2026-12-15', quoteLeadDays: 20 }), [], '2026-11-25'],
  ])('%s', (_, by, entered, day) => {
    const bills = { ...NO_BILLS, invoices: entered };
    const { cost, renewal } = known({
      settings: { ...settings, contract: by.contract },
      known: { bills, rates: { ...by, invoices: entered }, assumption: null },
      today: '2026-11-25',
      steps: guideNovember(23),
    });
    const pack = renewal.kind === 'renewal' ? renewal.pack : null;
    expect(pack?.forecast).toMatchObject({ kind: 'range', day, points: 23 });
    expect(cost.forecasts).toContainEqual(pack?.forecast);
    expect(pack?.sizes[0]).toMatchObject({ of: 'peak', users: 500 });
  });
});

describe('the days that are read', () => {
  test.each([
    ['a year up to today', undefined, undefined, { from: '2025-11-24', to: '2026-11-23' }],
    ['from a day on', '2026-11-01', undefined, { from: '2026-11-01', to: '2026-11-23' }],
    ['a year up to a day', undefined, '2026-06-30', { from: '2025-07-01', to: '2026-06-30' }],
    ['two years, no more', '2024-11-23', '2026-11-23', { from: '2024-11-23', to: '2026-11-23' }],
    ['a time that has not begun stays one', '2027-01-01', undefined, { from: '2027-01-01', to: '2027-01-01' }],
  ])('%s', (_, from, to, range) => {
    expect(readRange(from, to, '2026-11-23')).toEqual({ valid: true, range });
  });

  test.each([
    ['2026-11-02', '2026-11-01', 'from 2026-11-02 is after to 2026-11-01'],
    ['2024-11-22', '2026-11-23', 'from 2024-11-22 to 2026-11-23 is 732 days: ask for at most 731'],
    ['2026-02-30', undefined, '"2026-02-30" is no day such as 2026-11-24'],
    ['x', undefined, '"x" is no day such as 2026-11-24'],
  ])('not %s to %s', (from, to, problem) => {
    expect(readRange(from, to, '2026-11-23')).toEqual({ valid: false, problem });
  });

  test('money needs the count that the first period began with', () => {
    const range = { from: '2026-11-20', to: '2026-11-23' };
    expect(historyFrom(range, null)).toBe('2026-11-20');
    expect(historyFrom(range, contractOf({ kind: 'monthly' }))).toBe('2026-09-30');
    expect(historyFrom(range, contractOf({ kind: 'annual', renewal: '2026-03-01', quoteLeadDays: 60 }))).toBe(
      '2025-11-30',
    );
  });
});
