import type { Account, Instant, LastActive, ProductAccess } from './account.ts';
import { productHome } from './products.ts';
import type { OwnSite } from './settings.ts';

/** Why a billable account is billable. */
export type Exposure =
  | 'licensed'
  | 'licensed-idle'
  | 'sandbox-only'
  | 'partner-site'
  | 'foreign-site'
  | 'self-signup'
  | 'unknown';

export const EXPOSURES: readonly Exposure[] = [
  'licensed',
  'licensed-idle',
  'partner-site',
  'foreign-site',
  'self-signup',
  'sandbox-only',
  'unknown',
];

/** A billable account the organization probably never planned to pay for. Licensed-idle is counted apart. */
export function isAvoidable(exposure: Exposure): boolean {
  return exposure === 'self-signup' || exposure === 'foreign-site' || exposure === 'sandbox-only';
}

/** What one product access says of the account that has it. */
export type AccessOwner = 'licensed' | 'sandbox' | 'partner-site' | 'foreign-site' | 'self-signup' | 'unknown';

/** Whose site is whose; `assumed`: read out of the data, because neither settings nor Atlassian name the sites. */
export interface ExposureRules {
  readonly assumed: boolean;
  /** True while nobody has said which products are paid for on purpose. */
  readonly licencesAssumed: boolean;
  readonly sites: ReadonlySet<string>;
  readonly sandboxes: ReadonlySet<string>;
  readonly partnerSites: ReadonlySet<string>;
  readonly licensedProducts: ReadonlySet<string>;
}

export interface SiteSettings {
  readonly sites: readonly OwnSite[];
  readonly partnerSites: readonly string[];
  readonly licensedProducts: readonly string[];
}

export function exposureRules(
  settings: SiteSettings,
  assumed: boolean,
  licencesAssumed: boolean = assumed,
): ExposureRules {
  return {
    assumed,
    licencesAssumed,
    sites: new Set(settings.sites.filter((site) => !site.sandbox).map((site) => site.host)),
    sandboxes: new Set(settings.sites.filter((site) => site.sandbox).map((site) => site.host)),
    partnerSites: new Set(settings.partnerSites),
    licensedProducts: new Set(settings.licensedProducts),
  };
}

/**
 * One access. A site of ours makes it licensed whatever the product; a site of somebody else makes it foreign. Without
 * a site it is licensed if `licensedProducts` names the product, a self-signup if people can sign up for the product
 * without a site (Trello, Bitbucket), and else unknown: a new product key is never guessed into avoidable.
 */
export function judgeAccess(access: ProductAccess, rules: ExposureRules): AccessOwner {
  const home = productHome(access.product);
  if (access.site !== null) {
    if (rules.sites.has(access.site)) return 'licensed';
    if (rules.sandboxes.has(access.site)) return 'sandbox';
    if (rules.partnerSites.has(access.site)) return 'partner-site';
    if (home !== 'workspace') return 'foreign-site';
  }
  if (rules.licensedProducts.has(access.product)) return 'licensed';
  return home === 'workspace' ? 'self-signup' : 'unknown';
}

export interface ExposureVerdict {
  readonly exposure: Exposure;
  /** The accesses that decided it; none where the account is billable without any visible product. */
  readonly deciding: readonly ProductAccess[];
}

/**
 * Why a billable account is billable: the strongest of its accesses decides, in the order licensed, unknown, partner
 * site, foreign site, self-signup, sandbox. Unknown comes second, because it could be licensed. No access at all is
 * unknown. Licensed turns into licensed-idle when every licensed access was last used 180 days before `asOf` or
 * earlier (that day included); an access without a date is judged by the account's own last activity, and without
 * that nothing is idle.
 */
export function judgeExposure(account: Account, rules: ExposureRules, asOf: Instant): ExposureVerdict {
  const owners = account.access.map((access) => judgeAccess(access, rules));
  const strongest = STRENGTH.find((owner) => owners.includes(owner));
  if (!strongest) return { exposure: 'unknown', deciding: [] };
  const deciding = account.access.filter((_, index) => owners[index] === strongest);
  if (strongest === 'sandbox') return { exposure: 'sandbox-only', deciding };
  if (strongest !== 'licensed') return { exposure: strongest, deciding };
  const lastIdleDay = daysBefore(asOf, IDLE_DAYS);
  const idle = deciding
    .map((access) => (isDated(access.lastActive) ? access.lastActive : account.lastActive))
    .every((date) => isDated(date) && date.slice(0, 10) <= lastIdleDay);
  return { exposure: idle ? 'licensed-idle' : 'licensed', deciding };
}

const STRENGTH: readonly AccessOwner[] = [
  'licensed',
  'unknown',
  'partner-site',
  'foreign-site',
  'self-signup',
  'sandbox',
];

/** A licence without activity for this many days is idle. */
export const IDLE_DAYS = 180;

export function isDated(lastActive: LastActive): boolean {
  return lastActive !== 'never' && lastActive !== 'unknown';
}

const DAY_MS = 86_400_000;

/** The calendar day (UTC, `2026-05-27`) that lies `days` before an instant. */
export function daysBefore(asOf: Instant, days: number): string {
  return new Date(Date.parse(asOf) - days * DAY_MS).toISOString().slice(0, 10);
}
