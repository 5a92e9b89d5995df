import type { Consequence, Option, OptionSubject, Undo } from './option.ts';
import {
  administratorKnown,
  emailNeeded,
  leftCaution,
  managedOnly,
  managementKnown,
  notInPolicyYet,
  notSynced,
  policyNamed,
  policyUnknown,
  premiumCountsOn,
  sitesNamed,
} from './rules.ts';
import { SOURCES } from './source.ts';

/** What it means to be in a non-billable policy, however the account got there. */
export function policyConsequences(): readonly Consequence[] {
  return [
    {
      effect: 'loses-sso',
      text: 'Single sign-on cannot be enforced for the account any more.',
      source: SOURCES.policies,
    },
    {
      effect: 'loses-two-step',
      text: 'Two-step verification cannot be required of it any more.',
      source: SOURCES.policies,
    },
    {
      effect: 'needs-password',
      text: 'Whoever logged in by single sign-on needs a password, set by "Forgot password" with the same e-mail address.',
      source: { ...SOURCES.policies, certainty: 'inferred' },
    },
  ];
}

/** A move between policies is undone by moving back, which needs to know where from: read before the move. */
export function policyUndo({ inspection: { policy } }: OptionSubject): Undo {
  return policy.known && (policy.value.id ?? policy.value.name) !== null
    ? { possible: 'yes', how: 'Move it back to the policy it is in now, which was read; the pack lists it.' }
    : { possible: 'no', why: 'The policy it is in now is not known, so there is nothing to move it back to.' };
}

export const POLICY_EMAIL = emailNeeded(
  'accounts are moved between policies by e-mail, and its e-mail is hidden',
  SOURCES.addToPolicy,
);

/** Option 2. */
export const nonBillablePolicy: Option = {
  id: 'non-billable-policy',
  approval: 'security-approver',
  effort: { kind: 'click', text: 'one list of e-mail addresses, uploaded or sent by the API' },
  lead: { kind: 'at-once' },
  feels: 'lose enforced single sign-on and two-step verification',
  lowersPremium: false,
  rules: [
    managedOnly,
    notInPolicyYet,
    managementKnown,
    administratorKnown,
    notSynced(
      'managed-by-idp',
      'accounts that an identity provider syncs cannot be members of a non-billable policy',
      SOURCES.policyMembers,
    ),
    POLICY_EMAIL,
    policyNamed,
    sitesNamed,
  ],
  cautions: [policyUnknown, premiumCountsOn, leftCaution],
  consequences: policyConsequences,
  undo: policyUndo,
  steps: ({ organization }) => [
    {
      who: 'organization admin',
      text: 'Read the policy each account is in now and keep the list: it is the way back.',
    },
    {
      who: 'organization admin',
      text: `Add the e-mail addresses to the non-billable policy${organization.nonBillablePolicyId ? ` ${organization.nonBillablePolicyId}` : ''} and wait until the task has ended; some addresses may fail, each with its reason.`,
    },
    { who: 'organization admin', text: 'Tell the people that they log in with a password from now on.' },
  ],
  personText: () =>
    'From now on you log in to Atlassian with your e-mail address and a password. If you have none yet, choose "Forgot password" at the login. Your boards and pages stay as they are.',
};
