import { describe, expect, test } from '@jest/globals';
import { unknown } from '../../../core/inspection.ts';
import { atlassianSupport } from '../../../core/options/atlassian-support.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { blockersOf, cautionsOf, LEFT, LOCAL, type SubjectChanges, syncedSubject } from '../../subjects.ts';

test('a synced account can be deleted and created anew by Atlassian, which cannot be undone', () => {
  expect(judgeOption(atlassianSupport, syncedSubject())).toMatchObject({
    feasible: true,
    effort: { kind: 'request' },
    undo: { possible: 'no' },
    cutOff: { makes: 'depends' },
  });
  expect(cautionsOf(atlassianSupport, syncedSubject())).toEqual(['address-blocked']);
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['not synced', { inspection: { management: LOCAL.management } }, 'does-not-apply not-synced'],
    ['management not known', { inspection: { management: unknown('forbidden') } }, 'missing-fact management-unknown'],
    ['roles not known', { inspection: { organizationAdmin: unknown('failed') } }, 'missing-fact administrator-unknown'],
    ['has left', { presence: LEFT }, 'refused has-left'],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(atlassianSupport, syncedSubject(changes))).toEqual([blocker]);
  });
});

test('what it does to the person is said', () => {
  const { consequences } = judgeOption(atlassianSupport, syncedSubject());
  expect(consequences.map(({ effect }) => effect)).toEqual([
    'two-weeks-without-portal',
    'boards-gone',
    'requests-stay-behind',
    'history-stays-behind',
  ]);
});
