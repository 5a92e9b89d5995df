import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../core/inspection.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { narrowSync } from '../../../core/options/narrow-sync.ts';
import { blockersOf, cautionsOf, LEFT, LOCAL, type SubjectChanges, syncedSubject } from '../../subjects.ts';

const byGoogle = known({ 'email.set': { allowed: false as const, reason: 'externalDirectory.google' } });
const dir = (id: string) => ({ directoryId: id, scimUserId: 's' });

test('a synced account of which everything is known can be taken out of the sync', () => {
  expect(judgeOption(narrowSync, syncedSubject())).toMatchObject({
    feasible: true,
    approval: 'security-approver',
    undo: { possible: 'yes' },
    cutOff: { makes: 'yes' },
  });
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['not synced', { inspection: { management: LOCAL.management } }, 'does-not-apply not-synced'],
    ['management not known', { inspection: { management: unknown('forbidden') } }, 'missing-fact management-unknown'],
    ['roles not known', { inspection: { organizationAdmin: unknown('failed') } }, 'missing-fact administrator-unknown'],
    ['synced by Google', { inspection: { manage: byGoogle } }, 'refused google-sync'],
    [
      'a directory of Google',
      { organization: { directories: [{ id: 'dir-1', idp: 'google', admin: 'idp@contoso.com' }] } },
      'refused google-sync',
    ],
    ['links not read', { inspection: { scimLinks: unknown('forbidden') } }, 'missing-fact links-unknown'],
    ['no link found', { inspection: { scimLinks: known([]) } }, 'missing-fact no-link'],
    ['a directory nobody named', { organization: { directories: [] } }, 'missing-fact idp-admin-unknown'],
    [
      'a directory without its admin',
      { organization: { directories: [{ id: 'dir-1', idp: 'okta' }] } },
      'missing-fact idp-admin-unknown',
    ],
    [
      'one of two directories nobody named',
      { inspection: { scimLinks: known([dir('dir-1'), dir('dir-2')]) } },
      'missing-fact idp-admin-unknown',
    ],
    ['has left', { presence: LEFT }, 'refused has-left'],
    ['its e-mail is hidden', { account: { email: null } }, 'refused no-email'],
    ['no policy is named', { organization: { nonBillablePolicyId: null } }, 'missing-fact no-policy-id'],
    [
      'in a non-billable policy already',
      { inspection: { policy: known({ id: null, name: null, type: 'non-billable' }) } },
      'does-not-apply in-policy-already',
    ],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: ['non-billable-policy'] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(narrowSync, syncedSubject(changes))).toEqual([blocker]);
  });
});

test('it needs two working days: the canary, then the rest', () => {
  const begun = (today: string) => judgeOption(narrowSync, syncedSubject({ organization: { today } })).cutOff.makes;
  expect([begun('2026-11-25'), begun('2026-11-26'), begun('2026-11-27')]).toEqual(['yes', 'yes', 'no']);
});

test('the order is said first, and several directories are', () => {
  expect(cautionsOf(narrowSync, syncedSubject())).toEqual(['unlink-before-unassign']);
  const two = syncedSubject({ inspection: { scimLinks: known([dir('dir-1'), dir('dir-2')]) } });
  expect(cautionsOf(narrowSync, two)).toEqual(['unlink-before-unassign', 'several-directories']);
});

test('unlinking comes before the identity provider lets go, and the policy after both', () => {
  const steps = judgeOption(narrowSync, syncedSubject()).steps.map(({ text }) => text);
  const at = (word: string) => steps.findIndex((text) => text.includes(word));
  expect(at('/unlink')).toBeGreaterThan(-1);
  expect(at('/unlink')).toBeLessThan(at('Entra'));
  expect(at('Entra')).toBeLessThan(at('non-billable policy'));
});

test('what cannot be moved back is said where the policy is not known', () => {
  const about = syncedSubject({ inspection: { policy: unknown('not-offered') } });
  expect(judgeOption(narrowSync, about).undo).toMatchObject({ possible: 'partly' });
});
