import type { Blocker, Caution, Option, Rule } from './option.ts';
import { doesNotApply } from './rules.ts';
import { SOURCES } from './source.ts';

const externalOnly: Rule<Blocker> = ({ relation }) =>
  relation === 'external-user'
    ? null
    : doesNotApply('not-an-external-user', 'it is an account of yours, not an external user', SOURCES.externalPolicy);

const forAll: Rule<Caution> = () => ({
  rule: 'hits-all-external-users',
  why: 'the policy holds for all external users it covers, not for one of them',
  source: SOURCES.externalPolicy,
});

/** Option 8. */
export const externalPolicy: Option = {
  id: 'external-policy',
  approval: 'security-approver',
  effort: { kind: 'click', text: 'one setting for all external users' },
  lead: { kind: 'at-once' },
  feels: 'lose enforced single sign-on on your sites',
  lowersPremium: false,
  rules: [externalOnly],
  cautions: [forAll],
  consequences: () => [
    {
      effect: 'loses-sso',
      text: 'Single sign-on is no longer enforced for external users on your sites.',
      source: SOURCES.externalPolicy,
    },
  ],
  undo: () => ({ possible: 'yes', how: "Make the external users' policy billable again." }),
  steps: () => [
    {
      who: 'organization admin',
      text: 'Security > External users: note the policy as it is, and export the list of external users.',
    },
    { who: 'organization admin', text: "Make the external users' policy non-billable." },
  ],
  personText: () =>
    'You log in to our Atlassian sites with your own password from now on; what you can reach there stays the same.',
};
