import type { Blocker, Caution, Option, Rule } from './option.ts';
import {
  administratorKnown,
  emailNeeded,
  managedOnly,
  managementKnown,
  missing,
  notLeft,
  notSynced,
  ownAccess,
  refused,
  sitesNamed,
} from './rules.ts';
import { SOURCES } from './source.ts';

/** An account that is not claimed and has access to your sites is an external user, and those are billed too. */
const noExternalUser: Rule<Blocker> = (subject) =>
  ownAccess(subject).length === 0
    ? null
    : refused(
        'counts-as-external-user',
        'it has access to a site of yours: unclaimed it would count as an external user',
        SOURCES.guardBill,
      );

/** Where new accounts of verified domains are claimed by themselves, unclaiming does not last. */
const autoClaimOff: Rule<Blocker> = ({ organization: { findings } }) => {
  const { autoClaim } = findings;
  if (!autoClaim.known) {
    return missing(
      'auto-claim-unknown',
      'whether accounts of your domains are claimed by themselves is not known',
      'look it up in admin.atlassian.com > Settings > Domains and say it in billable-drift.json (autoClaim)',
      SOURCES.noUnclaimApi,
    );
  }
  return autoClaim.value === 'off'
    ? null
    : refused(
        'auto-claimed-again',
        'accounts of your domains are claimed by themselves: it would come back',
        SOURCES.unclaim,
      );
};

const nobodyElse: Rule<Caution> = () => ({
  rule: 'no-more-control',
  why: 'you can no longer deactivate it when the person leaves: the login stays with whoever reads its mail',
  source: SOURCES.guide,
});

/** Option 1 for accounts that are claimed already; before a claim, the claim preview leaves them out. */
export const leaveUnclaimed: Option = {
  id: 'leave-unclaimed',
  approval: 'security-approver',
  effort: { kind: 'click', text: 'one CSV of e-mail addresses, uploaded under Domains' },
  lead: { kind: 'at-once' },
  feels: 'are no longer managed by you',
  lowersPremium: true,
  rules: [
    managedOnly,
    managementKnown,
    administratorKnown,
    notSynced('managed-by-idp', 'an identity provider syncs it, which needs it claimed', SOURCES.guide),
    notLeft('the person has left: unclaimed, nobody could deactivate the account any more'),
    noExternalUser,
    autoClaimOff,
    emailNeeded('the list to upload goes by e-mail, and its e-mail is hidden', SOURCES.unclaim),
    sitesNamed,
  ],
  cautions: [nobodyElse],
  consequences: () => [
    { effect: 'loses-sso', text: 'Single sign-on is not enforced for the account any more.', source: SOURCES.guide },
    { effect: 'loses-two-step', text: 'Two-step verification is not required of it any more.', source: SOURCES.guide },
    { effect: 'loses-sync', text: 'It is not synced and not managed by you any more.', source: SOURCES.guide },
    { effect: 'keeps-products', text: 'It keeps its products.', source: SOURCES.unclaim },
  ],
  undo: ({ inspection: { policy } }) => ({
    possible: 'partly',
    how: 'Claim it again by CSV.',
    lost: policy.known ? 'It starts in the default policy.' : 'The policy it is in now is not known.',
  }),
  steps: () => [
    { who: 'organization admin', text: 'Keep a list of the accounts and the policies they are in now.' },
    {
      who: 'organization admin',
      text: 'Domains > Unclaim accounts: upload the CSV of the pack, one file after the other; Atlassian mails when it is done.',
    },
    { who: 'organization admin', text: 'Check under Managed accounts that they are gone.' },
  ],
  personText: () =>
    'Your Atlassian account no longer belongs to the company: you log in with your own password and look after its security yourself. Your boards and pages stay as they are.',
};
