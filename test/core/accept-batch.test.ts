import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Batch, findBatch, keepDays } from '../../core/accept-batch.ts';
import { contractSchema } from '../../core/billing/contract.ts';
import { decidePlan } from '../../core/decide-plan.ts';
import { EXPOSURES } from '../../core/exposure.ts';
import type { OptionSubject } from '../../core/options/option.ts';
import { access } from '../accounts.ts';
import { anyExclusions, anySubjects, exclusionOf, subject } from '../subjects.ts';

const prices = { kind: 'unpriced', why: 'not asked here' } as const;

function batchOf(name: string, subjects: readonly OptionSubject[], excluded: readonly string[] = []): Batch {
  const exclusions = new Map(excluded.map((id) => [id, exclusionOf(id)]));
  const { recommendations, plan } = decidePlan({
    ...{ subjects, exclusions, billable: subjects.length, prices, target: { kind: 'all-avoidable' } },
  });
  return findBatch(name, recommendations, plan);
}

const one = (accountId: string, ...reached: ReturnType<typeof access>[]) =>
  subject({ account: { accountId, access: reached } });
const everyone = [
  one('t1', access('trello')),
  one('t2', access('trello')),
  one('l1', access('loom')),
  one('x1', access('confluence', 'agency-x.atlassian.net')),
  one('agent', access('jira-service-desk', 'contoso.atlassian.net'), access('trello')),
];

describe('a batch is', () => {
  test.each<[string, readonly string[]]>([
    ['1', ['t1', 't2']],
    ['trello', ['t1', 't2']],
    ['Trello', ['t1', 't2']],
    ['self-signup', ['l1', 't1', 't2']],
    ['agency-x.atlassian.net', ['x1']],
    ['Confluence', ['x1']],
  ])('%s', (name, accountIds) => {
    expect(batchOf(name, everyone)).toEqual({ kind: 'accounts', accountIds });
  });

  test.each([['sandbox-only'], ['licensed'], ['jira-service-desk'], ['contoso.atlassian.net']])(
    '%s: nobody who could be targeted',
    (name) => expect(batchOf(name, everyone)).toEqual({ kind: 'nobody' }),
  );

  test('nobody once all of them are kept', () => {
    expect(batchOf('loom', everyone, ['l1'])).toEqual({ kind: 'nobody' });
  });

  test.each([['0'], ['99']])('line %s: there is no such line', (name) => {
    expect(batchOf(name, everyone)).toEqual({ kind: 'unknown', names: ['1 to 3'] });
  });

  test('a name that nothing goes by: what there is', () => {
    expect(batchOf('marketing', everyone)).toMatchObject({
      ...{
        kind: 'unknown',
        names: [
          '1 to 3',
          'self-signup',
          'trello',
          'loom',
          expect.anything(),
          expect.anything(),
          'agency-x.atlassian.net',
        ],
      },
    });
    expect(batchOf('trello', [])).toEqual({ kind: 'unknown', names: [] });
  });

  test('property: never somebody who is kept, protected, unknown or paid for on purpose', () => {
    fc.assert(
      fc.property(anySubjects, anyExclusions, fc.constantFrom(...EXPOSURES, 'trello', '1'), (subjects, kept, name) => {
        const { recommendations, plan } = decidePlan({
          ...{ subjects, exclusions: kept, billable: subjects.length, prices, target: { kind: 'all-avoidable' } },
        });
        const batch = findBatch(name, recommendations, plan);
        const members = batch.kind === 'accounts' ? batch.accountIds : [];
        for (const each of recommendations.filter(({ kind }) => kind === 'left-alone')) {
          expect(members).not.toContain(each.subject.account.accountId);
        }
        expect(new Set(members).size).toBe(members.length);
      }),
    );
  });
});

describe('accounts are kept until', () => {
  const ratesOf = (...terms: object[]) => ({
    ...{ contract: contractSchema.parse({ currency: 'USD', terms }), invoices: [], quotes: [], list: null },
  });
  const annual = { kind: 'annual', from: '2026-03-01', renewal: '2027-03-01', quoteLeadDays: 30 };
  test.each([
    ['a quarter without a contract', null, '2026-11-24', '2027-02-22', '2027-11-25'],
    [
      'a quarter by the month',
      ratesOf({ kind: 'monthly', from: '2026-01-01' }),
      '2026-11-24',
      '2027-02-22',
      '2027-11-25',
    ],
    ['the renewal', ratesOf(annual), '2026-11-24', '2027-03-01', '2027-03-01'],
    ['the renewal after, once its count is over', ratesOf(annual), '2027-02-10', '2028-03-01', '2028-03-01'],
  ])('%s', (_, rates, today, usual, latest) => {
    expect(keepDays(rates, today)).toMatchObject({ usual, latest });
  });
});
