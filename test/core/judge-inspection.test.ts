import { describe, expect, test } from '@jest/globals';
import {
  accountInspectionSchema,
  known,
  organizationFindingsSchema,
  uninspected,
  unknown,
} from '../../core/inspection.ts';
import {
  inspectionGaps,
  isGoogleSynced,
  judgeActivity,
  judgeManagement,
  judgeOrganizationAdmin,
  ownSitesOf,
} from '../../core/judge-inspection.ts';
import { AS_OF } from '../accounts.ts';
import { FINDINGS, LOCAL, SYNCED } from '../subjects.ts';

const old = known('2020-01-01');
const young = known('2026-10-25');
const unread = unknown('forbidden');

describe('activity', () => {
  test.each([
    ['active 89 days ago', '2026-08-26', old, 'active'],
    ['active 90 days ago', '2026-08-25', old, 'inactive'],
    ['active 90 days ago, age unknown', '2026-08-25', unread, 'inactive'],
    ['never, for 30 days', 'never', known('2026-10-24'), 'never'],
    ['never, for 29 days', 'never', young, 'too-young'],
    ['never, age unknown', 'never', unread, 'age-unknown'],
    ['a date that could not be read', 'unknown', old, 'no-date'],
    ['an old date on a young account', '2026-01-01', young, 'too-young'],
    ['active and young', '2026-11-20', young, 'active'],
  ] as const)('%s: %s', (_, lastActive, addedOn, expected) => {
    const activity = judgeActivity(lastActive, addedOn, AS_OF);
    expect(activity.state === 'unknown' ? activity.why : activity.state).toBe(expected);
  });
});

describe('who manages an account', () => {
  const answers = { managementSource: unread, scimLinks: unread, manage: unread };
  const link = { directoryId: 'd', scimUserId: 's' };
  const refusedFor = (reason: string) => known({ 'email.set': { allowed: false as const, reason } });

  test.each([
    ['idp', 'the source synced', { managementSource: known('synced') }],
    ['idp', 'a SCIM link', { scimLinks: known([link]) }],
    [
      'idp',
      'a SCIM link in spite of the source invited',
      { managementSource: known('invited'), scimLinks: known([link]) },
    ],
    ['idp', 'a privilege refused for SCIM', { manage: refusedFor('externalDirectory.scim') }],
    ['idp', 'a privilege refused for Google', { manage: refusedFor('externalDirectory.google') }],
    ['local', 'the source invited', { managementSource: known('invited') }],
    [
      'local',
      'no link and nothing refused for a directory',
      { scimLinks: known([]), manage: refusedFor('administrative') },
    ],
    ['forbidden', 'nothing readable', {}],
    ['forbidden', 'no source, links unread', { managementSource: known(null) }],
    ['forbidden', 'no link, privileges unread', { scimLinks: known([]) }],
  ] as const)('%s: %s', (expected, _, change) => {
    const management = judgeManagement({ ...answers, ...change });
    expect(management.known ? management.value : management.why).toBe(expected);
  });

  test('Google is told apart by the reason of a refusal', () => {
    expect(isGoogleSynced({ ...SYNCED, manage: refusedFor('externalDirectory.google') })).toBe(true);
    expect(isGoogleSynced(SYNCED)).toBe(false);
    expect(isGoogleSynced({ ...SYNCED, manage: unread })).toBe(false);
  });
});

test('an organization admin is known by the role, and unknown without roles', () => {
  expect(judgeOrganizationAdmin(known(['atlassian/user', 'atlassian/org-admin']))).toEqual(known(true));
  expect(judgeOrganizationAdmin(known(['atlassian/site-admin']))).toEqual(known(false));
  expect(judgeOrganizationAdmin(unread)).toEqual(unread);
});

test('own sites are those that Atlassian tells, and nobody knows them where it does not', () => {
  expect(ownSitesOf(FINDINGS)).toEqual([{ host: 'contoso.atlassian.net', sandbox: false }]);
  expect(ownSitesOf({ ...FINDINGS, workspaces: unread })).toBeNull();
});

test('gaps are counted by fact and reason', () => {
  const inspections = [
    LOCAL,
    { ...LOCAL, policy: unread },
    { ...SYNCED, policy: unread, department: unknown('not-told') },
  ];
  expect(inspectionGaps(inspections)).toEqual([
    { fact: 'policy', why: 'forbidden', accounts: 2 },
    { fact: 'department', why: 'not-told', accounts: 1 },
  ]);
});

test('what is kept is read back as it was', () => {
  for (const inspection of [LOCAL, SYNCED, uninspected('a', AS_OF, 'forbidden')]) {
    expect(accountInspectionSchema.parse(JSON.parse(JSON.stringify(inspection)))).toEqual(inspection);
  }
  expect(organizationFindingsSchema.parse(FINDINGS)).toEqual(FINDINGS);
  expect(accountInspectionSchema.safeParse({ ...LOCAL, management: { known: false } }).success).toBe(false);
});
