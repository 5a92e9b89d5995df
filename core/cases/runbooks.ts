import { OPTIONS } from '../options/all-options.ts';
import type { OptionId } from '../options/option-id.ts';
import type { DirectorySettings } from '../settings.ts';
import type { CasePlan, CaseStep } from './case.ts';
import { moveRequestsStep, narrowSyncSteps, type RelinkHands, relinkSteps } from './relink-steps.ts';
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
  const canary = WITH_CANARY.has(option) ? (accountIds[0] ?? null) : null;
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
  const hands = handsOf(request);
  switch (request.option) {
    case 'deactivate':
      return deactivateSteps(request);
    case 'non-billable-policy':
      return [policyStep(request)];
    case 'narrow-sync':
      return [...narrowSyncSteps(hands), policyStep(request)];
    case 'relink-through-idp':
      return relinkSteps(hands);
    case 'leave-unclaimed':
      return plainSteps('leave-unclaimed', 'gone', 'Claim the accounts again: Domains > Claim accounts.');
    case 'atlassian-support':
      return supportSteps(hands);
    case 'leave-or-delete-workspace':
      return askSteps(request);
    case 'remove-access':
      return plainSteps('remove-access', null, 'Put the accounts back into the group that was noted.');
    case 'external-policy':
      return plainSteps('external-policy', null, "Make the external users' policy billable again.");
  }
}

function handsOf({ option, directories, automated }: RunbookRequest): RelinkHands {
  const kinds: readonly IdpKind[] = [...new Set(directories.map(({ idp }) => idp))];
  const atlassian = automated.some((each) => each === option);
  const provisioning =
    atlassian &&
    directories.length > 0 &&
    directories.every(({ idp, appId }) => idp === 'entra' && appId !== undefined);
  const requests = automated.includes('request-history');
  return { idps: kinds.length > 0 ? kinds : ['other'], atlassian, provisioning, requests };
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
  if (movesToPolicy(option) && automated.some((each) => each === option)) {
    const text = `Add the e-mail addresses to the policy ${id} and wait until its task has ended.`;
    return { ...common, who: 'program', text, action: 'move-to-policy' };
  }
  const text = `Add the e-mail addresses to the non-billable policy ${id} (Security > Authentication policies), and wait until the task has ended.`;
  return { ...common, who: 'organization admin', text };
}

/** Atlassian deletes the accounts and the sync creates new ones; their requests are listed before, and moved after. */
function supportSteps({ requests }: RelinkHands): CaseStep[] {
  const [carryOut, ...others] = plainSteps('atlassian-support', 'gone', null);
  if (!carryOut || !requests) return [...(carryOut ? [carryOut] : []), ...others];
  const who = 'program' as const;
  return [
    {
      ...EMPTY,
      name: 'list-requests',
      who,
      text: 'List the requests each account has reported.',
      action: 'list-requests',
    },
    { ...carryOut, text: SUPPORT_TEXT },
    {
      ...{ ...EMPTY, name: 'find-new', who, action: 'find-new', for: 'end' },
      text: 'Find the new account with the old address, and check that its groups do not grant a product again.',
    },
    moveRequestsStep(),
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

const SUPPORT_TEXT =
  'Warn the holders, send Atlassian support the request of the pack, and say done when Atlassian says that the accounts are deleted and a sync has created them again.';

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
