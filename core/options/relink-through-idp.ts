import { counted } from '../counted.ts';
import { severalDirectories } from './narrow-sync.ts';
import type { Blocker, Caution, Consequence, Option, OptionSubject, Rule } from './option.ts';
import {
  administratorKnown,
  emailNeeded,
  idpAdminKnown,
  linksKnown,
  managedOnly,
  managementKnown,
  manageNotAsked,
  notGoogleSynced,
  notLeft,
  refused,
  sitesNamed,
  syncedOnly,
} from './rules.ts';
import { SOURCES } from './source.ts';
import { IDP_WORDS, idpKindsOf } from './steps-by-idp.ts';

const lockedOut: Rule<Caution> = () => ({
  rule: 'sso-may-lock-out',
  why: 'who logged in by single sign-on may be matched by an id and locked out: one account first, and read which account its login moved',
  source: SOURCES.guide,
});

/** Requests stay with the old account unless they are moved; only the reporter moves. */
export const requestsUnknown: Rule<Caution> = ({ inspection: { requestsReported } }) =>
  requestsReported.known
    ? null
    : {
        rule: 'requests-unknown',
        why: 'how many requests it has reported is not known: a site token tells (keys put jira)',
        source: SOURCES.reporter,
      };

/** What replacing an account means for its requests. */
export function requestConsequences({ inspection: { requestsReported } }: OptionSubject): readonly Consequence[] {
  const number = requestsReported.known ? requestsReported.value : null;
  if (number === 0) return [];
  return [
    {
      effect: 'requests-stay-behind',
      text: `${number === null ? 'Its requests stay' : number === 1 ? '1 request stays' : `${number} requests stay`} with the old account until the reporter is changed.`,
      source: SOURCES.reporter,
    },
    {
      effect: 'history-stays-behind',
      text: 'Approvals, comments and audit entries stay with the old account for good.',
      source: SOURCES.guide,
    },
  ];
}

/** Above this many accounts at once, a fixed order by hand goes wrong somewhere. Our own limit; the guide says "low". */
export const RELINK_MOST = 25;

const fewEnough: Rule<Blocker> = ({ relinking }) =>
  relinking > RELINK_MOST
    ? refused(
        'too-many-accounts',
        `${counted(relinking, 'account')} would be replaced together, more than ${RELINK_MOST}`,
        SOURCES.guide,
      )
    : null;

/** Option 6: a new account from the identity provider takes over the e-mail address; the old one is disabled. */
export const relinkThroughIdp: Option = {
  id: 'relink-through-idp',
  approval: 'approver',
  effort: {
    kind: 'project',
    text: 'two admins in a fixed order, provisioning paused for at most an hour; one account first, then the rest',
  },
  // The first account, its login, the rest.
  lead: { kind: 'working-days', days: 3 },
  feels: 'have a short downtime and a new, empty account',
  lowersPremium: true,
  rules: [
    managedOnly,
    syncedOnly('no identity provider would create a new account for it', SOURCES.guide),
    managementKnown,
    administratorKnown,
    notLeft('the person has left: the identity provider has to deactivate the account'),
    notGoogleSynced,
    linksKnown,
    idpAdminKnown,
    emailNeeded('the new account is found by e-mail, and its e-mail is hidden', SOURCES.changeEmail),
    fewEnough,
    sitesNamed,
  ],
  cautions: [lockedOut, severalDirectories, manageNotAsked('email.set'), requestsUnknown],
  consequences: (subject) => [
    {
      effect: 'downtime',
      text: 'All sessions end, and the account cannot be used until the sync has created the new one.',
      source: SOURCES.changeEmail,
    },
    {
      effect: 'new-account',
      text: 'What it had in its products stays with the old account, boards included.',
      source: SOURCES.guide,
    },
    ...requestConsequences(subject),
  ],
  undo: () => ({
    possible: 'partly',
    how: 'Until the old account is disabled: give it its e-mail address back and disable the new one.',
    lost: 'A SCIM record that was deleted comes back with a new id.',
  }),
  steps: relinkSteps,
  personText: () =>
    'You get a new Atlassian account with the same e-mail address. Log in once when we ask you to. Your requests are moved to it; boards of the old account are not.',
};

/** The order is everything: nothing that waits for a person lies inside the pause, and one account goes first. */
function relinkSteps(subject: OptionSubject) {
  const kinds = idpKindsOf(subject);
  const idp = (what: 'pause' | 'resume' | 'syncOne') =>
    kinds.map((kind) => ({ who: 'identity provider admin' as const, text: IDP_WORDS[kind][what] }));
  const admin = (text: string) => ({ who: 'organization admin' as const, text });
  return [
    admin('Read and keep: the account, its SCIM links, its policy, the requests it has reported.'),
    admin(
      'Preflight: does the person use single sign-on? What does GET /users/{id}/manage allow? Which directories hold the account? Choose one account to go first.',
    ),
    admin(
      'Unlink it directory by directory (…/unlink). The SCIM DELETE deactivates; onlyDeleteUserInDB hits all directories.',
    ),
    admin('Ask GET /users/{id}/manage again: email.set must be allowed now.'),
    admin('Change the e-mail of the old account to an address nobody uses, in a verified domain.'),
    admin(
      'Now the pause, as short as works, at most 60 minutes, with nobody to be asked meanwhile. For a single person unassign and assign that one at the identity provider instead.',
    ),
    ...idp('pause'),
    ...idp('resume'),
    ...idp('syncOne'),
    admin('Find the new account, and check that its groups do not grant a product again.'),
    { who: 'holder' as const, text: 'The first one logs in once.' },
    admin("Read which account's last activity moved. The old one: stop, this person would be locked out."),
    admin('Then the rest, in the same order.'),
    { who: 'site admin' as const, text: 'Change the reporter of the requests from the old account to the new one.' },
    admin('Disable the old accounts; there is no need to wait until everybody has logged in.'),
    admin('Check in a snapshot that began a day later.'),
  ];
}
