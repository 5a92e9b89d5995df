import { type Account, type BillableState, domainOf, type Instant } from './account.ts';
import { type Exposure, type ExposureRules, judgeExposure } from './exposure.ts';

/** What drift needs to know of an account in one snapshot. Accounts that are alike share one fact object. */
export interface AccountFact {
  readonly state: BillableState;
  readonly status: string;
  /** True if the source says that the account was never active. */
  readonly neverActive: boolean;
  /** `trello`, `confluence@contoso.atlassian.net`: sorted, each once. */
  readonly access: readonly string[];
  readonly domain: string | null;
  /** Why it is billable; null unless the state is `billable`. */
  readonly exposure: Exposure | null;
}

export type FactMap = ReadonlyMap<string, AccountFact>;

/**
 * Reads accounts of the snapshot of `asOf` into facts. Facts that are equal are the same object, so that a map of a
 * million accounts holds little more than their ids.
 */
export function factReader(rules: ExposureRules, asOf: Instant): (account: Account) => AccountFact {
  const shared = new Map<string, AccountFact>();
  return (account) => {
    const fact = factOf(account, rules, asOf);
    const key = `${fact.state} ${fact.status} ${fact.neverActive} ${fact.domain} ${fact.exposure} ${fact.access.join(' ')}`;
    const known = shared.get(key);
    if (known) return known;
    shared.set(key, fact);
    return fact;
  };
}

function factOf(account: Account, rules: ExposureRules, asOf: Instant): AccountFact {
  return {
    state: account.billable,
    status: account.status,
    neverActive: account.lastActive === 'never',
    access: accessKeys(account),
    domain: domainOf(account),
    exposure: account.billable === 'billable' ? judgeExposure(account, rules, asOf).exposure : null,
  };
}

function accessKeys(account: Account): readonly string[] {
  if (account.access.length === 0) return NO_ACCESS;
  return [...new Set(account.access.map(accessKey))].sort();
}

const NO_ACCESS: readonly string[] = [];

function accessKey({ product, site }: { product: string; site: string | null }): string {
  return site === null ? product : `${product}@${site}`;
}

/** `confluence@contoso.atlassian.net` back into its two halves. */
export function splitAccessKey(key: string): { readonly product: string; readonly site: string | null } {
  const at = key.indexOf('@');
  return at < 0 ? { product: key, site: null } : { product: key.slice(0, at), site: key.slice(at + 1) };
}
