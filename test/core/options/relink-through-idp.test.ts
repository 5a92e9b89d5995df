import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../core/inspection.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { RELINK_MOST, relinkThroughIdp } from '../../../core/options/relink-through-idp.ts';
import { blockersOf, cautionsOf, LEFT, LOCAL, type SubjectChanges, syncedSubject } from '../../subjects.ts';

const byGoogle = known({ 'email.set': { allowed: false as const, reason: 'externalDirectory.google' } });

test('a few synced accounts of which everything is known can be replaced', () => {
  expect(judgeOption(relinkThroughIdp, syncedSubject({ relinking: RELINK_MOST }))).toMatchObject({
    feasible: true,
    approval: 'approver',
    effort: { kind: 'project' },
    undo: { possible: 'partly' },
    cutOff: { makes: 'yes' },
  });
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['too many', { relinking: RELINK_MOST + 1 }, 'refused too-many-accounts'],
    ['not synced', { inspection: { management: LOCAL.management } }, 'does-not-apply not-synced'],
    ['management not known', { inspection: { management: unknown('forbidden') } }, 'missing-fact management-unknown'],
    ['roles not known', { inspection: { organizationAdmin: unknown('failed') } }, 'missing-fact administrator-unknown'],
    ['synced by Google', { inspection: { manage: byGoogle } }, 'refused google-sync'],
    ['links not read', { inspection: { scimLinks: unknown('forbidden') } }, 'missing-fact links-unknown'],
    ['no link found', { inspection: { scimLinks: known([]) } }, 'missing-fact no-link'],
    ['no admin of the IdP named', { organization: { directories: [] } }, 'missing-fact idp-admin-unknown'],
    ['has left', { presence: LEFT }, 'refused has-left'],
    ['its e-mail is hidden', { account: { email: null } }, 'refused no-email'],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(relinkThroughIdp, syncedSubject(changes))).toEqual([blocker]);
  });
});

test('single sign-on may lock people out, which is said each time; unknown requests are', () => {
  expect(cautionsOf(relinkThroughIdp, syncedSubject())).toEqual(['sso-may-lock-out']);
  const unread = syncedSubject({ inspection: { requestsReported: unknown('not-asked') } });
  expect(cautionsOf(relinkThroughIdp, unread)).toEqual(['sso-may-lock-out', 'requests-unknown']);
});

test.each([
  [known(300), '300 requests stay with the old account until the reporter is changed.'],
  [known(1), '1 request stays with the old account until the reporter is changed.'],
  [unknown('forbidden'), 'Its requests stay with the old account until the reporter is changed.'],
  [known(0), undefined],
])('requests: %j', (requestsReported, text) => {
  const { consequences } = judgeOption(relinkThroughIdp, syncedSubject({ inspection: { requestsReported } }));
  expect(consequences.find(({ effect }) => effect === 'requests-stay-behind')?.text).toBe(text);
});

describe('the order of the steps', () => {
  const { steps } = judgeOption(relinkThroughIdp, syncedSubject());
  const at = (word: string) => steps.findIndex(({ text }) => text.includes(word));

  test('unlink, ask again, change the address, pause, sync, canary, the rest, requests, disable', () => {
    const order = [
      '/unlink',
      'manage again',
      'Change the e-mail',
      'pause the',
      'on demand',
      'logs in once',
      'the rest',
      'Change the reporter',
      'Disable',
    ].map(at);
    expect(order.every((position) => position >= 0)).toBe(true);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  test('nobody is waited for while provisioning is paused', () => {
    const paused = steps.slice(at('pause the') + 1, at('start the'));
    expect(paused.filter(({ who }) => who === 'holder')).toEqual([]);
  });
});
