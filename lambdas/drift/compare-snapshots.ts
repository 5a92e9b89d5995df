import type { Account } from '../../core/account.ts';
import { type AccountFact, factReader } from '../../core/account-fact.ts';
import { countsForPremium } from '../../core/billing/premium.ts';
import { NO_MOVES, type OurMoves } from '../../core/cases/our-moves.ts';
import { type Counts, startCounting } from '../../core/count-accounts.ts';
import type { Drift } from '../../core/drift.ts';
import type { ExposureRules } from '../../core/exposure.ts';
import { type DriftMeasure, startDrift } from '../../core/measure-drift.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { type Inventory, startInventory } from '../../core/take-inventory.ts';
import { keepTop, type TopCounts, tally } from '../../core/tally.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';

/** What two snapshots show when they are held against each other; null halves on the first snapshot. */
export interface Comparison {
  readonly counts: Counts;
  readonly inventory: Inventory;
  /** Accounts of the later snapshot that count for Guard Premium. */
  readonly premiumUsers: number;
  /** Billable accounts of the later snapshot by the domain of their e-mail; who hides it is in none. */
  readonly byDomain: TopCounts;
  /** The same by department; null: no people file tells any. */
  readonly byDepartment: TopCounts | null;
  readonly before: {
    readonly counts: Counts;
    /** Those of the watched accounts that were billable then. */
    readonly wasBillable: ReadonlySet<string>;
  } | null;
  readonly drift: Drift | null;
}

/** What two snapshots are compared by. */
export interface ComparedBy {
  readonly rules: ExposureRules;
  /** What cases have moved. */
  readonly ours?: OurMoves;
  /** Accounts of which it is told whether they were billable before. */
  readonly watched?: ReadonlySet<string>;
  /** The department of each e-mail, in lower case. */
  readonly departments?: ReadonlyMap<string, string> | null;
}

/** Both sides are judged by the same rules, so that a changed setting is no drift. Reads each snapshot once. */
export async function compareSnapshots(
  archive: Archive,
  before: CompleteSnapshot | null,
  after: CompleteSnapshot,
  { rules, ours = NO_MOVES, watched = new Set(), departments = null }: ComparedBy,
): Promise<Comparison> {
  const measure = before ? startDrift(before.source.kind === after.source.kind, ours) : null;
  const earlier = before && measure ? await remember(archive, before, rules, measure, watched) : null;
  const counter = startCounting();
  const inventory = startInventory(rules, after.asOf);
  const factOf = factReader(rules, after.asOf);
  let premiumUsers = 0;
  const where = startTallies(departments);
  for await (const accounts of readAccountParts(archive, after)) {
    for (const account of accounts) {
      const fact = factOf(account);
      counter.see(fact);
      inventory.see(account);
      if (countsForPremium(account)) premiumUsers += 1;
      where.see(account, fact);
      measure?.see(account.accountId, fact);
    }
  }
  return {
    counts: counter.finish(),
    inventory: inventory.finish(),
    premiumUsers,
    ...where.finish(),
    before: earlier,
    drift: measure?.finish() ?? null,
  };
}

/** Counts the billable accounts by domain and department; who is in neither is in no row. */
function startTallies(departments: ReadonlyMap<string, string> | null) {
  const byDomain = new Map<string, number>();
  const byDepartment = new Map<string, number>();
  return {
    see({ email }: Account, { state, domain }: AccountFact): void {
      if (state !== 'billable') return;
      if (domain) tally(byDomain, domain);
      const department = email === null ? undefined : departments?.get(email.toLowerCase());
      if (department !== undefined) tally(byDepartment, department);
    },
    finish: () => ({ byDomain: keepTop(byDomain), byDepartment: departments && keepTop(byDepartment) }),
  };
}

async function remember(
  archive: Archive,
  snapshot: CompleteSnapshot,
  rules: ExposureRules,
  measure: DriftMeasure,
  watched: ReadonlySet<string>,
) {
  const counter = startCounting();
  const wasBillable = new Set<string>();
  const factOf = factReader(rules, snapshot.asOf);
  for await (const accounts of readAccountParts(archive, snapshot)) {
    for (const account of accounts) {
      const fact = factOf(account);
      counter.see(fact);
      measure.remember(account.accountId, fact);
      if (fact.state === 'billable' && watched.has(account.accountId)) wasBillable.add(account.accountId);
    }
  }
  return { counts: counter.finish(), wasBillable };
}
