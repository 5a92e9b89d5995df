import { describe, expect, test } from '@jest/globals';
import { unknown } from '../../../core/inspection.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { leaveOrDeleteWorkspace } from '../../../core/options/leave-or-delete-workspace.ts';
import { access } from '../../accounts.ts';
import { blockersOf, cautionsOf, LEFT, type SubjectChanges, subject, syncedSubject } from '../../subjects.ts';

const trello = access('trello');

test('the holder of a Trello workspace can be asked, synced or not, known or not', () => {
  const unknownManagement = subject({ inspection: { management: unknown('not-asked') } });
  for (const about of [subject(), syncedSubject(), unknownManagement]) {
    expect(judgeOption(leaveOrDeleteWorkspace, about)).toMatchObject({
      feasible: true,
      approval: 'approver',
      effort: { kind: 'asking' },
      undo: { possible: 'partly' },
      cutOff: { makes: 'depends' },
    });
  }
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    [
      'no workspace, but a site of somebody else',
      { account: { access: [access('confluence', 'agency-x.atlassian.net')] } },
      'does-not-apply no-workspace',
    ],
    ['a product you pay for on purpose', { account: { access: [access('bitbucket')] } }, 'does-not-apply no-workspace'],
    [
      'a site of somebody else besides',
      { account: { access: [trello, access('confluence', 'agency-x.atlassian.net')] } },
      'refused other-access-remains',
    ],
    [
      'your sandbox besides',
      { account: { access: [trello, access('confluence', 'contoso-sandbox-215.atlassian.net')] } },
      'refused other-access-remains',
    ],
    [
      'a product nobody knows besides',
      { account: { access: [trello, access('new-product')] } },
      'refused other-access-remains',
    ],
    ['its e-mail is hidden', { account: { email: null } }, 'refused no-email'],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(leaveOrDeleteWorkspace, subject(changes))).toEqual([blocker]);
  });
});

test('that leaving is enough is only inferred for products other than Trello', () => {
  expect(cautionsOf(leaveOrDeleteWorkspace, subject())).toEqual(['owners-unknown']);
  const loom = subject({ account: { access: [trello, access('loom')] } });
  expect(cautionsOf(leaveOrDeleteWorkspace, loom)).toEqual(['owners-unknown', 'leaving-inferred']);
});

test('only deleting loses boards, and silence deletes nothing', () => {
  const { consequences, steps, personText } = judgeOption(leaveOrDeleteWorkspace, subject());
  expect(consequences.map(({ effect }) => effect)).toEqual(['leaves', 'deletion-loses-boards', 'silence-keeps']);
  expect(steps.find(({ text }) => text.includes('delete the workspace'))?.who).toBe('holder');
  expect(personText).toContain('Nothing is deleted because you do not answer');
});

test("a leaver's account is taken over instead of asked", () => {
  const { steps } = judgeOption(leaveOrDeleteWorkspace, subject({ presence: LEFT }));
  expect(steps).toEqual([expect.objectContaining({ who: 'organization admin' })]);
});

test('a product nobody knows is not repeated in texts', () => {
  const { blockers } = judgeOption(leaveOrDeleteWorkspace, subject({ account: { access: [trello, access('<b>x')] } }));
  expect(blockers[0]?.why).toBe('leaving the workspace changes nothing: another product keeps it billable');
});
