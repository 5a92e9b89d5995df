import type { Account } from './account.ts';
import { productHome } from './products.ts';
import type { OwnSite } from './settings.ts';
import { keepTop, type TopCounts, tally } from './tally.ts';

/** What the data suggests before anyone has said which sites are the organization's own. */
export interface SettingsProposal {
  readonly sites: readonly OwnSite[];
  /** Products seen on these sites: what the organization plainly pays for. */
  readonly siteProducts: readonly string[];
  /** Sites that are not proposed, by billable accounts. */
  readonly otherSites: TopCounts;
  /** Products without a site, by billable accounts: only a person can say whether they are paid for on purpose. */
  readonly workspaceProducts: TopCounts;
}

/** A site is proposed as own if at least this share of the accounts on the largest site is on it. */
const OWN_SITE_SHARE = 0.5;

/**
 * Proposes the organization's own sites from where its billable accounts are: the site that most of them reach, every
 * site with at least half as many, and sandboxes named after one of these. Products seen there are taken as licensed: the site says so.
 */
export function startProposal() {
  const perSite = new Map<string, number>();
  const productsBySite = new Map<string, Set<string>>();
  const perWorkspaceProduct = new Map<string, number>();
  return {
    see(account: Account): void {
      if (account.billable !== 'billable') return;
      for (const site of hostsOf(account)) tally(perSite, site);
      for (const product of workspaceProductsOf(account)) tally(perWorkspaceProduct, product);
      for (const { product, site } of account.access) {
        if (site !== null) productsBySite.set(site, (productsBySite.get(site) ?? new Set()).add(product));
      }
    },
    finish(): SettingsProposal {
      const sites = ownSites(perSite);
      const hosts = new Set(sites.map((site) => site.host));
      return {
        sites,
        siteProducts: [...new Set([...hosts].flatMap((host) => [...(productsBySite.get(host) ?? [])]))].sort(),
        otherSites: keepTop(new Map([...perSite].filter(([host]) => !hosts.has(host)))),
        workspaceProducts: keepTop(perWorkspaceProduct),
      };
    },
  };
}

function hostsOf(account: Account): Set<string> {
  return new Set(account.access.flatMap(({ site }) => (site?.includes('.') ? [site] : [])));
}

function workspaceProductsOf(account: Account): Set<string> {
  return new Set(account.access.map((access) => access.product).filter((key) => productHome(key) === 'workspace'));
}

function ownSites(perSite: ReadonlyMap<string, number>): OwnSite[] {
  const plain = [...perSite].filter(([host]) => !isSandboxName(host));
  const largest = Math.max(0, ...plain.map(([, accounts]) => accounts));
  const own = plain
    .filter(([, accounts]) => accounts >= largest * OWN_SITE_SHARE)
    .map(([host]) => host)
    .sort();
  const sandboxes = [...perSite.keys()]
    .filter((host) => isSandboxName(host) && own.some((site) => host.startsWith(`${site.split('.')[0]}-sandbox`)))
    .sort();
  return [...own.map((host) => ({ host, sandbox: false })), ...sandboxes.map((host) => ({ host, sandbox: true }))];
}

function isSandboxName(host: string): boolean {
  return /-sandbox(-\d+)?\./.test(host);
}
