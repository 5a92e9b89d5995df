import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../core/inspection.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { nonBillablePolicy } from '../../../core/options/non-billable-policy.ts';
import { access } from '../../accounts.ts';
import { ASSUMED, blockersOf, cautionsOf, LEFT, type SubjectChanges, SYNCED, subject } from '../../subjects.ts';

const jiraElsewhere = [access('jira-software', 'agency-x.atlassian.net')];

test('a local account of which everything is known can be moved', () => {
  expect(judgeOption(nonBillablePolicy, subject())).toMatchObject({
    feasible: true,
    blockers: [],
    approval: 'security-approver',
    lowersPremium: false,
    cutOff: { makes: 'yes' },
    undo: { possible: 'yes' },
  });
  expect(cautionsOf(nonBillablePolicy, subject())).toEqual([]);
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['synced by an IdP', { inspection: { management: SYNCED.management } }, 'refused managed-by-idp'],
    ['management not known', { inspection: { management: unknown('forbidden') } }, 'missing-fact management-unknown'],
    [
      'roles not known',
      { inspection: { organizationAdmin: unknown('forbidden') } },
      'missing-fact administrator-unknown',
    ],
    ['its e-mail is hidden', { account: { email: null } }, 'refused no-email'],
    ['no policy is named', { organization: { nonBillablePolicyId: null } }, 'missing-fact no-policy-id'],
    [
      'in a non-billable policy already',
      { inspection: { policy: known({ id: null, name: 'Free', type: 'non-billable' }) } },
      'does-not-apply in-policy-already',
    ],
    [
      'in that very policy already',
      { inspection: { policy: known({ id: 'policy-free', name: null, type: 'unknown' }) } },
      'does-not-apply in-policy-already',
    ],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
    [
      'judged by sites that are only assumed',
      { account: { access: jiraElsewhere }, organization: { rules: ASSUMED } },
      'missing-fact sites-assumed',
    ],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(nonBillablePolicy, subject(changes))).toEqual([blocker]);
  });

  test('all that is broken is told at once, each with its source, a missing fact with how to get it', () => {
    const broken = subject({ account: { email: null }, organization: { nonBillablePolicyId: null } });
    const { blockers } = judgeOption(nonBillablePolicy, broken);
    expect(blockers).toEqual([
      expect.objectContaining({ rule: 'no-email', source: expect.objectContaining({ certainty: 'documented' }) }),
      expect.objectContaining({ rule: 'no-policy-id', how: expect.stringContaining('nonBillablePolicyId') }),
    ]);
  });
});

describe('not forbidden, but said', () => {
  test.each<[string, SubjectChanges, readonly string[]]>([
    ['Guard Premium is bought, only Trello', { organization: { guardPremium: 'bought' } }, []],
    [
      'Guard Premium is bought, Jira',
      { account: { access: jiraElsewhere }, organization: { guardPremium: 'bought' } },
      ['premium-counts-on'],
    ],
    [
      'Guard Premium is not known, Jira',
      { account: { access: jiraElsewhere }, organization: { guardPremium: 'unknown' } },
      ['premium-counts-on'],
    ],
    ['has left', { presence: LEFT }, ['has-left']],
    ['nobody has said what is licensed', { organization: { rules: ASSUMED } }, ['licences-assumed']],
  ])('%s', (_, changes, cautions) => {
    expect(cautionsOf(nonBillablePolicy, subject(changes))).toEqual(cautions);
  });
});

test('a move from a policy that is not known cannot be undone, and that is said', () => {
  const about = subject({ inspection: { policy: unknown('not-offered') } });
  expect(judgeOption(nonBillablePolicy, about)).toMatchObject({ feasible: true, undo: { possible: 'no' } });
});
