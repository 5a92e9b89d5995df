import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AccountInspection, known, unknown } from '../../../core/inspection.ts';
import { OPTIONS_IN_ORDER } from '../../../core/options/all-options.ts';
import { judgeOption } from '../../../core/options/judge-option.ts';
import { RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { type Recommendation, recommend, recommendAll } from '../../../core/options/recommend.ts';
import { RELINK_MOST } from '../../../core/options/relink-through-idp.ts';
import { access } from '../../accounts.ts';
import {
  anyExclusions,
  anySubject,
  anySubjects,
  exclusionOf,
  FINDINGS,
  LEFT,
  LOCAL,
  type SubjectChanges,
  SYNCED,
  subject,
  syncedSubject,
} from '../../subjects.ts';

const site = 'contoso.atlassian.net';
const elsewhere = [access('confluence', 'agency-x.atlassian.net')];
const none = new Map();

function proposed(recommendation: Recommendation): string {
  if (recommendation.kind === 'option') return recommendation.verdict.option;
  return recommendation.kind === 'left-alone' ? recommendation.keep.reason : recommendation.kind;
}

describe('the first option that fits, in the fixed order', () => {
  test('is 4, 7, 2, 3, 8, 1, 2b, 6, 5', () => {
    expect(RECOMMENDATION_ORDER).toEqual([
      'deactivate',
      'remove-access',
      'non-billable-policy',
      'leave-or-delete-workspace',
      'external-policy',
      'leave-unclaimed',
      'narrow-sync',
      'relink-through-idp',
      'atlassian-support',
    ]);
  });

  const noPolicy = { nonBillablePolicyId: null };
  const without = (...ids: string[]) => ({ allowedOptions: RECOMMENDATION_ORDER.filter((id) => !ids.includes(id)) });
  test.each<[string, string, SubjectChanges]>([
    ['deactivate', 'local, has left', { presence: LEFT }],
    [
      'deactivate',
      'has left, whatever it is billable for',
      { presence: LEFT, account: { access: [access('jira-core', site)] } },
    ],
    ['orphaned-link', 'synced, has left', { presence: LEFT, inspection: SYNCED }],
    ['remove-access', 'idle seat', { account: { access: [access('jira-core', site, '2026-01-01')] } }],
    [
      'remove-access',
      'seat never used',
      { account: { access: [access('jira-core', site)] }, inspection: { activity: { state: 'never' } } },
    ],
    ['non-billable-policy', 'local, Trello', {}],
    ['non-billable-policy', 'local, a site of somebody else', { account: { access: elsewhere } }],
    ['leave-or-delete-workspace', 'synced, Trello', { inspection: SYNCED }],
    ['leave-or-delete-workspace', 'local, Trello, no policy named', { organization: noPolicy }],
    ['leave-or-delete-workspace', 'nothing known but Trello', { inspection: { management: unknown('not-asked') } }],
    ['external-policy', 'an external user', { relation: 'external-user' }],
    [
      'leave-unclaimed',
      'local, a site of somebody else, option 2 not allowed',
      { account: { access: elsewhere }, organization: without('non-billable-policy') },
    ],
    ['narrow-sync', 'synced, a site of somebody else', { account: { access: elsewhere }, inspection: SYNCED }],
    [
      'relink-through-idp',
      'the same, 2b not allowed',
      { account: { access: elsewhere }, inspection: SYNCED, organization: without('narrow-sync') },
    ],
    [
      'atlassian-support',
      'the same, and hidden e-mail',
      { account: { access: elsewhere, email: null }, inspection: SYNCED },
    ],
    [
      'find-out',
      'a site of somebody else, no policy named: no harder option for want of an id',
      { account: { access: elsewhere }, organization: noPolicy },
    ],
    [
      'find-out',
      'synced, a site of somebody else, links not read: support is no way out',
      { account: { access: elsewhere }, inspection: { ...SYNCED, scimLinks: unknown('forbidden') } },
    ],
    ['nothing-fits', 'nothing is allowed', { organization: { allowedOptions: [] } }],
  ])('%s: %s', (expected, _, changes) => {
    expect(proposed(recommend(subject(changes), none))).toBe(expected);
  });

  test('options that lack nothing but facts are said to come first', () => {
    const recommendation = recommend(subject({ organization: noPolicy }), none);
    expect(recommendation).toMatchObject({ wouldComeFirst: ['deactivate', 'non-billable-policy'] });
  });
});

describe('who is left alone', () => {
  test.each<[string, SubjectChanges]>([
    ['unknown-state', { account: { billable: 'unknown' }, presence: LEFT }],
    ['not-billable', { account: { billable: 'not-billable' } }],
    ['gone', { inspection: { gone: true } }],
    ['protected', { inspection: { organizationAdmin: known(true) }, presence: LEFT }],
    ['protected', { account: { type: 'app' } }],
    ['protected', { account: { type: 'customer' } }],
    ['protected', { account: { type: 'a-kind-nobody-knows' } }],
    ['planned', { account: { access: [access('jira-core', site)] } }],
    ['planned', { account: { access: [access('jira-core', 'partner.atlassian.net')] } }],
    ['exposure-unknown', { account: { access: [] } }],
  ])('%s: %j', (reason, changes) => {
    expect(proposed(recommend(subject(changes), none))).toBe(reason);
  });

  test('an excluded account, even of somebody who has left', () => {
    const exclusion = exclusionOf('a');
    const recommendation = recommend(subject({ presence: LEFT }), new Map([['a', exclusion]]));
    expect(recommendation).toMatchObject({ kind: 'left-alone', keep: { reason: 'excluded', exclusion } });
  });
});

test('replacing through the identity provider is for a few: with one more nobody is', () => {
  const only6 = { allowedOptions: ['relink-through-idp' as const] };
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      syncedSubject({ account: { accountId: `a${index}`, access: elsewhere }, organization: only6 }),
    );
  expect(new Set(recommendAll(many(RELINK_MOST), none).map(proposed))).toEqual(new Set(['relink-through-idp']));
  expect(new Set(recommendAll(many(RELINK_MOST + 1), none).map(proposed))).toEqual(new Set(['nothing-fits']));
});

describe('a fact that forbids an option and is then not known never opens it without a word', () => {
  const refusedFor = (reason: string | null) => {
    const privilege = { allowed: false as const, reason };
    return known({ 'email.set': privilege, 'lifecycle.enablement': privilege });
  };
  const forbidding: readonly Partial<AccountInspection>[] = [
    { management: known('idp') },
    { management: known('local') },
    { scimLinks: known([]) },
    { scimLinks: known([{ directoryId: 'nobody-named-it', scimUserId: 's' }]) },
    { manage: refusedFor('externalDirectory.google') },
    { manage: refusedFor('administrative') },
    { organizationAdmin: known(true) },
    { ownsTrialSites: known(true) },
    { policy: known({ id: 'policy-free', name: 'Free', type: 'non-billable' }) },
  ];
  const bases = [
    subject(),
    subject({ presence: LEFT }),
    syncedSubject(),
    syncedSubject({ presence: LEFT }),
    subject({ account: { access: [access('jira-core', site, '2026-01-01')] } }),
  ];

  test.each(OPTIONS_IN_ORDER.map((option) => [option.id, option] as const))('%s', (_, option) => {
    for (const base of bases) {
      for (const facts of forbidding) {
        const taken = Object.fromEntries(Object.keys(facts).map((name) => [name, unknown('failed')]));
        const before = judgeOption(option, { ...base, inspection: { ...base.inspection, ...facts } });
        const after = judgeOption(option, { ...base, inspection: { ...base.inspection, ...taken } });
        if (before.feasible || !after.feasible) continue;
        expect(after.cautions.length).toBeGreaterThan(before.cautions.length);
      }
    }
  });
});

describe('for any account', () => {
  test('nothing targets one that is unknown, not billable, gone, protected or excluded', () => {
    fc.assert(
      fc.property(anySubjects, anyExclusions, (subjects, exclusions) => {
        for (const recommendation of recommendAll(subjects, exclusions)) {
          if (recommendation.kind === 'left-alone') continue;
          const { account, inspection } = recommendation.subject;
          expect(account.billable).toBe('billable');
          expect(account.type).toBe('atlassian');
          expect(inspection.gone).toBe(false);
          expect(inspection.organizationAdmin).not.toEqual(known(true));
          expect(exclusions.has(account.accountId)).toBe(false);
        }
      }),
    );
  });

  test('an option that is proposed is allowed, feasible, and the first that is', () => {
    fc.assert(
      fc.property(anySubject, (about) => {
        const recommendation = recommend(about, none);
        if (recommendation.kind !== 'option') return;
        const feasible = recommendation.verdicts.filter((verdict) => verdict.feasible).map(({ option }) => option);
        expect(recommendation.verdict.option).toBe(feasible[0]);
        expect(about.organization.allowedOptions).toContain(feasible[0]);
      }),
    );
  });

  test('only an account that is known to be no administrator is proposed for more than being asked', () => {
    fc.assert(
      fc.property(anySubject, (about) => {
        const recommendation = recommend(about, none);
        if (recommendation.kind !== 'option' && recommendation.kind !== 'orphaned-link') return;
        if (proposed(recommendation) === 'leave-or-delete-workspace' || about.relation === 'external-user') return;
        expect(about.inspection.organizationAdmin).toEqual(known(false));
      }),
    );
  });

  test('every blocker says why, from where, and what to find out', () => {
    fc.assert(
      fc.property(anySubject, (about) => {
        for (const option of OPTIONS_IN_ORDER) {
          for (const blocker of judgeOption(option, about).blockers) {
            expect(blocker.why).not.toBe('');
            expect(blocker.source.reference).not.toBe('');
            if (blocker.kind === 'missing-fact') expect(blocker.how).not.toBe('');
          }
        }
      }),
    );
  });
});

test('an account nobody has inspected is asked at most', () => {
  const csv = subject({
    inspection: { ...LOCAL, management: unknown('not-asked'), organizationAdmin: unknown('not-asked') },
    organization: { findings: { ...FINDINGS, autoClaim: unknown('not-asked') }, nonBillablePolicyId: null },
  });
  expect(recommend(csv, none).kind === 'option' && recommend(csv, none)).toMatchObject({
    verdict: { option: 'leave-or-delete-workspace' },
    wouldComeFirst: ['deactivate', 'non-billable-policy'],
  });
});
