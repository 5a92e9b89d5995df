import type { PresenceUnknown } from '../people.ts';
import type { Blocker, Caution, Option, Rule } from './option.ts';
import {
  administratorKnown,
  doesNotApply,
  managedOnly,
  managementKnown,
  manageNotAsked,
  missing,
  notSynced,
  refused,
} from './rules.ts';
import { SOURCES } from './source.ts';

const NOT_FOUND: Readonly<Record<PresenceUnknown, string>> = {
  'no-source': 'no source says who has left',
  'not-listed': 'the people file does not list its address',
  'no-email': 'its e-mail is hidden, so that the people file cannot tell',
  contradictory: 'the people file says two things of its address',
};

/** Only a source that says so makes somebody a leaver; a mail that came back is a hint. */
const hasLeft: Rule<Blocker> = ({ presence }) => {
  if (presence.state === 'left') return null;
  if (presence.state === 'here') {
    return refused('not-left', `${presence.source} of ${presence.asOf} says that the person works here`, SOURCES.guide);
  }
  const hint = presence.mailBounced ? '; a mail to it came back, which is only a hint' : '';
  return missing(
    'left-unknown',
    `${NOT_FOUND[presence.why]}${hint}`,
    'give a people file: --people FILE',
    SOURCES.guide,
  );
};

const notInactive: Rule<Blocker> = ({ account }) =>
  account.status === 'inactive' || account.status === 'closed'
    ? doesNotApply('not-active', 'the account is not active any more')
    : null;

/** Atlassian's own answer, where it was asked; a refusal for the directory is told by `managed-by-idp`. */
const deactivationAllowed: Rule<Blocker> = ({ inspection: { manage, management } }) => {
  const privilege = manage.known ? manage.value['lifecycle.enablement'] : undefined;
  if (!privilege || privilege.allowed || (management.known && management.value === 'idp')) return null;
  return refused(
    'deactivation-refused',
    `Atlassian refuses its deactivation${privilege.reason ? ` (${privilege.reason})` : ''}`,
    SOURCES.manageReasons,
  );
};

const ownsNoTrialSites: Rule<Blocker> = ({ inspection: { ownsTrialSites } }) =>
  ownsTrialSites.known && ownsTrialSites.value
    ? refused(
        'owns-trial-sites',
        'it owns trial sites, which refuse its deactivation until they are gone',
        SOURCES.trialSites,
      )
    : null;

const trialSitesUnknown: Rule<Caution> = ({ inspection: { ownsTrialSites } }) =>
  ownsTrialSites.known
    ? null
    : {
        rule: 'trial-sites-unknown',
        why: 'whether it owns trial sites is not known; if it does, deactivation fails and changes nothing',
        source: SOURCES.trialSites,
      };

const usedAfterLeaving: Rule<Caution> = ({ account, presence }) =>
  presence.state === 'left' &&
  presence.lastDay !== null &&
  account.lastActive.slice(0, 10) > presence.lastDay &&
  /^\d/.test(account.lastActive)
    ? {
        rule: 'used-after-leaving',
        why: `last active on ${account.lastActive.slice(0, 10)}, after the last day ${presence.lastDay}: ask security who uses it`,
        source: SOURCES.ownRule,
      }
    : null;

/** Option 4. Deletion, which cannot be taken back after 14 days, is never proposed. */
export const deactivate: Option = {
  id: 'deactivate',
  approval: 'approver',
  effort: { kind: 'each', text: 'one call an account, or one click each in admin.atlassian.com' },
  lead: { kind: 'at-once' },
  feels: 'nobody who works here',
  lowersPremium: true,
  rules: [
    managedOnly,
    notInactive,
    hasLeft,
    managementKnown,
    administratorKnown,
    notSynced(
      'managed-by-idp',
      'an identity provider manages it: it has to be deactivated there, Atlassian refuses it here',
      SOURCES.manageReasons,
    ),
    deactivationAllowed,
    ownsNoTrialSites,
  ],
  cautions: [manageNotAsked('lifecycle.enablement'), trialSitesUnknown, usedAfterLeaving],
  consequences: () => [
    {
      effect: 'no-login',
      text: 'The account cannot log in anywhere at Atlassian, sites of other companies included.',
      source: SOURCES.guide,
    },
    { effect: 'content-stays', text: 'What it wrote stays.', source: SOURCES.contentStays },
  ],
  undo: () => ({
    possible: 'yes',
    how: 'Activate the account again in admin.atlassian.com; its accesses are as before.',
  }),
  steps: () => [
    { who: 'organization admin', text: 'Check that the account may be deactivated (GET /users/{id}/manage).' },
    { who: 'organization admin', text: 'Directory > Managed accounts > the account > Deactivate. Do not delete it.' },
    { who: 'organization admin', text: 'Hand its open requests and its workspaces to somebody who is here.' },
  ],
  personText: () => 'Your Atlassian account was deactivated, because you no longer work here.',
};
