import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMoney } from '../../core/billing/money.ts';
import { PRICE_LISTS } from '../../core/billing/price-lists.ts';
import { decidePlan } from '../../core/decide-plan.ts';
import { unknown } from '../../core/inspection.ts';
import type { OptionSubject } from '../../core/options/option.ts';
import { planPrices } from '../../core/plan-prices.ts';
import { type PlanRecord, planRecordSchema, recordPlan } from '../../core/record-plan.ts';
import { access } from '../accounts.ts';
import { anyExclusions, anySubjects, LEFT, type SubjectChanges, SYNCED, subject } from '../subjects.ts';

const LIST = PRICE_LISTS.at(-1);
if (!LIST) throw new Error('there is no list');
const prices = planPrices(null, LIST, '2026-11-23', { most: 500, least: 0, external: 0 });

function recorded(
  subjects: readonly OptionSubject[],
  exclusions: Parameters<typeof decidePlan>[0]['exclusions'] = new Map(),
): PlanRecord {
  const billable = subjects.filter(({ account }) => account.billable === 'billable').length;
  const decided = decidePlan({ subjects, exclusions, billable, prices, target: { kind: 'all-avoidable' } });
  return recordPlan({ ...decided, prices, fixBy: null, people: null, inspection: { state: 'ended', why: null } });
}

const many = (count: number, prefix: string, changes: SubjectChanges = {}) =>
  Array.from({ length: count }, (_, index) =>
    subject({
      ...changes,
      account: { ...changes.account, accountId: `${prefix}${index}`, email: `${prefix}${index}@contoso.com` },
    }),
  );

const minor = (text: string | null) => (text === null ? Number.NaN : (readMoney(text, 'USD')?.minor ?? Number.NaN));

test('holds counts, reasons and money, and neither a name, nor an e-mail, nor an account id', () => {
  const record = recorded([
    ...many(200, 'agent', { account: { access: [access('jira-service-desk', 'contoso.atlassian.net')] } }),
    ...many(300, 'customer'),
  ]);
  expect(record).toMatchObject({
    groups: [
      { remedy: 'non-billable-policy', accounts: 300, savesPerMonth: '950.00', savesPerYear: '9500.00', undo: 'yes' },
    ],
    billableAfter: 200,
    money: { kind: 'priced', currency: 'USD', basis: 'rough', source: 'list 2023, unverified' },
    remains: [],
  });
  expect(planRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(JSON.stringify(record)).not.toMatch(/@|agent1|customer1|Ada/);
});

test('savings of its groups add up to those of the whole, whoever the accounts are', () => {
  fc.assert(
    fc.property(anySubjects, anyExclusions, (subjects, exclusions) => {
      const { groups, savesPerMonth, savesPerYear } = recorded(subjects, exclusions);
      expect(groups.reduce((sum, group) => sum + minor(group.savesPerMonth), 0)).toBe(minor(savesPerMonth));
      expect(groups.reduce((sum, group) => sum + minor(group.savesPerYear), 0)).toBe(minor(savesPerYear));
    }),
  );
});

test('of many small groups the first twenty are kept, the accounts of the rest are counted', () => {
  const sites = Array.from({ length: 25 }, (_, index) => `vendor-${index}.atlassian.net`);
  const subjects = sites.map((site, index) =>
    subject({ account: { accountId: `a${index}`, access: [access('confluence', site)] } }),
  );
  const { groups, other } = recorded(subjects);
  expect([groups.length, other]).toEqual([20, 5]);
});

test('what was not learnt is told of the accounts in question only', () => {
  const planned = many(5, 'agent', {
    account: { access: [access('confluence', 'contoso.atlassian.net')] },
    inspection: { policy: unknown('not-asked') },
  });
  const { inspection } = recorded([
    ...planned,
    ...many(3, 'customer', { inspection: { policy: unknown('forbidden') } }),
  ]);
  expect(inspection.gaps).toEqual([{ fact: 'policy', why: 'forbidden', accounts: 3 }]);
});

test('ways: what is open, what may be, and what would have to be found out', () => {
  const unasked = { management: unknown('forbidden'), organizationAdmin: unknown('forbidden') } as const;
  const { ways } = recorded([...many(2, 'local'), ...many(3, 'unasked', { inspection: unasked })]);
  expect(ways).toContainEqual(
    expect.objectContaining({ option: 'leave-or-delete-workspace', accounts: 5, perhaps: 0 }),
  );
  expect(ways).toContainEqual(
    expect.objectContaining({
      option: 'non-billable-policy',
      accounts: 2,
      perhaps: 3,
      how: [expect.stringContaining('read:directories:admin')],
    }),
  );
  expect(ways).toContainEqual({
    option: 'deactivate',
    accounts: 0,
    perhaps: 0,
    how: expect.arrayContaining(['give a people file: --people FILE']),
  });
});

test('a leaver whom the identity provider still holds is a line of its own', () => {
  const { groups } = recorded([
    subject({ presence: LEFT }),
    subject({ account: { accountId: 'b' }, presence: LEFT }, SYNCED),
  ]);
  expect(groups.map(({ remedy }) => remedy)).toEqual(['deactivate', 'orphaned-link']);
});
