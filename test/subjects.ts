import fc from 'fast-check';
import type { Account, BillableState } from '../core/account.ts';
import type { Exclusion } from '../core/exclusions.ts';
import { exposureRules, judgeExposure } from '../core/exposure.ts';
import {
  type AccountInspection,
  type Fact,
  known,
  type OrganizationFindings,
  type PolicyFact,
  unknown,
} from '../core/inspection.ts';
import { judgeOption } from '../core/options/judge-option.ts';
import type { Option, OptionOrganization, OptionSubject } from '../core/options/option.ts';
import { RECOMMENDATION_ORDER } from '../core/options/option-id.ts';
import type { Presence } from '../core/people.ts';
import { AS_OF, access, agent, RULES } from './accounts.ts';

export const FINDINGS: OrganizationFindings = {
  workspaces: known([{ host: 'contoso.atlassian.net', sandbox: false }]),
  autoClaim: known('off'),
};

/** Contoso: everything is known, everything is allowed; Wednesday 25 November, the last day is Friday. */
export const CONTOSO: OptionOrganization = {
  rules: RULES,
  findings: FINDINGS,
  directories: [{ id: 'dir-1', idp: 'entra', appId: 'app-1', admin: 'idp@contoso.com' }],
  nonBillablePolicyId: 'policy-free',
  allowedOptions: RECOMMENDATION_ORDER,
  guardPremium: 'not-bought',
  asOf: AS_OF,
  today: '2026-11-25',
  fixBy: '2026-11-27',
};

/** Contoso before anybody has named its sites. */
export const ASSUMED = exposureRules(
  { sites: [{ host: 'contoso.atlassian.net', sandbox: false }], partnerSites: [], licensedProducts: [] },
  true,
);

const ALLOWED = { allowed: true } as const;
const BY_SCIM = { allowed: false, reason: 'externalDirectory.scim' } as const;

/** A local account of which everything is known. */
export const LOCAL: AccountInspection = {
  accountId: 'a',
  inspectedAt: AS_OF,
  gone: false,
  management: known('local'),
  scimLinks: known([]),
  manage: known({ 'email.set': ALLOWED, 'lifecycle.enablement': ALLOWED }),
  organizationAdmin: known(false),
  ownsTrialSites: known(false),
  addedOn: known('2024-01-01'),
  activity: { state: 'active', lastActive: '2026-11-20' },
  policy: known({ id: 'policy-default', name: 'Default', type: 'billable' }),
  requestsReported: known(3),
  department: known('Sales'),
};

/** The same, synced from Entra. */
export const SYNCED: AccountInspection = {
  ...LOCAL,
  management: known('idp'),
  scimLinks: known([{ directoryId: 'dir-1', scimUserId: 'scim-1' }]),
  manage: known({ 'email.set': BY_SCIM, 'lifecycle.enablement': BY_SCIM }),
};

export const NO_SOURCE: Extract<Presence, { state: 'unknown' }> = {
  state: 'unknown',
  why: 'no-source',
  mailBounced: false,
};
export const LEFT: Presence = { state: 'left', lastDay: '2026-10-31', source: 'hr.csv', asOf: '2026-11-20' };
export const HERE: Presence = { state: 'here', lastDay: null, source: 'hr.csv', asOf: '2026-11-20' };

export interface SubjectChanges {
  readonly account?: Partial<Account>;
  readonly inspection?: Partial<AccountInspection>;
  readonly presence?: Presence;
  readonly organization?: Partial<OptionOrganization>;
  readonly relation?: OptionSubject['relation'];
  readonly relinking?: number;
}

/** A local portal customer who signed up for Trello; tests break one thing. */
export function subject(changes: SubjectChanges = {}, inspection: AccountInspection = LOCAL): OptionSubject {
  const account = agent({ accountId: 'a', access: [access('trello')], ...changes.account });
  const organization = { ...CONTOSO, ...changes.organization };
  return {
    account,
    relation: changes.relation ?? 'managed',
    exposure: judgeExposure(account, organization.rules, AS_OF),
    inspection: { ...inspection, accountId: account.accountId, ...changes.inspection },
    presence: changes.presence ?? NO_SOURCE,
    organization,
    relinking: changes.relinking ?? 0,
  };
}

/** The same, synced from Entra. */
export function syncedSubject(changes: SubjectChanges = {}): OptionSubject {
  return subject(changes, SYNCED);
}

/** The rules that block an option, each with its kind: `refused no-email`. */
export function blockersOf(option: Option, about: OptionSubject): readonly string[] {
  return judgeOption(option, about).blockers.map(({ kind, rule }) => `${kind} ${rule}`);
}

/** The rules of its cautions. */
export function cautionsOf(option: Option, about: OptionSubject): readonly string[] {
  return judgeOption(option, about).cautions.map(({ rule }) => rule);
}

export function exclusionOf(accountId: string): Exclusion {
  return { accountId, reason: 'client board', author: 'it@contoso.com', from: '2026-11-01', until: '2027-03-31' };
}

function anyFact<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Fact<Value>> {
  return fc.oneof(values.map(known), fc.constantFrom(unknown('forbidden'), unknown('not-asked')));
}

const anyPrivilege = fc.constantFrom(
  ALLOWED,
  BY_SCIM,
  { allowed: false, reason: 'externalDirectory.google' } as const,
  { allowed: false, reason: null } as const,
);

const anyAccess = fc.uniqueArray(
  fc.constantFrom(
    access('trello'),
    access('loom'),
    access('bitbucket'),
    access('new-product'),
    access('jira-software', 'contoso.atlassian.net'),
    access('confluence', 'contoso.atlassian.net', '2026-01-01'),
    access('confluence', 'contoso-sandbox-215.atlassian.net'),
    access('confluence', 'agency-x.atlassian.net'),
    access('confluence', 'partner.atlassian.net'),
  ),
  { maxLength: 3 },
);

const anyInspection: fc.Arbitrary<AccountInspection> = fc.record({
  accountId: fc.constant('a'),
  inspectedAt: fc.constant(AS_OF),
  gone: fc.constantFrom(false, false, false, true),
  management: anyFact(fc.constantFrom('idp', 'local')),
  scimLinks: anyFact(
    fc.constantFrom([], [{ directoryId: 'dir-1', scimUserId: 's' }], [{ directoryId: 'x', scimUserId: 's' }]),
  ),
  manage: anyFact(fc.record({ 'email.set': anyPrivilege, 'lifecycle.enablement': anyPrivilege })),
  organizationAdmin: anyFact(fc.constantFrom(false, false, true)),
  ownsTrialSites: anyFact(fc.boolean()),
  addedOn: anyFact(fc.constantFrom('2024-01-01', '2026-11-20')),
  activity: fc.constantFrom(
    { state: 'active' as const, lastActive: '2026-11-20' },
    { state: 'inactive' as const, lastActive: '2026-01-01' },
    { state: 'never' as const },
    { state: 'unknown' as const, why: 'no-date' as const },
  ),
  policy: anyFact(
    fc.constantFrom<PolicyFact>(
      { id: 'policy-default', name: 'Default', type: 'billable' },
      { id: 'policy-free', name: 'Free', type: 'non-billable' },
      { id: null, name: null, type: 'unknown' },
    ),
  ),
  requestsReported: anyFact(fc.nat(500)),
  department: anyFact(fc.constantFrom('Sales', 'IT')),
});

/** Any account that options can be judged for. */
export const anySubject: fc.Arbitrary<OptionSubject> = fc
  .record({
    account: fc.record({
      accountId: fc.constantFrom(...'abcdefghijkl'),
      billable: fc.constantFrom<BillableState>('billable', 'billable', 'billable', 'not-billable', 'unknown'),
      type: fc.constantFrom('atlassian', 'atlassian', 'atlassian', 'app', 'customer', 'robot'),
      status: fc.constantFrom('active', 'active', 'inactive'),
      email: fc.constantFrom('ada.abel@contoso.com', null),
      access: anyAccess,
    }),
    inspection: anyInspection,
    presence: fc.constantFrom(NO_SOURCE, LEFT, HERE),
    relation: fc.constantFrom('managed' as const, 'managed' as const, 'external-user' as const),
    organization: fc.record({
      rules: fc.constantFrom(RULES, ASSUMED),
      nonBillablePolicyId: fc.constantFrom('policy-free', null),
      allowedOptions: fc.oneof(fc.constant(RECOMMENDATION_ORDER), fc.subarray([...RECOMMENDATION_ORDER])),
      guardPremium: fc.constantFrom('bought' as const, 'not-bought' as const, 'unknown' as const),
      findings: fc.record({
        workspaces: fc.constant(FINDINGS.workspaces),
        autoClaim: anyFact(fc.constantFrom('on', 'off')),
      }),
    }),
  })
  .map((changes) => subject(changes));

/** A few accounts, each there once. */
export const anySubjects = fc.uniqueArray(anySubject, { selector: ({ account }) => account.accountId, maxLength: 12 });

export const anyExclusions = fc
  .subarray([...'abcdefghijkl'])
  .map((ids) => new Map(ids.map((id) => [id, exclusionOf(id)])));
