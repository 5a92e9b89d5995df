import { describe, expect, test } from '@jest/globals';
import type { Cost } from '../../core/billing/cost.ts';
import { moneySection } from '../../render/digest/money.ts';
import { moneyPhrases } from '../../render/digest/money-headline.ts';
import { formatsFor } from '../../render/formats.ts';
import { moneyBlock } from '../../render/terminal/money-block.ts';
import { billedBy, costFacts, costOf, ROUGH_COST } from '../costs.ts';

const formats = formatsFor('en-GB', 'UTC');
const own = { invoices: [], quotes: [] };
const annual = billedBy({ kind: 'annual', renewal: '2026-03-01', quoteLeadDays: 30, unitPrice: 4 });

/** The lines, each with its amount. */
function told(cost: Cost): readonly string[] {
  return moneySection(cost, formats).lines.map(({ count, text }) => (count === null ? text : `${count} ${text}`));
}

describe('one sentence for each kind of plan', () => {
  test('a month: locked in, and still avoidable', () => {
    expect(told(costOf()).slice(0, 2)).toEqual([
      '$411.67 locked in already: 300 first seen 18 Nov (13 of 30 days), on the invoice of 1 Dec',
      '$950.00 a month ($11,400.00 a year) still avoidable from Tue 1 Dec 2026 on, for 300 accounts; counted on Mon 30 Nov 2026, fix by Fri 27 Nov 2026',
    ]);
  });

  test('a month in which nobody came', () => {
    const snapshots = costFacts().snapshots.slice(0, 2);
    expect(told(costOf({ snapshots, avoidable: 0 })).slice(0, 2)).toEqual([
      '$0.00 locked in: nobody was added since 1 Nov',
      'Nothing is avoidable.',
    ]);
  });

  test('after the fix-by date: for the month after the next', () => {
    const asOf = '2026-11-29T06:00:00Z';
    const snapshots = [...costFacts().snapshots, { asOf, billable: 500, unknown: 0 }];
    expect(told(costOf({ asOf, snapshots })).slice(1, 3)).toEqual([
      'Too late for Tue 1 Dec 2026: that had to be fixed by Fri 27 Nov 2026.',
      expect.stringMatching(/^\$950\.00 a month .* from Fri 1 Jan 2027 on, .* fix by Wed 30 Dec 2026$/),
    ]);
  });

  test('a prepaid year: nothing before the renewal', () => {
    const snapshots = [{ asOf: '2026-01-15T06:00:00Z', billable: 500, unknown: 0 }, ...costFacts().snapshots.slice(3)];
    expect(told(costOf({ settings: annual, ...own, snapshots })).slice(0, 2)).toEqual([
      'The year is paid for 500 users until Mon 1 Mar 2027; nothing to save before.',
      '$12,000.00 a year still avoidable at the renewal of Mon 1 Mar 2027, for 300 accounts; counted on Sat 30 Jan 2027, fix by Fri 29 Jan 2027',
    ]);
    expect(told(costOf({ settings: annual, ...own, snapshots, avoidable: 50 }))[1]).toBe(
      'At the renewal of Mon 1 Mar 2027 50 accounts fewer save nothing.',
    );
  });

  test('an upgrade of a prepaid year', () => {
    expect(told(costOf({ settings: annual, ...own }))[0]).toMatch(
      /^The year is paid for 500 users until Mon 1 Mar 2027, \$3,\d{3}\.\d\d of it locked in for upgrades/,
    );
  });

  test.each([
    [
      'Enterprise',
      billedBy({ kind: 'enterprise', why: 'Guard comes with Jira Enterprise' }),
      own,
      /^Nothing is paid for these users: Guard comes with Jira Enterprise\.$/,
    ],
    [
      'before Enterprise',
      billedBy({ kind: 'monthly' }, { kind: 'enterprise', from: '2026-12-01' }),
      {},
      /^What comes next is charged by no count\.$/,
    ],
    ['no price', { timeZone: 'UTC' }, { ...own, asOf: '2017-03-01T00:00:00Z' }, /^No price is known for 500 users/],
    ['nobody has said', { timeZone: 'UTC' }, own, /^Not yet: enter one invoice/],
  ])('%s', (_, settings, changes, words) => {
    expect(told(costOf({ settings, ...changes }))).toContainEqual(expect.stringMatching(words));
  });
});

test('what stands beside: peak, sizes, sources, missing quotes, external users, tax', () => {
  const facts = costFacts();
  const gone = { asOf: '2026-11-22T06:00:00Z', billable: 420, unknown: 0 };
  const quotes = [...facts.quotes, { date: '2026-11-20', quantity: 600, amount: '2000', currency: 'USD' }];
  const cost = costOf({
    settings: billedBy({ kind: 'monthly', taxPercent: 19 }),
    snapshots: [...facts.snapshots.slice(0, 3), gone],
    quotes,
    external: [{ date: '2026-09-03', users: 0, origin: 'number' }],
    avoidable: 100,
  });
  expect(told(cost)).toEqual(
    expect.arrayContaining([
      'Now 420 users; at most 500 in this period, on 18 Nov.',
      'The quoted size of 500 has room for 80 more; 81 more need 600, $250.00 more.',
      'By your invoice of Nov 2026, your quote of Fri 20 Nov 2026 and list 2023, unverified; before tax of 19 %. External users: none (as of Thu 3 Sept 2026).',
      'Ask for a quote of 420 and 320 users: only a public list prices it.',
    ]),
  );
});

describe('the headline', () => {
  test.each([
    ['a month', {}, ['billed so far this period 500', 'Premium: not bought']],
    ['a year', { settings: annual, ...own }, ['paid for 500 until 1 Mar', 'Premium: not bought']],
    [
      'with Premium',
      { settings: billedBy({ kind: 'monthly', unitPrice: 4, premium: { unitPrice: 2 } }), ...own, premiumUsers: 340 },
      ['billed so far this period 500', 'Premium: 340 by our count, $680.00 a month'],
    ],
    [
      'with Premium as it is billed',
      { settings: billedBy({ kind: 'enterprise', premium: { quantity: 350 } }), ...own, premiumUsers: 340 },
      ['Premium: 350 billed, 340 by our count'],
    ],
    ['nobody has said', own, []],
  ])('%s', (_, changes, phrases) => {
    expect(moneyPhrases(costOf(changes), formats)).toEqual(phrases);
  });
});

describe('the first terminal', () => {
  test('without a bill: how to enter one, and the list', () => {
    expect(moneyBlock(ROUGH_COST, '2026-11-23T06:00:00Z', formats).join('\n')).toBe(
      `Money: not yet. Give me one invoice, and the price your billing page shows for
500:
      billable-drift invoice add --period 2026-11 --quantity USERS \\
        --amount AMOUNT --currency USD
      billable-drift quote add --quantity 500 --amount AMOUNT --currency USD
      (list 2023, unverified: these 300 = $950 a month, or $9,500 a year
      prepaid)`,
    );
  });

  test('nothing avoidable: what all cost', () => {
    const [last] = moneyBlock(costOf({ ...own, avoidable: 0 }), '2026-11-23T06:00:00Z', formats).slice(-1);
    expect(last?.replaceAll(/\s+/g, ' ')).toContain('all 500 = $1,750 a month, or $17,500 a year prepaid');
  });

  test('with a contract: the same figures as the mail', () => {
    expect(moneyBlock(costOf(), '2026-11-23T06:00:00Z', formats).slice(0, 2)).toEqual([
      'Money',
      '    $411.67  locked in already: 300 first seen 18 Nov (13 of 30 days), on the\n             invoice of 1 Dec',
    ]);
  });
});
