import { describe, expect, test } from '@jest/globals';
import { composeInspection, type DirectoryUser, type InspectionAnswers } from '../../core/compose-inspection.ts';
import { accountInspectionSchema, known, unknown } from '../../core/inspection.ts';
import { AS_OF } from '../accounts.ts';

const USER: DirectoryUser = {
  accountId: 'a',
  managementSource: 'invited',
  platformRoles: [],
  addedToOrg: '2024-06-01T00:00:00Z',
  department: 'Sales',
  productsActive: [],
};

const ANSWERS: InspectionAnswers = {
  inspectedAt: AS_OF,
  gone: false,
  user: known(USER),
  manage: known({ 'email.set': { allowed: true } }),
  scimLinks: known([]),
  policy: known({ id: 'p', name: 'Default', type: 'billable' }),
};

const compose = (changes: Partial<InspectionAnswers> = {}, lastActive = '2026-11-20T08:00:00.000Z') =>
  composeInspection({ accountId: 'a', lastActive }, AS_OF, { ...ANSWERS, ...changes });

test('a local account of which everything was told', () => {
  const inspection = compose();
  expect(inspection).toMatchObject({
    management: known('local'),
    organizationAdmin: known(false),
    addedOn: known('2024-06-01T00:00:00Z'),
    activity: { state: 'active' },
    department: known('Sales'),
    ownsTrialSites: unknown('not-offered'),
  });
  expect(accountInspectionSchema.parse(JSON.parse(JSON.stringify(inspection)))).toEqual(inspection);
});

describe('what is not told is not a no', () => {
  test.each<[string, Partial<InspectionAnswers>, object]>([
    ['the search was refused', { user: unknown('forbidden') }, { organizationAdmin: unknown('forbidden') }],
    [
      'roles were left out',
      { user: known({ ...USER, platformRoles: undefined }) },
      { organizationAdmin: unknown('not-told') },
    ],
    [
      'the source was left out, links and privileges refused',
      {
        user: known({ ...USER, managementSource: undefined }),
        scimLinks: unknown('forbidden'),
        manage: unknown('failed'),
      },
      { management: unknown('not-told') },
    ],
    [
      'nothing of an identity provider, and both were read',
      { user: known({ ...USER, managementSource: null }) },
      { management: known('local') },
    ],
    ['one sign is enough', { scimLinks: known([{ directoryId: 'd', scimUserId: 's' }]) }, { management: known('idp') }],
    [
      'the day it came was left out',
      { user: known({ ...USER, addedToOrg: undefined }) },
      { addedOn: unknown('not-told') },
    ],
  ])('%s', (_, changes, expected) => {
    expect(compose(changes)).toMatchObject(expected);
  });
});

describe('activity', () => {
  test('a product used lately makes an account used, whatever the snapshot says', () => {
    const user = known({ ...USER, productsActive: ['2026-11-01T00:00:00Z', 'never'] });
    expect(compose({ user }, '2026-01-01').activity).toEqual({ state: 'active', lastActive: '2026-11-01T00:00:00Z' });
    expect(compose({ user }, 'never').activity).toMatchObject({ state: 'active' });
  });

  test('never, and here for long', () => {
    expect(compose({}, 'never').activity).toEqual({ state: 'never' });
  });

  test('never, and nobody knows since when it is here', () => {
    expect(compose({ user: unknown('forbidden') }, 'never').activity).toEqual({ state: 'unknown', why: 'age-unknown' });
  });
});
