import type { ProductAccess } from '../account.ts';
import { judgeAccess } from '../exposure.ts';
import { isGoogleSynced } from '../judge-inspection.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Blocker, Caution, OptionSubject, Rule } from './option.ts';
import { SOURCES, type Source } from './source.ts';

/** Blockers of the four kinds, shortly written. */
export function doesNotApply(rule: string, why: string, source: Source = SOURCES.ownRule): Blocker {
  return { kind: 'does-not-apply', rule, why, source };
}

export function refused(rule: string, why: string, source: Source): Blocker {
  return { kind: 'refused', rule, why, source };
}

export function missing(rule: string, why: string, how: string, source: Source = SOURCES.ownRule): Blocker {
  return { kind: 'missing-fact', rule, why, how, source };
}

export const READ_ORGANIZATION =
  'give a key that may read the directory (read:directories:admin besides read:accounts:admin) and run again';

/** Options for claimed accounts cannot touch external users. */
export const managedOnly: Rule<Blocker> = ({ relation }) =>
  relation === 'managed'
    ? null
    : doesNotApply('not-a-managed-account', 'it is an external user, not an account of yours', SOURCES.externalUsers);

/** Who manages the account has to be known before anything is written to it. */
export const managementKnown: Rule<Blocker> = ({ inspection: { management } }) =>
  management.known
    ? null
    : missing(
        'management-unknown',
        'it is not known whether an identity provider manages the account',
        READ_ORGANIZATION,
        SOURCES.managementSource,
      );

/** An organization admin is never targeted, so it has to be known that the account is none. */
export const administratorKnown: Rule<Blocker> = ({ inspection: { organizationAdmin } }) =>
  organizationAdmin.known
    ? null
    : missing(
        'administrator-unknown',
        'it is not known whether the account administers the organization',
        READ_ORGANIZATION,
        SOURCES.managementSource,
      );

/** Sites that are only assumed to be yours, or not yours, do not carry a write. Self-signups have no site. */
export const sitesNamed: Rule<Blocker> = ({ exposure, organization: { rules } }) =>
  rules.assumed && exposure.exposure !== 'self-signup'
    ? missing(
        'sites-assumed',
        'which sites are yours is only assumed, and this account is judged by its site',
        'name your sites in billable-drift.json (billable-drift init proposes them)',
      )
    : null;

/** A rule on accounts that an identity provider manages. */
export function notSynced(rule: string, why: string, source: Source): Rule<Blocker> {
  return ({ inspection: { management } }) =>
    management.known && management.value === 'idp' ? refused(rule, why, source) : null;
}

/** A rule on accounts of Atlassian's own directory. */
export function syncedOnly(why: string, source: Source): Rule<Blocker> {
  return ({ inspection: { management } }) =>
    management.known && management.value === 'local' ? doesNotApply('not-synced', why, source) : null;
}

/** A step that goes by e-mail needs one. */
export function emailNeeded(why: string, source: Source): Rule<Blocker> {
  return ({ account }) => (account.email ? null : refused('no-email', why, source));
}

/** For somebody who has left, only deactivation ends the access. */
export function notLeft(why: string): Rule<Blocker> {
  return ({ presence }) => (presence.state === 'left' ? refused('has-left', why, SOURCES.ownRule) : null);
}

/** Unlinking is documented for SCIM directories only. */
export const notGoogleSynced: Rule<Blocker> = (subject) =>
  isGoogleSynced(subject.inspection) || directoriesOf(subject).some(({ idp }) => idp === 'google')
    ? refused(
        'google-sync',
        'Google Workspace syncs the account: it has to be taken out of the sync in Google, there is no link to cut',
        SOURCES.googleSync,
      )
    : null;

/** The links of a synced account have to be known, one by one. */
export const linksKnown: Rule<Blocker> = (subject) => {
  const { scimLinks } = subject.inspection;
  if (isLocal(subject)) return null;
  if (!scimLinks.known) {
    return missing('links-unknown', 'its SCIM links were not read', READ_ORGANIZATION, SOURCES.unlinkOne);
  }
  if (scimLinks.value.length > 0) return null;
  return missing(
    'no-link',
    'it counts as synced and has no SCIM link',
    'look its link up in admin.atlassian.com > Directory > Managed accounts and in the identity provider',
    SOURCES.unlinkOne,
  );
};

/** Each directory that holds the account needs somebody who may change its application at the identity provider. */
export const idpAdminKnown: Rule<Blocker> = (subject) => {
  const { scimLinks } = subject.inspection;
  if (isLocal(subject) || !scimLinks.known) return null;
  const directories = directoriesOf(subject);
  const isNamed = (directoryId: string) => directories.some(({ id, admin }) => id === directoryId && admin);
  const open = scimLinks.value.find(({ directoryId }) => !isNamed(directoryId));
  return open
    ? missing(
        'idp-admin-unknown',
        `nobody is named who administers the identity provider's application of directory ${open.directoryId}`,
        'name the directory in billable-drift.json, with idp and admin',
        SOURCES.guide,
      )
    : null;
};

function isLocal({ inspection: { management } }: OptionSubject): boolean {
  return management.known && management.value === 'local';
}

/** The settings of the directories that hold the account. */
export function directoriesOf({
  inspection: { scimLinks },
  organization,
}: OptionSubject): readonly DirectorySettings[] {
  if (!scimLinks.known) return [];
  const ids = new Set(scimLinks.value.map(({ directoryId }) => directoryId));
  return organization.directories.filter(({ id }) => ids.has(id));
}

/** A policy to move to has to be named; no API lists policies. */
export const policyNamed: Rule<Blocker> = ({ organization: { nonBillablePolicyId } }) =>
  nonBillablePolicyId
    ? null
    : missing(
        'no-policy-id',
        'no non-billable policy is named',
        'create a non-billable policy (admin.atlassian.com > Security > Authentication policies) and put its id into nonBillablePolicyId',
        SOURCES.policies,
      );

/** Who is in a non-billable policy and billable all the same is so for another reason. */
export const notInPolicyYet: Rule<Blocker> = ({ inspection: { policy }, organization: { nonBillablePolicyId } }) => {
  if (!policy.known) return null;
  const isThere = policy.value.type === 'non-billable' || (policy.value.id ?? '') === nonBillablePolicyId;
  return isThere
    ? doesNotApply('in-policy-already', 'it is in a non-billable policy already and billable for another reason')
    : null;
};

/** Accesses that are the organization's own: on its sites, its sandboxes, or to a product it pays for on purpose. */
export function ownAccess({ account, organization: { rules } }: OptionSubject): readonly ProductAccess[] {
  return account.access.filter((access) => {
    const owner = judgeAccess(access, rules);
    return owner === 'licensed' || owner === 'sandbox';
  });
}

/** Accesses to products that anybody signs up for, and that nobody planned to pay for. */
export function signupAccess({ account, organization: { rules } }: OptionSubject): readonly ProductAccess[] {
  return account.access.filter((access) => judgeAccess(access, rules) === 'self-signup');
}

const PREMIUM_PRODUCTS = new Set(['jira-software', 'jira-core', 'confluence']);

/** Guard Premium counts whoever has Jira or Confluence, on any plan; Trello, Bitbucket or service desks alone do not count. */
export function countsForPremium({ account }: OptionSubject): boolean {
  return account.access.some(({ product }) => PREMIUM_PRODUCTS.has(product));
}

/** Members of a non-billable policy go on counting for Guard Premium. */
export const premiumCountsOn: Rule<Caution> = (subject) => {
  const { guardPremium } = subject.organization;
  if (guardPremium === 'not-bought' || !countsForPremium(subject)) return null;
  const bought = guardPremium === 'bought' ? 'you have bought' : 'if you have bought';
  return {
    rule: 'premium-counts-on',
    why: `saves nothing on Guard Premium, which ${bought}: it counts members of non-billable policies too`,
    source: SOURCES.premiumBill,
  };
};

/** Somebody who has left and can still log in is a matter of security first. */
export const leftCaution: Rule<Caution> = ({ presence }) =>
  presence.state === 'left'
    ? {
        rule: 'has-left',
        why: 'the person has left: this saves money and leaves the login open',
        source: SOURCES.ownRule,
      }
    : null;

/** Until the settings say which products are paid for on purpose, a sign-up is only probably nobody's plan. */
export const licencesAssumed: Rule<Caution> = ({ exposure, organization: { rules } }) =>
  rules.licencesAssumed && exposure.exposure === 'self-signup'
    ? {
        rule: 'licences-assumed',
        why: 'no settings say whether you pay for it on purpose (licensedProducts)',
        source: SOURCES.ownRule,
      }
    : null;

/** Before any write Atlassian is asked what may be written; an option judged without the answer says so. */
export function manageNotAsked(privilege: string): Rule<Caution> {
  return ({ inspection: { manage } }) =>
    manage.known && manage.value[privilege]
      ? null
      : {
          rule: 'manage-not-asked',
          why: `Atlassian was not asked whether it may be changed (GET /users/{id}/manage, ${privilege}): ask before any write`,
          source: SOURCES.manageAccount,
        };
}

/** Without the policy it is in now, a move may be for nothing and cannot be taken back. */
export const policyUnknown: Rule<Caution> = ({ inspection: { policy } }) =>
  policy.known
    ? null
    : {
        rule: 'policy-unknown',
        why: 'the policy it is in now was not read: it may be in a non-billable one already, and a move could not be undone',
        source: SOURCES.readPolicy,
      };
