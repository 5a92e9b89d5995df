import { describe, expect, test } from '@jest/globals';
import { unknown } from '../../../core/inspection.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { removeAccess } from '../../../core/options/remove-access.ts';
import { access } from '../../accounts.ts';
import { ASSUMED, blockersOf, cautionsOf, type SubjectChanges, SYNCED, subject } from '../../subjects.ts';

const site = 'contoso.atlassian.net';
const idleSeat = [access('jira-software', site, '2026-01-15')];
const usedSeat = [access('jira-software', site)];
const idle = (changes: SubjectChanges = {}) =>
  subject({ ...changes, account: { access: idleSeat, ...changes.account } });

describe('access that is not used can be removed', () => {
  test.each<[string, SubjectChanges]>([
    ['idle for 180 days', {}],
    ['only in your sandbox', { account: { access: [access('confluence', 'contoso-sandbox-215.atlassian.net')] } }],
    ['never used, for 30 days', { account: { access: usedSeat }, inspection: { activity: { state: 'never' } } }],
    ['idle, synced: then the group may be the identity provider’s', { inspection: SYNCED }],
  ])('%s', (_, changes) => {
    const verdict = judgeOption(removeAccess, idle(changes));
    expect(verdict).toMatchObject({ feasible: true, undo: { possible: 'yes' }, cutOff: { makes: 'yes' } });
    expect(verdict.consequences.map(({ effect }) => effect)).toEqual(['loses-product', 'frees-seat']);
  });
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['in use', { account: { access: usedSeat } }, 'refused in-use'],
    [
      'no date',
      { account: { access: usedSeat }, inspection: { activity: { state: 'unknown', why: 'no-date' } } },
      'missing-fact activity-unknown',
    ],
    [
      'younger than 30 days',
      { account: { access: usedSeat }, inspection: { activity: { state: 'unknown', why: 'too-young' } } },
      'missing-fact activity-unknown',
    ],
    ['Trello besides', { account: { access: [...idleSeat, access('trello')] } }, 'refused other-access-remains'],
    ['only Trello', { account: { access: [access('trello')] } }, 'does-not-apply no-access-of-ours'],
    ['roles not known', { inspection: { organizationAdmin: unknown('failed') } }, 'missing-fact administrator-unknown'],
    ['sites only assumed', { organization: { rules: ASSUMED } }, 'missing-fact sites-assumed'],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(removeAccess, idle(changes))).toEqual([blocker]);
  });
});

test('groups may come from the identity provider, unless the account is known to be local', () => {
  expect(cautionsOf(removeAccess, idle())).toEqual([]);
  expect(cautionsOf(removeAccess, idle({ inspection: SYNCED }))).toEqual(['groups-from-idp']);
  expect(cautionsOf(removeAccess, idle({ inspection: { management: unknown('failed') } }))).toEqual([
    'groups-from-idp',
  ]);
});

test('it also lowers Guard Premium, which counts Jira and Confluence', () => {
  expect(judgeOption(removeAccess, idle()).lowersPremium).toBe(true);
});
