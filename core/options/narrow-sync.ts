import { nonBillablePolicy, POLICY_EMAIL, policyConsequences, policyUndo } from './non-billable-policy.ts';
import type { Caution, Option, Rule } from './option.ts';
import {
  administratorKnown,
  idpAdminKnown,
  linksKnown,
  managedOnly,
  managementKnown,
  manageNotAsked,
  notGoogleSynced,
  notInPolicyYet,
  notLeft,
  policyNamed,
  policyUnknown,
  premiumCountsOn,
  sitesNamed,
  syncedOnly,
} from './rules.ts';
import { SOURCES } from './source.ts';
import { unlinkFirst } from './steps-by-idp.ts';

/** Unlinking without naming a directory hits all of them. */
export const severalDirectories: Rule<Caution> = ({ inspection: { scimLinks } }) =>
  scimLinks.known && scimLinks.value.length > 1
    ? {
        rule: 'several-directories',
        why: `${scimLinks.value.length} directories hold it: unlink each by its id, because onlyDeleteUserInDB hits all of them at once`,
        source: SOURCES.unlinkAll,
      }
    : null;

const orderIsEverything: Rule<Caution> = () => ({
  rule: 'unlink-before-unassign',
  why: 'taking somebody out of the application before the link is cut deactivates the account: unlink first, and try one account before the rest',
  source: SOURCES.scimDelete,
});

/** Option 2b: out of the sync without being deactivated, then option 2. */
export const narrowSync: Option = {
  id: 'narrow-sync',
  approval: 'security-approver',
  effort: { kind: 'project', text: 'two admins and a fixed order; one account first, then the rest' },
  // The first account on the first day, the rest on the second.
  lead: { kind: 'working-days', days: 2 },
  feels: nonBillablePolicy.feels,
  lowersPremium: false,
  rules: [
    managedOnly,
    syncedOnly('no identity provider syncs it: option 2 is enough', SOURCES.guide),
    notInPolicyYet,
    managementKnown,
    administratorKnown,
    notLeft('the person has left: the identity provider has to deactivate the account'),
    notGoogleSynced,
    linksKnown,
    idpAdminKnown,
    POLICY_EMAIL,
    policyNamed,
    sitesNamed,
  ],
  cautions: [orderIsEverything, severalDirectories, manageNotAsked('email.set'), policyUnknown, premiumCountsOn],
  consequences: () => [
    ...policyConsequences(),
    {
      effect: 'no-sync',
      text: 'Its name, groups and end of employment are no longer synced: somebody has to deactivate it by hand one day.',
      source: SOURCES.guide,
    },
  ],
  undo: (subject) => {
    const policy = policyUndo(subject);
    const back = 'Assign the person again in the application; the next sync links the account again.';
    if (policy.possible === 'yes') return { possible: 'yes', how: `${policy.how} ${back}` };
    return { possible: 'partly', how: back, lost: 'The policy it is in now is not known.' };
  },
  steps: (subject) => [
    ...unlinkFirst(subject),
    { who: 'organization admin', text: 'Now option 2 for these accounts: add them to the non-billable policy.' },
  ],
  personText: nonBillablePolicy.personText,
};
