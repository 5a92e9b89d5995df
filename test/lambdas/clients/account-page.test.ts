import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { readAccounts, readPage } from '../../../lambdas/clients/atlassian/account-page.ts';

const perfect = {
  account_id: '557058:00000000-0000-4000-8000-000000000001',
  account_type: 'atlassian',
  account_status: 'active',
  name: 'Example Person',
  picture: 'https://example.invalid/a.png',
  email: 'x001@example.com',
  access_billable: true,
  last_active: '2025-12-03T13:10:59.759Z',
  product_access: [
    { key: 'jira-software', name: 'Jira', url: 'Tenant-One.atlassian.net', last_active: '2025-12-03T13:10:59.759Z' },
    { key: 'trello', name: 'Trello' },
  ],
  links: { self: null },
};

function account(change: object) {
  const page = readPage({ data: [{ ...perfect, ...change }], meta: { total: 1 }, links: {} }, 'page 1');
  return readAccounts(page, 'page 1')[0];
}

test('a perfect row', () => {
  expect(account({})).toEqual({
    accountId: perfect.account_id,
    type: 'atlassian',
    status: 'active',
    billable: 'billable',
    name: 'Example Person',
    email: 'x001@example.com',
    lastActive: '2025-12-03T13:10:59.759Z',
    access: [
      { product: 'jira-software', site: 'tenant-one.atlassian.net', lastActive: '2025-12-03T13:10:59.759Z' },
      { product: 'trello', site: null, lastActive: 'never' },
    ],
  });
});

describe('what Atlassian leaves out or adds', () => {
  test.each([
    ['no flag is unknown', { access_billable: undefined }, { billable: 'unknown' }],
    ['a null flag is unknown', { access_billable: null }, { billable: 'unknown' }],
    ['false is not billable', { access_billable: false }, { billable: 'not-billable' }],
    ['no e-mail', { email: undefined }, { email: null }],
    ['no last activity is never', { last_active: undefined }, { lastActive: 'never' }],
    ['an unreadable date is unknown', { last_active: 'yesterday' }, { lastActive: 'unknown' }],
    ['no products', { product_access: undefined }, { access: [] }],
    ['a new type passes', { account_type: 'agent' }, { type: 'agent' }],
    ['a new status passes', { account_status: 'frozen' }, { status: 'frozen' }],
    [
      'a new product passes',
      { product_access: [{ key: 'rovo' }] },
      { access: [{ product: 'rovo', site: null, lastActive: 'never' }] },
    ],
    ['new fields are ignored', { surprise: 1 }, { name: 'Example Person' }],
  ])('%s', (_, change, expected) => {
    expect(account(change)).toMatchObject(expected);
  });
});

describe('a shape that is not the documented one names page, row and field', () => {
  test.each([
    [{ account_id: undefined }, /^page 1: row 1 does not have the documented shape \(account_id:/],
    [{ account_id: 'a b' }, /\(account_id:/],
    [{ access_billable: 'yes' }, /\(access_billable:/],
    [{ product_access: {} }, /\(product_access:/],
  ])('%j', (change, message) => {
    expect(() => account(change)).toThrow(message);
  });

  test.each([[null], [{}], [{ data: {} }], [{ data: [], meta: { total: 'many' } }]])('page %j', (body) => {
    expect(() => readPage(body, 'page 2')).toThrow(/^page 2: the answer does not have the documented shape/);
  });
});

test.each([
  [{ data: [] }, null, null],
  [{ data: [], meta: null, links: null }, null, null],
  [{ data: [], meta: { total: 5 }, links: { next: null } }, 5, null],
  [{ data: [], meta: { total: 5 }, links: { next: '' } }, 5, null],
  [{ data: [], meta: { total: 5 }, links: { next: '?cursor=a' } }, 5, '?cursor=a'],
])('page %j has total %p and next %p', (body, total, next) => {
  expect(readPage(body, 'page 1')).toMatchObject({ total, next });
});

const samples = process.env.ATLASSIAN_SPECS ? `${process.env.ATLASSIAN_SPECS}/../samples` : null;
(samples ? test : test.skip)('the documented shape is read (ATLASSIAN_SPECS names the folder)', async () => {
  const body: unknown = JSON.parse(await readFile(`${samples}/org_v1_users_page.shape.json`, 'utf8'));
  const accounts = readAccounts(readPage(body, 'page 1'), 'page 1');
  expect(accounts.map(({ billable, lastActive }) => [billable, lastActive])).toEqual([
    ['billable', '2025-12-03T13:10:59.759Z'],
    ['not-billable', 'never'],
  ]);
});
