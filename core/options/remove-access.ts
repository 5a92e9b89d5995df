import type { Blocker, Caution, Option, OptionSubject, Rule } from './option.ts';
import { administratorKnown, doesNotApply, managedOnly, missing, ownAccess, refused, sitesNamed } from './rules.ts';
import { SOURCES } from './source.ts';
import { accessWords, joinWords } from './words.ts';

const hasOwnAccess: Rule<Blocker> = (subject) =>
  ownAccess(subject).length > 0
    ? null
    : doesNotApply('no-access-of-ours', 'it has no access on a site of yours that could be removed');

/** Who keeps any other access stays billable. */
const nothingElse: Rule<Blocker> = (subject) => {
  const own = ownAccess(subject);
  const others = subject.account.access.filter((access) => !own.includes(access));
  return own.length === 0 || others.length === 0
    ? null
    : refused(
        'other-access-remains',
        `removing it leaves ${accessWords(others)}, which keeps it billable`,
        SOURCES.guardBill,
      );
};

/**
 * A seat is taken back if it is a sandbox only, idle for 180 days, or never used by an account that has been here for
 * 30 days (a default group gave it). Not knowing is not idling.
 */
const unused: Rule<Blocker> = ({ exposure: { exposure }, inspection: { activity } }) => {
  if (exposure !== 'licensed' || activity.state === 'never') return null;
  if (activity.state !== 'unknown') return refused('in-use', 'its licence is in use', SOURCES.ownRule);
  return missing(
    'activity-unknown',
    'whether its licence is used is not known',
    activity.why === 'no-date'
      ? 'give a key that may read last-active dates, and run again'
      : 'wait until the account has been here for 30 days',
  );
};

const groupsFromIdp: Rule<Caution> = ({ inspection: { management } }) =>
  management.known && management.value === 'local'
    ? null
    : {
        rule: 'groups-from-idp',
        why: 'the group that grants the access may come from the identity provider: then it has to be left there, or the next sync brings it back',
        source: SOURCES.unlinkAll,
      };

function hostsOf(subject: OptionSubject): string {
  return joinWords([...new Set(ownAccess(subject).flatMap(({ site }) => site ?? []))].sort());
}

/** Option 7. */
export const removeAccess: Option = {
  id: 'remove-access',
  approval: 'approver',
  effort: { kind: 'click', text: 'one group or product access on the site, for all of them' },
  lead: { kind: 'at-once' },
  feels: 'lose a product they do not use',
  lowersPremium: true,
  rules: [managedOnly, hasOwnAccess, nothingElse, unused, administratorKnown, sitesNamed],
  cautions: [groupsFromIdp],
  consequences: (subject) => [
    {
      effect: 'loses-product',
      text: `The account loses ${accessWords(ownAccess(subject)) || 'the product'} on ${hostsOf(subject) || 'your site'}.`,
      source: SOURCES.guide,
    },
    { effect: 'frees-seat', text: 'The seat of that product is saved as well.', source: SOURCES.ownRule },
  ],
  undo: () => ({ possible: 'yes', how: 'Add the account to the group, or give it the product, again.' }),
  steps: (subject) => [
    {
      who: 'site admin',
      text: `On ${hostsOf(subject) || 'your site'}: find the group that grants ${accessWords(ownAccess(subject)) || 'the product'}, and note it: it is the way back.`,
    },
    {
      who: 'site admin',
      text: 'Remove the account from that group; where the identity provider syncs the group, have it removed there.',
    },
    {
      who: 'organization admin',
      text: 'If a default group gave it: take the product from that group, or the next account gets it too.',
    },
  ],
  personText: (subject) =>
    `Your access to ${accessWords(ownAccess(subject)) || 'the product'} on ${hostsOf(subject) || 'our site'} was removed, because it was not used. If you need it, ask for it again.`,
};
