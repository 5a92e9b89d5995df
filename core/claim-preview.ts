import type { Account, Instant, ProductAccess } from './account.ts';
import { EXPOSURES, type Exposure, type ExposureRules, isAvoidable, judgeAccess, judgeExposure } from './exposure.ts';
import type { Consequence } from './options/option.ts';
import { SOURCES } from './options/source.ts';
import { type Upload, uploadFiles } from './packs/upload-files.ts';
import { tally } from './tally.ts';

/** One row of the export that Atlassian offers before a domain is claimed. */
export interface DomainAccount {
  readonly account: Account;
  /** Null where the export does not say. */
  readonly claimed: boolean | null;
}

export interface ClaimInput {
  readonly accounts: readonly DomainAccount[];
  readonly rules: ExposureRules;
  readonly asOf: Instant;
}

/** An account that need not be claimed, and the products that would make it billable. */
export interface LeftUnclaimed {
  readonly accountId: string;
  readonly exposure: Exposure;
  readonly access: readonly ProductAccess[];
}

export interface ClaimPreview {
  /** Accounts of the domain, and how many of them are claimed already. */
  readonly accounts: number;
  readonly alreadyClaimed: number;
  /** How many claiming all would add, at most: an Enterprise licence somewhere would take one out again. */
  readonly addsBillable: number;
  readonly byExposure: readonly { readonly exposure: Exposure; readonly accounts: number }[];
  readonly leftUnclaimed: readonly LeftUnclaimed[];
  /** What those who are left out lose. */
  readonly theyLose: readonly Consequence[];
  /** The upload: everybody of the domain who is not claimed yet, without those left out. */
  readonly claim: Upload;
  /** True while nobody has said which sites are yours: then only self-signups are left out. */
  readonly sitesAssumed: boolean;
}

/**
 * What claiming a domain would bring, before it is done (the guide's option 1). Billable would be who is active and has
 * a product; the flag of an account that is not claimed yet says nothing. Left out are avoidable accounts without any
 * access of yours: those with one would count as external users instead.
 */
export function previewClaim({ accounts, rules, asOf }: ClaimInput): ClaimPreview {
  const open = accounts.filter(({ claimed }) => claimed !== true).map(({ account }) => account);
  const judged = open.filter(wouldBeBillable).map((account) => ({ account, ...judgeExposure(account, rules, asOf) }));
  const leftOut = judged.filter(({ account, exposure }) => mayStayOut(account, exposure, rules));
  const leftIds = new Set(leftOut.map(({ account }) => account.accountId));
  const counts = new Map<string, number>();
  for (const { exposure } of judged) tally(counts, exposure);
  return {
    accounts: accounts.length,
    alreadyClaimed: accounts.length - open.length,
    addsBillable: judged.length,
    byExposure: EXPOSURES.flatMap((exposure) => {
      const number = counts.get(exposure);
      return number ? [{ exposure, accounts: number }] : [];
    }),
    leftUnclaimed: leftOut.map(({ account, exposure }) => ({
      accountId: account.accountId,
      exposure,
      access: account.access,
    })),
    theyLose: LOSSES,
    claim: uploadFiles(
      'claim-upload',
      open.filter(({ accountId }) => !leftIds.has(accountId)),
    ),
    sitesAssumed: rules.assumed,
  };
}

function wouldBeBillable({ status, access }: Account): boolean {
  return status !== 'inactive' && status !== 'closed' && access.length > 0;
}

function mayStayOut(account: Account, exposure: Exposure, rules: ExposureRules): boolean {
  if (!isAvoidable(exposure) || (rules.assumed && exposure !== 'self-signup')) return false;
  const owners = account.access.map((access) => judgeAccess(access, rules));
  return !owners.includes('licensed') && !owners.includes('sandbox');
}

const LOSSES: readonly Consequence[] = [
  { effect: 'no-sso', text: 'Single sign-on cannot be enforced for them.', source: SOURCES.guide },
  { effect: 'no-two-step', text: 'Two-step verification cannot be required of them.', source: SOURCES.guide },
  {
    effect: 'no-sync',
    text: 'The identity provider cannot sync them: no groups, no licences, no deactivation when they leave.',
    source: SOURCES.guide,
  },
];
