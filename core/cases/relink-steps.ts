import { IDP_WORDS } from '../options/steps-by-idp.ts';
import type { DirectorySettings } from '../settings.ts';
import type { CaseStep } from './case.ts';

type IdpKind = DirectorySettings['idp'];

/**
 * Who does what of the options that cut accounts from their identity provider. `atlassian`: the program writes there.
 * `provisioning`: it pauses, starts and syncs; only Entra has an API for that. `requests`: it moves them.
 */
export interface RelinkHands {
  readonly idps: readonly IdpKind[];
  readonly atlassian: boolean;
  readonly provisioning: boolean;
  readonly requests: boolean;
}

const EMPTY = { action: null, check: null, for: 'every', withinMinutes: null, back: null } as const;
const ADMIN = { ...EMPTY, who: 'organization admin' } as const;
const PROGRAM = { ...EMPTY, who: 'program' } as const;

const UNLINK_BACK =
  'Assign the person again in the application at the identity provider; the next sync links the account again.';

const WITH_EMAIL = 'With the e-mail address: the new account gives it up, and is disabled.';

export function unlinkStep({ atlassian }: RelinkHands): CaseStep {
  const common = { name: 'unlink', check: 'unlinked', back: UNLINK_BACK } as const;
  if (atlassian) {
    const text = 'Cut the link to each directory that holds the account, by its id; nobody is deactivated by that.';
    return { ...PROGRAM, ...common, text, action: 'unlink' };
  }
  return {
    ...ADMIN,
    ...common,
    text: 'Unlink directory by directory (PATCH …/scimDirectoryId/{directory}/scimUserId/{id}/unlink, organization key). Not the SCIM DELETE: it deactivates. Not onlyDeleteUserInDB: it hits all directories.',
  };
}

/** Option 2b, up to its last step: cut, out of the scope, and where the program can, one sync that shows that it held. */
export function narrowSyncSteps(hands: RelinkHands): CaseStep[] {
  const { idps, provisioning } = hands;
  const sync: CaseStep = {
    ...PROGRAM,
    name: 'sync',
    action: 'sync',
    check: 'unlinked-and-active',
    text: 'Provision each person on demand: the account must stay active and without a link.',
  };
  const wait = provisioning ? '' : ' Then wait for one sync.';
  return [
    unlinkStep(hands),
    {
      ...EMPTY,
      name: 'out-of-scope',
      who: 'identity provider admin',
      text: `Only now, with the link cut: ${idps.map((kind) => IDP_WORDS[kind].outOfScope).join(' ')}${wait}`,
      check: 'unlinked-and-active',
      back: 'Put the person back into the scope of the application.',
    },
    ...(provisioning ? [sync] : []),
  ];
}

/** Option 6 in the order of the design: nothing that waits for another person lies between pause and resume. */
export function relinkSteps(hands: RelinkHands): CaseStep[] {
  return [
    preflightStep(hands),
    unlinkStep(hands),
    manageStep(hands),
    emailStep(hands),
    ...syncSteps(hands),
    findStep(hands),
    { ...EMPTY, name: 'first-login', who: 'holder', text: 'The first person logs in once.', for: 'canary' },
    whichStep(hands),
    ...requestSteps(hands),
    disableStep(hands),
  ];
}

function preflightStep({ atlassian, provisioning, requests }: RelinkHands): CaseStep {
  if (!atlassian) {
    return {
      ...ADMIN,
      name: 'preflight',
      text: 'Note who uses single sign-on, and list the requests each account has reported (JQL: reporter = "<account id>").',
    };
  }
  const idp = provisioning ? ', find the person at the identity provider' : '';
  const list = requests ? ', list the requests it has reported' : '';
  const text = `Read the account, its directory and its address${idp}${list}. Whoever cannot be exchanged is left as they are.`;
  return { ...PROGRAM, name: 'preflight', text, action: 'preflight' };
}

function manageStep({ atlassian }: RelinkHands): CaseStep {
  const common = { name: 'manage-again', check: 'email-settable' } as const;
  const text = 'Ask GET /users/{id}/manage: email.set must be allowed now.';
  return atlassian ? { ...PROGRAM, ...common, text, action: 'ask-manage' } : { ...ADMIN, ...common, text };
}

function emailStep({ atlassian }: RelinkHands): CaseStep {
  const common = {
    name: 'change-email',
    text: 'Change the e-mail of the old account to an address nobody uses, in a verified domain.',
    check: 'email-changed',
    back: 'Give the old account its e-mail address back, after the new one was disabled.',
  } as const;
  return atlassian ? { ...PROGRAM, ...common, action: 'change-email' } : { ...ADMIN, ...common };
}

function syncSteps({ idps, provisioning }: RelinkHands): CaseStep[] {
  if (provisioning) {
    const text =
      'Pause provisioning, provision each person on demand (at most 5 in 10 seconds), and start it again, within 60 minutes whatever happens.';
    return [{ ...PROGRAM, name: 'resync', text, action: 'resync', withinMinutes: 60, back: WITH_EMAIL }];
  }
  const idp = { ...EMPTY, who: 'identity provider admin' } as const;
  const words = (what: 'pause' | 'resume' | 'syncOne') => idps.map((kind) => IDP_WORDS[kind][what]).join(' ');
  return [
    {
      ...idp,
      name: 'pause',
      text: `Best without a pause: unassign and assign the one person. Else: ${words('pause')} From here to the next step at most 60 minutes.`,
      back: `Switch provisioning on: ${words('resume')}`,
    },
    { ...idp, name: 'resume', text: `${words('resume')} Then: ${words('syncOne')}`, withinMinutes: 60 },
  ];
}

function findStep({ atlassian }: RelinkHands): CaseStep {
  const text = 'Find the new account with the old address, and check that its groups do not grant a product again.';
  if (!atlassian) return { ...ADMIN, name: 'find-new', text };
  return { ...PROGRAM, name: 'find-new', text, action: 'find-new', back: WITH_EMAIL };
}

function whichStep({ atlassian }: RelinkHands): CaseStep {
  const common = { name: 'which-account', for: 'canary' } as const;
  if (atlassian) {
    const text = "Read which account's last activity moved: the new one, or everybody would be locked out.";
    return { ...PROGRAM, ...common, text, action: 'which-account' };
  }
  return {
    ...ADMIN,
    ...common,
    text: "Read which account's last activity moved. The new one: done. The old one: say that it failed, or this and every other person who uses single sign-on would be locked out.",
  };
}

/** Once all accounts are exchanged; the program moves what it has found the new account of. */
function requestSteps({ atlassian, requests }: RelinkHands): CaseStep[] {
  if (atlassian && requests) return [moveRequestsStep()];
  return [
    {
      ...EMPTY,
      name: 'move-requests',
      who: 'site admin',
      text: 'Change the reporter of the requests from the old account to the new one; bulk edit where the reporter may be edited, else one by one. Approvals, comments and audit entries stay behind.',
      for: 'end',
    },
  ];
}

export function moveRequestsStep(): CaseStep {
  return {
    ...PROGRAM,
    name: 'move-requests',
    text: 'Change the reporter of the requests from the old account to the new one; what cannot be moved is said. Approvals, comments and audit entries stay behind.',
    action: 'move-requests',
    for: 'end',
    back: 'Change the reporter of the requests back to the old account.',
  };
}

function disableStep({ atlassian }: RelinkHands): CaseStep {
  const common = {
    name: 'disable-old',
    text: 'Disable the old account; there is no need to wait for every login.',
    check: 'disabled',
    for: 'end',
    back: 'Activate the old account again.',
  } as const;
  return atlassian ? { ...PROGRAM, ...common, action: 'disable' } : { ...ADMIN, ...common };
}
