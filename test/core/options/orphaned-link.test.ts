import { expect, test } from '@jest/globals';
import { unknown } from '../../../core/inspection.ts';
import { judgeOrphanedLink } from '../../../core/options/orphaned-link.ts';
import { LEFT, NO_SOURCE, type SubjectChanges, subject, syncedSubject } from '../../subjects.ts';

test('has left and is still synced: the identity provider ends it, or the link was left behind', () => {
  const path = judgeOrphanedLink(syncedSubject({ presence: LEFT }));
  expect(path).toMatchObject({ approval: 'approver', cutOff: { makes: 'depends' }, undo: { possible: 'yes' } });
  expect(path?.steps[0]?.who).toBe('identity provider admin');
});

test.each<[string, SubjectChanges]>([
  ['nobody says that the person has left', { presence: NO_SOURCE }],
  ['deactivation is not allowed here', { presence: LEFT, organization: { allowedOptions: ['remove-access'] } }],
  ['it may be an administrator', { presence: LEFT, inspection: { organizationAdmin: unknown('forbidden') } }],
  ['it is not active any more', { presence: LEFT, account: { status: 'inactive' } }],
])('no such path where %s', (_, changes) => {
  expect(judgeOrphanedLink(syncedSubject(changes))).toBeNull();
});

test('a local account is simply deactivated', () => {
  expect(judgeOrphanedLink(subject({ presence: LEFT }))).toBeNull();
});
