import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../core/inspection.ts';
import { deactivate } from '../../../core/options/deactivate.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import type { Presence } from '../../../core/people.ts';
import { blockersOf, cautionsOf, HERE, LEFT, NO_SOURCE, type SubjectChanges, SYNCED, subject } from '../../subjects.ts';

const leaver = (changes: SubjectChanges = {}) =>
  subject({ presence: LEFT, ...changes, account: { lastActive: '2026-10-20T08:00:00Z', ...changes.account } });
const guess = (why: 'not-listed' | 'no-email' | 'contradictory'): Presence => ({ ...NO_SOURCE, why });

test('the local account of somebody who has left can be deactivated, and activated again', () => {
  expect(judgeOption(deactivate, leaver())).toMatchObject({
    feasible: true,
    cautions: [],
    approval: 'approver',
    undo: { possible: 'yes' },
    cutOff: { makes: 'yes' },
  });
});

describe('one thing broken', () => {
  test.each<[string, SubjectChanges, string]>([
    ['no source', { presence: NO_SOURCE }, 'missing-fact left-unknown'],
    ['not on the list', { presence: guess('not-listed') }, 'missing-fact left-unknown'],
    ['cannot be looked up', { presence: guess('no-email') }, 'missing-fact left-unknown'],
    ['two answers', { presence: guess('contradictory') }, 'missing-fact left-unknown'],
    ['a mail came back: only a hint', { presence: { ...NO_SOURCE, mailBounced: true } }, 'missing-fact left-unknown'],
    ['works here', { presence: HERE }, 'refused not-left'],
    ['synced by an IdP', { inspection: SYNCED }, 'refused managed-by-idp'],
    ['management not known', { inspection: { management: unknown('forbidden') } }, 'missing-fact management-unknown'],
    ['roles not known', { inspection: { organizationAdmin: unknown('failed') } }, 'missing-fact administrator-unknown'],
    [
      'Atlassian refuses it',
      { inspection: { manage: known({ 'lifecycle.enablement': { allowed: false, reason: 'administrative' } }) } },
      'refused deactivation-refused',
    ],
    ['owns trial sites', { inspection: { ownsTrialSites: known(true) } }, 'refused owns-trial-sites'],
    ['deactivated already', { account: { status: 'inactive' } }, 'does-not-apply not-active'],
    ['an external user', { relation: 'external-user' }, 'does-not-apply not-a-managed-account'],
    ['not allowed', { organization: { allowedOptions: [] } }, 'not-allowed option-not-allowed'],
  ])('%s', (_, changes, blocker) => {
    expect(blockersOf(deactivate, leaver(changes))).toEqual([blocker]);
  });
});

describe('not forbidden, but said', () => {
  test.each<[string, SubjectChanges, string]>([
    ['never asked whether it may', { inspection: { manage: unknown('not-asked') } }, 'manage-not-asked'],
    ['trial sites not known', { inspection: { ownsTrialSites: unknown('not-offered') } }, 'trial-sites-unknown'],
    ['used after the last day', { account: { lastActive: '2026-11-02T08:00:00Z' } }, 'used-after-leaving'],
  ])('%s', (_, changes, caution) => {
    expect(cautionsOf(deactivate, leaver(changes))).toEqual([caution]);
  });

  test('a last activity that is not known says nothing', () => {
    expect(cautionsOf(deactivate, leaver({ account: { lastActive: 'unknown' } }))).toEqual([]);
  });
});

test('deletion is not proposed', () => {
  expect(judgeOption(deactivate, leaver()).steps.some(({ text }) => text.includes('Do not delete'))).toBe(true);
});
