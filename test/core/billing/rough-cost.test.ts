import { describe, expect, test } from '@jest/globals';
import { decimalOf } from '../../../core/billing/money.ts';
import { costOfPremium, countsForPremium } from '../../../core/billing/premium.ts';
import { roughCost } from '../../../core/billing/rough-cost.ts';
import { access, agent } from '../../accounts.ts';
import { LIST_2018, LIST_2023 } from './books.ts';
import { contractOf } from './contracts.ts';

test('the first terminal of EXAMPLES: 300 of 500 by the list of 2023', () => {
  const cost = roughCost(LIST_2023, 500, 300);
  expect(cost && [cost.avoidable.month, cost.avoidable.year, cost.year].map(decimalOf)).toEqual([
    '950.00',
    '9500.00',
    '17500.00',
  ]);
  expect(cost?.list).toBe('list 2023');
});

test('a list that ends below the count says nothing', () => {
  expect(roughCost({ ...LIST_2018, bands: [{ from: 1, to: 250, unitPrice: '3' }] }, 251, 0)).toBeNull();
});

describe('who counts for Guard Premium', () => {
  test.each([
    ['Jira', { access: [access('jira-software', 'contoso.atlassian.net')] }, true],
    ['Confluence, though in a non-billable policy', { billable: 'not-billable', access: [access('confluence')] }, true],
    ['only Jira Service Management', {}, false],
    ['only Trello and Bitbucket', { access: [access('trello'), access('bitbucket')] }, false],
    ['only Jira Product Discovery', { access: [access('jira-product-discovery')] }, false],
    ['deactivated', { status: 'inactive', access: [access('jira-software')] }, false],
    ['an app', { type: 'app', access: [access('jira-software')] }, false],
  ] as const)('%s', (_, changes, expected) => {
    expect(countsForPremium(agent(changes))).toBe(expected);
  });
});

describe('Guard Premium is a line of its own', () => {
  const [bought, unpriced, none] = [{ unitPrice: '6.50' }, {}, undefined].map(
    (premium) => contractOf({ kind: 'enterprise', premium }).terms[0],
  );
  test('at the price of the contract, by our count', () => {
    const cost = bought && costOfPremium('USD', bought, 8000);
    expect(cost).toMatchObject({ users: 8000, amount: { minor: 5_200_000 } });
    expect(cost?.assumptions).toHaveLength(1);
  });

  test('or by the quantity that the invoice says', () => {
    const [term] = contractOf({ kind: 'monthly', premium: { unitPrice: '6.50', quantity: 8100 } }).terms;
    expect(term && costOfPremium('USD', term, 8000)).toEqual({
      users: 8000,
      quantity: 8100,
      amount: { currency: 'USD', minor: 5_265_000 },
      assumptions: [],
    });
  });

  test('without a price only the count, and that is said', () => {
    expect(unpriced && costOfPremium('USD', unpriced, 8000)).toMatchObject({
      amount: null,
      assumptions: [expect.anything(), 'Guard Premium: your contract names no unit price'],
    });
  });

  test('not bought, no line', () => {
    expect(none && costOfPremium('USD', none, 8000)).toBeNull();
  });
});
