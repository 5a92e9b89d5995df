import * as z from 'zod';
import { productsOf, sitesOf } from './count-accounts.ts';
import { type ClaimedDomain, certaintySchema, ENTRY_CAUSES, type Entry, EXIT_CAUSES, type Exit } from './drift.ts';
import { EXPOSURES } from './exposure.ts';
import { TOP_ROWS } from './tally.ts';

const groupSchema = z.object({
  cause: z.enum([...ENTRY_CAUSES, ...EXIT_CAUSES]),
  certainty: certaintySchema,
  exposure: z.enum(EXPOSURES),
  products: z.array(z.string()),
  sites: z.array(z.string()),
  /** The domain that was claimed at once, if that is what brought the group. */
  claimedDomain: z.string().nullable(),
  /** The case that did it, where the cause is `remediated`. */
  case: z.string().optional(),
  accounts: z.number(),
});

/** Changes that read as one line: same cause, same reason to be billable, same products and sites. */
export const changeGroupsSchema = z.object({ groups: z.array(groupSchema), other: z.number() });

export type ChangeGroup = z.output<typeof groupSchema>;
export type ChangeGroups = z.output<typeof changeGroupsSchema>;

/**
 * Groups entries or exits, the largest group first. Past the 50th group, or `most`, accounts are only counted; a single
 * group past it is told, too, for it takes no more room. Newcomers of a domain that was claimed at once are one group,
 * whatever they can reach.
 */
export function groupChanges(
  changes: readonly (Entry | Exit)[],
  claimedDomains: readonly ClaimedDomain[] = [],
  most = TOP_ROWS,
): ChangeGroups {
  const claimed = new Set<string | null>(claimedDomains.map(({ domain }) => domain));
  const groups = new Map<string, ChangeGroup>();
  for (const change of changes) {
    const group = groupOf(change, change.cause === 'created-or-claimed' && claimed.has(change.domain));
    const key = JSON.stringify([
      group.cause,
      group.exposure,
      group.products,
      group.sites,
      group.claimedDomain,
      group.case,
    ]);
    const known = groups.get(key);
    if (known) known.accounts += 1;
    else groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => b.accounts - a.accounts);
  const kept = sorted.length === most + 1 ? sorted : sorted.slice(0, most);
  const other = sorted.slice(kept.length).reduce((sum, group) => sum + group.accounts, 0);
  return { groups: kept, other };
}

function groupOf(change: Entry | Exit, inClaim: boolean): ChangeGroup {
  const { cause, certainty, exposure } = change;
  if (inClaim) {
    return {
      cause,
      certainty,
      exposure: 'unknown',
      products: [],
      sites: [],
      claimedDomain: change.domain,
      accounts: 1,
    };
  }
  const products = [...productsOf(change.access)];
  const sites = [...sitesOf(change.access)];
  const ours = change.case === undefined ? {} : { case: change.case };
  return { cause, certainty, exposure, products, sites, claimedDomain: null, ...ours, accounts: 1 };
}
