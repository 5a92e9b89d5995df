import { describe, expect, test } from '@jest/globals';
import { externalPolicy } from '../../../core/options/external-policy.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { blockersOf, cautionsOf, type SubjectChanges, subject } from '../../subjects.ts';

test('an external user can be under a non-billable policy, which hits all of them', () => {
  const about = subject({ relation: 'external-user' });
  expect(judgeOption(externalPolicy, about)).toMatchObject({ feasible: true, approval: 'security-approver' });
  expect(cautionsOf(externalPolicy, about)).toEqual(['hits-all-external-users']);
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['a claimed account', { relation: 'managed' }, 'does-not-apply not-an-external-user'],
    ['not allowed', { organization: { allowedOptions: ['deactivate'] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(externalPolicy, subject({ relation: 'external-user', ...changes }))).toEqual([blocker]);
  });
});
