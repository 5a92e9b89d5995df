import type { Account, Instant } from '../account.ts';
import type { Counts } from '../count-accounts.ts';
import { productName } from '../products.ts';
import type { TopCounts } from '../tally.ts';
import { addDays, type BillingPeriod, dayOf, daysBetween, periodOn } from './billing-period.ts';
import { countDay } from './charge-history.ts';
import type { ChargebackRow } from './chargeback.ts';
import type { Contract } from './contract.ts';

export const DIMENSIONS = ['domain', 'product', 'exposure', 'department'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
/** Those that the history counts; the others take the accounts themselves. */
export type KeptDimension = 'domain' | 'exposure';

/** How billable accounts are to be told apart. */
export interface SplitRequest {
  readonly by: Exclude<Dimension, KeptDimension>;
  /** The department of an e-mail in lower case; whoever is not in it has none that is known. */
  readonly departments: ReadonlyMap<string, string>;
}

/** Groups the billable accounts that stream past it by product or department. */
export function startSplit(request: SplitRequest) {
  const groups = new Map<string, { names: readonly string[]; users: number }>();
  return {
    see(account: Account): void {
      if (account.billable !== 'billable') return;
      const names = namesOf(account, request);
      const key = JSON.stringify(names);
      const group = groups.get(key) ?? { names, users: 0 };
      group.users += 1;
      groups.set(key, group);
    },
    finish: (): readonly ChargebackRow[] => [...groups.values()],
  };
}

function namesOf(account: Account, { by, departments }: SplitRequest): readonly string[] {
  switch (by) {
    case 'product':
      return [...new Set(account.access.map(({ product }) => productName(product)))].sort();
    case 'department':
      return present(account.email === null ? null : (departments.get(account.email.toLowerCase()) ?? null));
  }
}

function present(name: string | null): readonly string[] {
  return name === null ? [] : [name];
}

/** What the history keeps of a snapshot's billable accounts, also when its names are gone. */
export interface KeptCounts {
  readonly counts: Pick<Counts, 'billable' | 'exposures'>;
  readonly byDomain: TopCounts;
}

/** Domains past those that the history keeps. */
export const OTHER_DOMAINS = 'other domains';

/** Billable accounts by a dimension that the history counts. */
export function keptRows(by: KeptDimension, { counts, byDomain }: KeptCounts): readonly ChargebackRow[] {
  if (by === 'exposure') return Object.entries(counts.exposures).map(([name, users]) => ({ names: [name], users }));
  const named = byDomain.rows.map(({ name, accounts }): ChargebackRow => ({ names: [name], users: accounts }));
  const inRows = named.reduce((sum, { users }) => sum + users, byDomain.other);
  return [
    ...named,
    { names: [OTHER_DOMAINS], users: byDomain.other },
    { names: [], users: Math.max(0, counts.billable - inRows) },
  ].filter(({ users }) => users > 0);
}

/** When the users of a bill were counted, and the days whose snapshots still say something of them. */
export interface Counting {
  readonly day: string;
  readonly from: string;
  /** Included. */
  readonly to: string;
}

/**
 * An invoice was counted on the day its period began with; what a period is estimated to cost so far, as of today or its
 * last day. Snapshots of that period and the one before are near enough to share it out. `today`: a civil day.
 */
export function countingOf(contract: Contract, period: BillingPeriod, invoiced: boolean, today: string): Counting {
  const last = addDays(period.end, -1);
  const [sofar = last] = [last, today].sort();
  const day = invoiced ? countDay(period) : sofar;
  return { day, from: periodOn(contract, addDays(period.start, -1)).start, to: sofar };
}

/** Those that lie in the time of a counting, the nearest to its day first, of two as near the earlier one. */
export function nearestFirst<Snapshot extends { readonly asOf: Instant }>(
  snapshots: readonly Snapshot[],
  { day, from, to }: Counting,
  timeZone: string,
): readonly Snapshot[] {
  return snapshots
    .map((snapshot) => ({ snapshot, date: dayOf(snapshot.asOf, timeZone) }))
    .filter(({ date }) => date >= from && date <= to)
    .map(({ snapshot, date }) => ({ snapshot, date, away: Math.abs(daysBetween(day, date)) }))
    .sort(
      (one, other) =>
        one.away - other.away || compare(one.date, other.date) || compare(other.snapshot.asOf, one.snapshot.asOf),
    )
    .map(({ snapshot }) => snapshot);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * The users of a bill that no snapshot counts, as groups of their own: external users, and what was billed beyond both.
 */
export function uncounted(billed: number, counted: number, external: number): readonly ChargebackRow[] {
  const rest = billed - counted - external;
  return [
    { names: ['external users'], users: external },
    { names: ['billed, not counted'], users: Math.max(0, rest) },
  ].filter(({ users }) => users > 0);
}
