import type { Digest } from '../core/digest.ts';
import { costOf } from './costs.ts';

const counts = (billable: number, avoidable: number) => ({
  accounts: 10_000,
  billable,
  notBillable: 10_000 - billable,
  unknown: 0,
  avoidable,
  exposures: {},
  byProduct: {},
});

/** Accounts that gained products, on sites that are not ours if there are any. */
export const gained = (accounts: number, products: string[], sites: string[] = []) => ({
  cause: 'product-added' as const,
  certainty: 'observed' as const,
  exposure: sites.length > 0 ? ('foreign-site' as const) : ('self-signup' as const),
  products,
  sites,
  claimedDomain: null,
  accounts,
});

export const NO_GROUPS = { groups: [], other: 0 };

/** The week of the guide: 300 accounts came. */
export const guideDigest: Digest = {
  organization: 'contoso',
  asOf: '2026-11-23T06:00:00Z',
  baseline: '2026-11-16T06:00:00Z',
  counts: counts(500, 300),
  before: counts(200, 0),
  drift: { net: 300, entries: 300, exits: 0, unclear: 0, arrivals: 0, departures: 0, cameAndWent: 0 },
  came: { groups: [gained(288, ['trello']), gained(12, ['confluence'], ['agency-x.atlassian.net'])], other: 0 },
  went: NO_GROUPS,
  cameAndWent: NO_GROUPS,
  claimedDomains: [],
  backlog: null,
  waves: [],
  reEntered: [],
  inventory: { groups: [] },
  keys: [],
  cost: costOf(),
  plan: null,
  prevention: [],
  crossings: [],
  quality: [],
  nextSteps: [],
  recipients: [],
};
