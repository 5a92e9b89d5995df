import { type Instant, toInstant } from '../../../core/account.ts';
import { composeInspection, type DirectoryUser } from '../../../core/compose-inspection.ts';
import { type AccountInspection, type Fact, known, type PolicyFact, unknown } from '../../../core/inspection.ts';
import { AtlassianError } from '../../clients/atlassian/atlassian-error.ts';
import { type Inspector, POLICY_ACCOUNTS, SEARCH_ACCOUNTS } from '../../clients/atlassian/inspector.ts';
import type { ChosenAccount } from '../../clients/inspections.ts';
import type { SiteClient } from '../../clients/jira/site.ts';
import { type Asker, isUnavailable } from './ask.ts';

export interface Inspected {
  readonly inspections: readonly AccountInspection[];
  /** Why it ended before the last account; null if it did not. */
  readonly stopped: string | null;
}

/** Whom to ask: the organization's API, and the site that counts requests where there is a token for it. */
export interface Askable {
  readonly inspector: Inspector;
  readonly site: SiteClient | null;
}

/**
 * Asks all that can be asked about a few accounts, one call after the other: whoever asks in parallel only meets the rate
 * limit sooner. Where Atlassian stops answering, what was learnt until then is kept.
 */
export async function inspectAccounts(
  { inspector, site }: Askable,
  asker: Asker,
  accounts: readonly ChosenAccount[],
  asOf: Instant,
  now: () => Date,
): Promise<Inspected> {
  const inspections: AccountInspection[] = [];
  try {
    const users = await askInGroups(accounts, SEARCH_ACCOUNTS, (group) => askUsers(inspector, asker, group));
    const policies = await askInGroups(accounts, POLICY_ACCOUNTS, (group) => askPolicies(inspector, asker, group));
    for (const account of accounts) {
      const { accountId } = account;
      const manage = await askManage(inspector, asker, accountId);
      const scimLinks = await asker.ask('scim-links', () => inspector.readScimLinks(accountId));
      const answers = {
        inspectedAt: toInstant(now()),
        ...manage,
        scimLinks,
        user: users.get(accountId) ?? unknown('not-told'),
        policy: policies.get(accountId) ?? unknown('not-told'),
      };
      const inspection = composeInspection(account, asOf, answers);
      inspections.push({ ...inspection, requestsReported: await askRequests(site, asker, account, inspection) });
    }
    return { inspections, stopped: null };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return { inspections, stopped: error.message };
  }
}

type FactsById<Value> = ReadonlyMap<string, Fact<Value>>;

async function askInGroups<Value>(
  accounts: readonly ChosenAccount[],
  size: number,
  askGroup: (group: readonly ChosenAccount[]) => Promise<FactsById<Value>>,
): Promise<FactsById<Value>> {
  const facts = new Map<string, Fact<Value>>();
  for (let from = 0; from < accounts.length; from += size) {
    for (const [accountId, fact] of await askGroup(accounts.slice(from, from + size))) facts.set(accountId, fact);
  }
  return facts;
}

async function askUsers(
  inspector: Inspector,
  asker: Asker,
  group: readonly ChosenAccount[],
): Promise<FactsById<DirectoryUser>> {
  const ids = group.map(({ accountId }) => accountId);
  const found = await asker.ask('users', () => inspector.searchUsers(ids));
  if (!found.known) return new Map(ids.map((accountId) => [accountId, found]));
  return new Map(found.value.map((user) => [user.accountId, known(user)]));
}

async function askPolicies(
  inspector: Inspector,
  asker: Asker,
  group: readonly ChosenAccount[],
): Promise<FactsById<PolicyFact>> {
  const found = await asker.ask('policies', () => inspector.readPolicies(group));
  if (!found.known) return new Map(group.map(({ accountId }) => [accountId, found]));
  return new Map([...found.value].map(([accountId, policy]) => [accountId, known(policy)]));
}

/** Requests matter where an account may be replaced by a new one: of accounts that are synced, and nobody else. */
async function askRequests(
  site: SiteClient | null,
  asker: Asker,
  { accountId, replaceable }: ChosenAccount,
  { management }: AccountInspection,
): Promise<Fact<number>> {
  const matter = replaceable && management.known && management.value === 'idp';
  if (site === null || !matter) return unknown('not-asked');
  return asker.ask('requests', () => site.countRequests(accountId));
}

/** Of a single account "not found" is no refusal: it is gone. */
async function askManage(inspector: Inspector, asker: Asker, accountId: string) {
  let gone = false;
  const manage = await asker.ask('manage', async () => {
    try {
      return await inspector.readManage(accountId);
    } catch (error) {
      gone = error instanceof AtlassianError && error.problem === 'organization-unknown';
      if (gone) return {};
      throw error;
    }
  });
  return { gone, manage: gone ? unknown('not-told') : manage };
}
