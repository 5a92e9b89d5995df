import type { Exposure } from '../core/exposure.ts';
import type { ChangeGroup } from '../core/group-changes.ts';
import { productName } from '../core/products.ts';
import { safeText } from './safe-text.ts';

const LISTED = 3;

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listWords(words: readonly string[], most = LISTED): string {
  const shown = words.slice(0, most).map(safeText);
  const more = words.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** `Trello`, `Confluence on contoso.atlassian.net`; empty if nothing is visible. */
export function accessWords(products: readonly string[], sites: readonly string[]): string {
  const where = sites.length > 0 ? ` on ${listWords(sites)}` : '';
  return listWords(products.map(productName)) + where;
}

const WHOSE: Readonly<Record<Exposure, string>> = {
  licensed: ' (your site or licence)',
  'licensed-idle': ' (your site, idle for 180 days)',
  'sandbox-only': ' (your sandbox, nothing else)',
  'partner-site': ' (partner site)',
  'foreign-site': ' (not your site)',
  'self-signup': ', nothing else',
  unknown: '',
};

/** Why a group of accounts became billable, to be read after its number. */
export function cameWords(group: ChangeGroup): string {
  const { cause, exposure, products, sites, claimedDomain } = group;
  if (claimedDomain !== null) return `accounts of ${safeText(claimedDomain)}, claimed at once`;
  const access = accessWords(products, sites);
  const whose = access ? WHOSE[exposure] : '';
  switch (cause) {
    case 'remediated':
      return `back again: the case ${group.case} was undone`;
    case 'product-added':
      return `${exposure === 'self-signup' ? 'signed up for' : 'gained'} ${access}${whose}`;
    case 'invited':
      return `invited to ${access}${whose}, never logged in`;
    case 'created-or-claimed':
      return `new or newly claimed${access ? `, with ${access}` : ', no product visible'}${whose}`;
    case 'reactivated':
      return `reactivated${access ? `, with ${access}` : ''}${whose}`;
    case 'not-compared':
      return 'turned billable; why is not known, because the source changed';
    default:
      return `turned billable, nothing else changed${access ? `: ${access}` : ''}${whose}; a policy move, or an Enterprise licence that ended`;
  }
}

/** Why a group of accounts stopped being billable, to be read after its number. */
export function wentWords({ cause, products, sites, case: ours }: ChangeGroup): string {
  const access = accessWords(products, sites);
  switch (cause) {
    case 'remediated':
      return `remediated by the case ${ours}${access ? ` (had ${access})` : ''}`;
    case 'deleted-or-unclaimed':
      return `deleted or unclaimed${access ? ` (had ${access})` : ''}`;
    case 'deactivated':
      return `deactivated${access ? ` (had ${access})` : ''}`;
    case 'product-removed':
      return `no longer in ${access}`;
    case 'not-compared':
      return 'turned not billable; why is not known, because the source changed';
    default:
      return 'turned not billable, nothing else changed; a policy move, or an Enterprise licence elsewhere';
  }
}

const EXPOSURES: Readonly<Record<Exposure, string>> = {
  licensed: 'licensed',
  'licensed-idle': 'licensed, idle for 180 days',
  'sandbox-only': 'only in your sandbox',
  'partner-site': 'on partner sites',
  'foreign-site': 'on sites you may not own',
  'self-signup': 'signed up by themselves',
  unknown: 'reason not visible',
};

export function exposureWords(exposure: Exposure): string {
  return EXPOSURES[exposure];
}
