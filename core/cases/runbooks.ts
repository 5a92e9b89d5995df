import { OPTIONS } from '../options/all-options.ts';
import type { OptionId } from '../options/option-id.ts';
import { IDP_WORDS } from '../options/steps-by-idp.ts';
import type { DirectorySettings } from '../settings.ts';
import type { CasePlan, CaseStep } from './case.ts';
import type { RemediationSettings } from './remediation-settings.ts';

type IdpKind = DirectorySettings['idp'];

/** What a runbook is written from. */
export interface RunbookRequest {
  readonly option: OptionId;
  readonly accountIds: readonly string[];
  readonly snapshot: string;
  readonly directories: readonly DirectorySettings[];
  readonly nonBillablePolicyId: string | null;
  readonly automated: RemediationSettings['automated'];
}

/** These go account by account first: order is everything, and one person tells whether it is right. */
const WITH_CANARY: ReadonlySet<OptionId> = new Set(['narrow-sync', 'relink-through-idp']);

/**
 * The plan of a case: its accounts in order, and its runbook. The first account goes ahead of the others where the order
 * of the steps could lock people out.
 */
export function planCase(request: RunbookRequest): CasePlan {
  const { option, snapshot, nonBillablePolicyId } = request;
  const accountIds = [...new Set(request.accountIds)].sort();
  const canary = WITH_CANARY.has(option) && accountIds.length > 1 ? (accountIds[0] ?? null) : null;
  return {
    option,
    accountIds,
    canary,
    snapshot,
    policyId: movesToPolicy(option) ? nonBillablePolicyId : null,
    steps: runbookOf(request),
  };
}

export function movesToPolicy(option: OptionId): boolean {
  return option === 'non-billable-policy' || option === 'narrow-sync';
}

function runbookOf(request: RunbookRequest): CaseStep[] {
  const kinds: readonly IdpKind[] = [...new Set(request.directories.map(({ idp }) => idp))];
  const idps = kinds.length > 0 ? kinds : (['other'] as const);
  switch (request.option) {
    case 'deactivate':
      return deactivateSteps(request);
    case 'non-billable-policy':
      return [policyStep(request)];
    case 'narrow-sync':
      return [...unlinkSteps(), outOfScope(idps), policyStep(request)];
    case 'relink-through-idp':
      return relinkSteps(idps);
    case 'leave-unclaimed':
      return plainSteps('leave-unclaimed', 'gone', 'Claim the accounts again: Domains > Claim accounts.');
    case 'atlassian-support':
      return plainSteps('atlassian-support', 'gone', null);
    case 'leave-or-delete-workspace':
      return askSteps(request);
    case 'remove-access':
      return plainSteps('remove-access', null, 'Put the accounts back into the group that was noted.');
    case 'external-policy':
      return plainSteps('external-policy', null, "Make the external users' policy billable again.");
  }
}

const EMPTY = { action: null, check: null, for: 'every', withinMinutes: null, back: null } as const;

function deactivateSteps({ automated }: RunbookRequest): CaseStep[] {
  const back = 'Activate the account again; its accesses are as before.';
  if (automated.includes('deactivate')) {
    const text = 'Disable each account; whoever may not be disabled, or is disabled already, is left as it is.';
    return [{ ...EMPTY, name: 'disable', who: 'program', text, action: 'disable', check: 'disabled', back }];
  }
  const text = 'Directory > Managed accounts > each account > Deactivate. Do not delete it.';
  return [{ ...EMPTY, name: 'disable', who: 'organization admin', text, check: 'disabled', back }];
}

function policyStep({ automated, option, nonBillablePolicyId }: RunbookRequest): CaseStep {
  const back = 'Move each account back to the policy it was in, which was read and is kept with the case.';
  const common = { ...EMPTY, name: 'move-to-policy', check: 'in-non-billable-policy', back } as const;
  const id = nonBillablePolicyId ?? '';
  if (option === 'non-billable-policy' && automated.includes(option)) {
    const text = `Add the e-mail addresses to the policy ${id} and wait until its task has ended.`;
    return { ...common, who: 'program', text, action: 'move-to-policy' };
  }
  const text = `Add the e-mail addresses to the non-billable policy ${id} (Security > Authentication policies), and wait until the task has ended.`;
  return { ...common, who: 'organization admin', text };
}

function unlinkSteps(): CaseStep[] {
  return [
    {
      ...EMPTY,
      name: 'unlink',
      who: 'organization admin',
      text: 'Unlink directory by directory (PATCH …/scimDirectoryId/{directory}/scimUserId/{id}/unlink, organization key). Not the SCIM DELETE: it deactivates. Not onlyDeleteUserInDB: it hits all directories.',
      check: 'unlinked',
      back: 'Assign the person again in the application at the identity provider; the next sync links the account again.',
    },
  ];
}

function outOfScope(idps: readonly IdpKind[]): CaseStep {
  return {
    ...EMPTY,
    name: 'out-of-scope',
    who: 'identity provider admin',
    text: `Only now, with the link cut: ${idps.map((kind) => IDP_WORDS[kind].outOfScope).join(' ')} Then wait for one sync.`,
    check: 'unlinked-and-active',
    back: 'Put the person back into the scope of the application.',
  };
}

/** The order of the design: nothing that waits for another person lies between pause and resume. */
function relinkSteps(idps: readonly IdpKind[]): CaseStep[] {
  const words = (what: 'pause' | 'resume' | 'syncOne') => idps.map((kind) => IDP_WORDS[kind][what]).join(' ');
  const admin = { ...EMPTY, who: 'organization admin' } as const;
  const idp = { ...EMPTY, who: 'identity provider admin' } as const;
  return [
    {
      ...admin,
      name: 'preflight',
      text: 'Note who uses single sign-on, and list the requests each account has reported (JQL: reporter = "<account id>").',
    },
    ...unlinkSteps(),
    {
      ...admin,
      name: 'manage-again',
      text: 'Ask GET /users/{id}/manage: email.set must be allowed now.',
      check: 'email-settable',
    },
    {
      ...admin,
      name: 'change-email',
      text: 'Change the e-mail of the old account to an address nobody uses, in a verified domain.',
      check: 'email-changed',
      back: 'Give the old account its e-mail address back, after the new one was disabled.',
    },
    {
      ...idp,
      name: 'pause',
      text: `Best without a pause: unassign and assign the one person. Else: ${words('pause')} From here to the next step at most 60 minutes.`,
      back: `Switch provisioning on: ${words('resume')}`,
    },
    { ...idp, name: 'resume', text: `${words('resume')} Then: ${words('syncOne')}`, withinMinutes: 60 },
    {
      ...admin,
      name: 'find-new',
      text: 'Find the new account with the old address, and check that its groups do not grant a product again.',
    },
    { ...EMPTY, name: 'first-login', who: 'holder', text: 'The first person logs in once.', for: 'canary' },
    {
      ...admin,
      name: 'which-account',
      text: "Read which account's last activity moved. The new one: done. The old one: say that it failed, or this and every other person who uses single sign-on would be locked out.",
      for: 'canary',
    },
    {
      ...EMPTY,
      name: 'move-requests',
      who: 'site admin',
      text: 'Change the reporter of the requests from the old account to the new one; bulk edit where the reporter may be edited, else one by one. Approvals, comments and audit entries stay behind.',
    },
    {
      ...admin,
      name: 'disable-old',
      text: 'Disable the old account; there is no need to wait for every login.',
      check: 'disabled',
      back: 'Activate the old account again.',
    },
  ];
}

function askSteps({ automated }: RunbookRequest): CaseStep[] {
  if (automated.includes('leave-or-delete-workspace')) {
    const text =
      "Mail each holder from the company's own address, remind those who are silent, and read the answers. Whoever does not need it leaves by themselves; whoever needs it is excluded until the renewal; silence changes nothing.";
    return [{ ...EMPTY, name: 'ask', who: 'program', text, action: 'ask-holders' }];
  }
  return [
    {
      ...EMPTY,
      name: 'ask',
      who: 'organization admin',
      text: "Send the mails of the pack from the company's own address. Who does not answer keeps everything.",
    },
    {
      ...EMPTY,
      name: 'answers',
      who: 'holder',
      text: 'Leave the workspace, or delete it if nobody else is in it. Whoever needs it keeps it: exclude those accounts until the renewal.',
    },
  ];
}

/** Options that one person carries out as their own steps say, and one reading shows. */
function plainSteps(option: OptionId, check: CaseStep['check'], back: string | null): CaseStep[] {
  const { effort } = OPTIONS[option];
  return [
    {
      ...EMPTY,
      name: 'carry-out',
      who: PLAIN_WHO[option] ?? 'organization admin',
      text: `${PLAIN_TEXT[option] ?? effort.text}`,
      check,
      back,
    },
  ];
}

const PLAIN_WHO: Partial<Record<OptionId, CaseStep['who']>> = { 'remove-access': 'site admin' };

const PLAIN_TEXT: Partial<Record<OptionId, string>> = {
  'leave-unclaimed':
    'Keep the list of the policies they are in now. Domains > Unclaim accounts: upload the CSV of the pack, one file after the other, and wait for the mail.',
  'atlassian-support':
    'Warn the holders, list the requests each account has reported, send Atlassian support the request of the pack, and say done when Atlassian says that the accounts are deleted. Then let the sync create them again, and change the reporter of the requests.',
  'remove-access':
    'Note the group that grants the product, it is the way back; then remove the accounts from it. Where the identity provider syncs the group, have it removed there.',
  'external-policy':
    "Security > External users: note the policy as it is, export the list, then make the external users' policy non-billable.",
};
