import { counted } from '../counted.ts';
import type { Fact, PolicyFact } from '../inspection.ts';
import { OPTIONS } from '../options/all-options.ts';
import type { OptionSubject, Step } from '../options/option.ts';
import type { OptionId } from '../options/option-id.ts';
import { judgeOrphanedLink } from '../options/orphaned-link.ts';
import { idpKindsOf } from '../options/steps-by-idp.ts';
import { accessWords } from '../options/words.ts';
import type { PlanGroup } from '../plan.ts';
import type { Remedy } from '../plan-groups.ts';
import { askMail } from './ask-mail.ts';
import { helpdeskNotice, worksCouncilNotice } from './notices.ts';
import type { LeftOut, Pack, PackFile } from './pack.ts';
import { uploadFiles } from './upload-files.ts';

/** Which organization the pack is for. */
export interface PackOrganization {
  readonly id: string;
  readonly name: string;
}

interface Contents {
  readonly files: readonly PackFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Everything one group of a plan needs: its list, the steps for each identity provider it has, what is uploaded or sent,
 * and what the helpdesk and the works council are told. `subjects`: the group's accounts, in any order.
 */
export function buildPack(group: PlanGroup, subjects: readonly OptionSubject[], organization: PackOrganization): Pack {
  const ids = new Set(group.accountIds);
  const members = subjects
    .filter(({ account }) => ids.has(account.accountId))
    .sort((one, other) => (one.account.accountId < other.account.accountId ? -1 : 1));
  const { files, leftOut } = contentsFor(group, members, organization);
  return {
    remedy: group.remedy,
    accounts: members.length,
    files: [
      listOf(group.remedy, members),
      ...files,
      ...stepFiles(group.remedy, members),
      ...noticesFor(group, members, organization),
    ],
    leftOut,
  };
}

function contentsFor(group: PlanGroup, members: readonly OptionSubject[], organization: PackOrganization): Contents {
  const accounts = members.map(({ account }) => account);
  switch (group.remedy) {
    case 'leave-unclaimed':
      return uploadFiles('unclaim-upload', accounts);
    case 'non-billable-policy':
    case 'narrow-sync':
      return uploadFiles('policy-members', accounts);
    case 'leave-or-delete-workspace':
      return askHolders(members, organization.name);
    case 'atlassian-support':
      return { files: [supportRequest(group, organization), supportAccounts(members)], leftOut: [] };
    default:
      return { files: [], leftOut: [] };
  }
}

/** Whoever has left is not written to: the steps say how the account is taken over. */
function askHolders(members: readonly OptionSubject[], organization: string): Contents {
  const here = members.filter(({ presence }) => presence.state !== 'left');
  const mails = here.flatMap((member) => askMail(member, organization) ?? []);
  const written = new Set(mails.map(({ accountId }) => accountId));
  return {
    files: [{ kind: 'mails', name: 'mails', mails }],
    leftOut: members.flatMap(({ account: { accountId }, presence }) => {
      if (written.has(accountId)) return [];
      return [{ accountId, why: presence.state === 'left' ? 'the person has left' : 'its e-mail is hidden' }];
    }),
  };
}

/** The list to keep: without the policy and the links as they are now there is no way back. */
function listOf(remedy: Remedy, members: readonly OptionSubject[]): PackFile {
  return {
    kind: 'table',
    name: LIST_NAMES[remedy],
    header: ['Account id', 'Name', 'E-mail', 'Products', 'Policy now', 'SCIM links now', 'Requests reported'],
    rows: members.map(({ account, inspection, exposure }) => [
      account.accountId,
      account.name,
      account.email ?? '',
      accessWords(exposure.deciding),
      policyText(inspection.policy),
      inspection.scimLinks.known ? inspection.scimLinks.value.map(linkText).join(' ') : 'unknown',
      inspection.requestsReported.known ? String(inspection.requestsReported.value) : 'unknown',
    ]),
  };
}

function policyText(policy: Fact<PolicyFact>): string {
  if (!policy.known) return 'unknown';
  const { name, id } = policy.value;
  return name !== null && id !== null ? `${name} (${id})` : (name ?? id ?? 'unknown');
}

function linkText({ directoryId, scimUserId }: { directoryId: string; scimUserId: string }): string {
  return `${directoryId}/${scimUserId}`;
}

const LIST_NAMES: Readonly<Record<Remedy, string>> = {
  deactivate: 'deactivation-list',
  'orphaned-link': 'left-but-still-synced',
  'remove-access': 'access-list',
  'non-billable-policy': 'policy-list',
  'leave-or-delete-workspace': 'holders',
  'external-policy': 'external-users',
  'leave-unclaimed': 'unclaim-list',
  'narrow-sync': 'unlink-list',
  'relink-through-idp': 'replacement-list',
  'atlassian-support': 'support-list',
};

/** The steps, once for all; by identity provider where they differ. */
function stepFiles(remedy: Remedy, members: readonly OptionSubject[]): readonly PackFile[] {
  const lists = new Map<string, readonly Step[]>();
  for (const member of members) {
    const steps = remedy === 'orphaned-link' ? (judgeOrphanedLink(member)?.steps ?? []) : OPTIONS[remedy].steps(member);
    const name = IDP_STEPS.has(remedy) ? `steps-${idpKindsOf(member).join('-')}` : 'steps';
    if (!lists.has(name)) lists.set(name, steps);
  }
  return [...lists].map(([name, steps]) => ({ kind: 'steps', name, steps }));
}

const IDP_STEPS: ReadonlySet<Remedy> = new Set<OptionId>(['narrow-sync', 'relink-through-idp']);

function noticesFor(
  group: PlanGroup,
  [first]: readonly OptionSubject[],
  organization: PackOrganization,
): readonly PackFile[] {
  if (!first || group.remedy === 'orphaned-link' || group.remedy === 'deactivate') return [];
  return [helpdeskNotice(group, OPTIONS[group.remedy].personText(first)), worksCouncilNotice(group, organization.name)];
}

function supportRequest(group: PlanGroup, organization: PackOrganization): PackFile {
  return {
    kind: 'text',
    name: 'support-request',
    title: 'Delete managed accounts that our identity provider will create again',
    paragraphs: [
      `Organization ${organization.id} (${organization.name}). The attached list holds ${counted(group.accounts, 'account')} managed by us and synced from our identity provider, so that we cannot delete them ourselves.`,
      'Their products are no longer needed. Please change the e-mail address of each account to one that is not used, so that the address is free at once, and then delete the account for good.',
      'Please leave out, and name, any account that is the only administrator of a site or a workspace with other members.',
      'After that our identity provider creates the accounts again. Please tell us when you have begun and when you are done, and which accounts could not be deleted.',
    ],
  };
}

/** What Atlassian needs to find the accounts, and no more of anybody. */
function supportAccounts(members: readonly OptionSubject[]): PackFile {
  return {
    kind: 'table',
    name: 'support-accounts',
    header: ['Account id', 'E-mail'],
    rows: members.map(({ account }) => [account.accountId, account.email ?? '']),
  };
}
