import type { Caution, Option, Rule } from './option.ts';
import { requestConsequences, requestsUnknown } from './relink-through-idp.ts';
import { administratorKnown, managedOnly, managementKnown, notLeft, sitesNamed, syncedOnly } from './rules.ts';
import { SOURCES } from './source.ts';

const changeEmailFirst: Rule<Caution> = () => ({
  rule: 'address-blocked',
  why: 'a deleted account blocks its e-mail address for 14 days; have the address changed before, or the person has no portal meanwhile',
  source: SOURCES.deletionGrace,
});

/** Option 5, the last of all: accounts are deleted for good, and the sync creates them anew. */
export const atlassianSupport: Option = {
  id: 'atlassian-support',
  approval: 'approver',
  effort: { kind: 'request', text: 'one request with a list; Atlassian does it, and does not say when' },
  lead: { kind: 'others', who: 'Atlassian has to answer' },
  feels: 'may be without the portal for two weeks',
  lowersPremium: true,
  rules: [
    managedOnly,
    syncedOnly('no identity provider would create it again: for a local account this is plain deletion', SOURCES.guide),
    managementKnown,
    administratorKnown,
    notLeft('the person has left: the identity provider has to deactivate the account'),
    sitesNamed,
  ],
  cautions: [changeEmailFirst, requestsUnknown],
  consequences: (subject) => [
    {
      effect: 'two-weeks-without-portal',
      text: 'Two weeks without the portal, unless the e-mail address is changed first.',
      source: SOURCES.deletionGrace,
    },
    {
      effect: 'boards-gone',
      text: 'Boards of which it was the only member are deleted with it.',
      source: SOURCES.guide,
    },
    ...requestConsequences(subject),
  ],
  undo: () => ({ possible: 'no', why: 'A deleted account does not come back after its 14 days.' }),
  steps: () => [
    { who: 'organization admin', text: 'Tell the holders, and have boards that are needed shared with a colleague.' },
    { who: 'organization admin', text: 'Send Atlassian support the request and its list (support-accounts).' },
    { who: 'Atlassian support', text: 'Changes the e-mail addresses, then deletes the accounts.' },
    { who: 'identity provider admin', text: 'Let the next sync create the accounts again.' },
    { who: 'site admin', text: 'Change the reporter of the requests from the old accounts to the new ones.' },
  ],
  personText: () =>
    'Your Atlassian account is deleted and created anew. Boards of which you are the only member are deleted with it: share what you need with a colleague before. Your requests are moved to the new account.',
};
