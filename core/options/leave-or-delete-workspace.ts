import type { Blocker, Caution, Option, Rule } from './option.ts';
import { doesNotApply, emailNeeded, managedOnly, refused, signupAccess } from './rules.ts';
import { SOURCES } from './source.ts';
import { accessWords } from './words.ts';

const hasWorkspace: Rule<Blocker> = (subject) =>
  signupAccess(subject).length > 0
    ? null
    : doesNotApply('no-workspace', 'it is billable for no product that lives in workspaces', SOURCES.guide);

/** Whoever keeps any other access stays billable. */
const nothingElse: Rule<Blocker> = (subject) => {
  const workspaces = signupAccess(subject);
  const others = subject.account.access.filter((access) => !workspaces.includes(access));
  return others.length === 0
    ? null
    : refused(
        'other-access-remains',
        `leaving the workspace changes nothing: ${accessWords(others)} keeps it billable`,
        SOURCES.guardBill,
      );
};

const onlyTrelloDocumented: Rule<Caution> = (subject) =>
  signupAccess(subject).every(({ product }) => product === 'trello')
    ? null
    : {
        rule: 'leaving-inferred',
        why: 'that leaving is enough is documented for Trello; for other products it follows from "no product, not billed"',
        source: { ...SOURCES.guardBill, certainty: 'inferred' },
      };

const ownersUnknown: Rule<Caution> = () => ({
  rule: 'owners-unknown',
  why: 'who owns the workspace is not known: where others do, leaving is enough and nothing may be deleted',
  source: SOURCES.guide,
});

/** Option 3. The holder leaves or deletes; whoever does not answer keeps everything. */
export const leaveOrDeleteWorkspace: Option = {
  id: 'leave-or-delete-workspace',
  approval: 'approver',
  effort: { kind: 'asking', text: 'one mail to each holder; they decide, and some will ask back' },
  lead: { kind: 'others', who: 'the holders have to answer' },
  feels: 'decide themselves',
  lowersPremium: true,
  rules: [
    managedOnly,
    hasWorkspace,
    nothingElse,
    emailNeeded('nobody can be asked: its e-mail is hidden', SOURCES.guide),
  ],
  cautions: [ownersUnknown, onlyTrelloDocumented],
  consequences: () => [
    {
      effect: 'leaves',
      text: 'Leaving a workspace takes it from the holder only; others keep it.',
      source: SOURCES.guide,
    },
    {
      effect: 'deletion-loses-boards',
      text: 'Only deleting a workspace loses its boards, for everybody in it.',
      source: SOURCES.guide,
    },
    { effect: 'silence-keeps', text: 'Who does not answer keeps everything.', source: SOURCES.ownRule },
  ],
  undo: () => ({
    possible: 'partly',
    how: 'Who left can be invited again.',
    lost: 'A deleted workspace and its boards do not come back.',
  }),
  steps: (subject) => {
    const products = accessWords(signupAccess(subject));
    if (subject.presence.state === 'left') {
      return [
        {
          who: 'organization admin',
          text: `The person has left: with access to the old mailbox, log in as the account, hand its ${products} workspaces to a colleague or delete them; then deactivate the account.`,
        },
      ];
    }
    return [
      {
        who: 'organization admin',
        text: `Ask the holder whether ${products} is still needed (the pack has the mail).`,
      },
      { who: 'holder', text: 'Not needed, others are in the workspace: leave it.' },
      { who: 'holder', text: 'Not needed, nobody else is in it: delete the workspace.' },
      {
        who: 'organization admin',
        text: 'The holder cannot, or nobody knows who owns it: have an admin invited to the workspace, who removes the member.',
      },
    ];
  },
  personText: (subject) =>
    `We pay for your account because of ${accessWords(signupAccess(subject))}. If you do not need it, please leave the workspace. If you need it, say so and keep it. Nothing is deleted because you do not answer.`,
};
