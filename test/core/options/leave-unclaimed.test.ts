import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../core/inspection.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { leaveUnclaimed } from '../../../core/options/leave-unclaimed.ts';
import { access } from '../../accounts.ts';
import { ASSUMED, blockersOf, FINDINGS, LEFT, type SubjectChanges, SYNCED, subject } from '../../subjects.ts';

test('a local account without access of yours can be unclaimed', () => {
  expect(judgeOption(leaveUnclaimed, subject())).toMatchObject({
    feasible: true,
    approval: 'security-approver',
    undo: { possible: 'partly' },
    cutOff: { makes: 'yes' },
  });
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['synced by an IdP', { inspection: { management: SYNCED.management } }, 'refused managed-by-idp'],
    ['management not known', { inspection: { management: unknown('forbidden') } }, 'missing-fact management-unknown'],
    ['roles not known', { inspection: { organizationAdmin: unknown('failed') } }, 'missing-fact administrator-unknown'],
    [
      'a seat on your site',
      { account: { access: [access('jira-software', 'contoso.atlassian.net')] } },
      'refused counts-as-external-user',
    ],
    [
      'a seat in your sandbox',
      { account: { access: [access('trello'), access('jira-software', 'contoso-sandbox-215.atlassian.net')] } },
      'refused counts-as-external-user',
    ],
    [
      'claimed again by itself',
      { organization: { findings: { ...FINDINGS, autoClaim: known('on') } } },
      'refused auto-claimed-again',
    ],
    [
      'nobody looked whether it is',
      { organization: { findings: { ...FINDINGS, autoClaim: unknown('not-asked') } } },
      'missing-fact auto-claim-unknown',
    ],
    ['has left', { presence: LEFT }, 'refused has-left'],
    ['its e-mail is hidden', { account: { email: null } }, 'refused no-email'],
    [
      'judged by sites that are only assumed',
      { account: { access: [access('confluence', 'a.atlassian.net')] }, organization: { rules: ASSUMED } },
      'missing-fact sites-assumed',
    ],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(leaveUnclaimed, subject(changes))).toEqual([blocker]);
  });
});
