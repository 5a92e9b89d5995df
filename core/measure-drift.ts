import type { AccountFact, FactMap } from './account-fact.ts';
import { NO_MOVES, type OurMoves } from './cases/our-moves.ts';
import type { ClaimedDomain, Drift, Entry, Exit, Silent, Unclear } from './drift.ts';
import { explainEntry, explainExit } from './explain-cause.ts';

/** This many accounts of a domain that was not there before are one claim, not as many newcomers. */
export const CLAIMED_DOMAIN_ACCOUNTS = 3;

export interface DriftMeasure {
  /** Takes in one account of the earlier snapshot; all of them before any of the later one, each at most once. */
  remember(accountId: string, before: AccountFact): void;
  /** Compares one account of the later snapshot; each at most once. */
  see(accountId: string, after: AccountFact): void;
  /** What came out, in the order of account ids, once every account of the later snapshot was seen. */
  finish(): Drift;
}

/**
 * Measures the drift from an earlier snapshot to a later one, both streamed past: only the facts of the earlier one
 * have to fit into memory, and each is let go of as soon as it is compared. `causesComparable` is false between a CSV
 * and an API snapshot: they name products differently, so that only the billable state is compared and causes are
 * not known. `ours`: what cases have moved, which is told apart whatever the snapshots show.
 */
export function startDrift(causesComparable = true, ours: OurMoves = NO_MOVES): DriftMeasure {
  const waiting = new Map<string, AccountFact>();
  const lists = emptyLists();
  const domains = domainCounter();
  const judge = { causesComparable, ours };
  return {
    remember(accountId, before) {
      waiting.set(accountId, before);
      domains.known(before);
    },
    see(accountId, after) {
      const before = waiting.get(accountId);
      if (before) waiting.delete(accountId);
      else domains.newcomer(after);
      compare(lists, accountId, before, after, judge);
    },
    finish() {
      for (const [accountId, before] of waiting) compare(lists, accountId, before, undefined, judge);
      return {
        entries: lists.entries.sort(byAccountId),
        exits: lists.exits.sort(byAccountId),
        unclear: lists.unclear.sort(byAccountId),
        silent: lists.silent.sort(byAccountId),
        claimedDomains: domains.claimed(),
      };
    },
  };
}

/** The drift between two snapshots that are both at hand. */
export function measureDrift(before: FactMap, after: FactMap, causesComparable = true, ours = NO_MOVES): Drift {
  const measure = startDrift(causesComparable, ours);
  for (const [accountId, fact] of before) measure.remember(accountId, fact);
  for (const [accountId, fact] of after) measure.see(accountId, fact);
  return measure.finish();
}

interface Lists {
  readonly entries: Entry[];
  readonly exits: Exit[];
  readonly unclear: Unclear[];
  readonly silent: Silent[];
}

interface Judge {
  readonly causesComparable: boolean;
  readonly ours: OurMoves;
}

function emptyLists(): Lists {
  return { entries: [], exits: [], unclear: [], silent: [] };
}

function compare(
  lists: Lists,
  accountId: string,
  before: AccountFact | undefined,
  after: AccountFact | undefined,
  { causesComparable, ours }: Judge,
): void {
  const from = before?.state ?? 'absent';
  const to = after?.state ?? 'absent';
  if (from === to) return;
  const move = { accountId, from, to } as const;
  if (from === 'unknown' || to === 'unknown') lists.unclear.push({ kind: 'unclear', ...move });
  else if (after && to === 'billable') {
    lists.entries.push({
      kind: 'entry',
      ...move,
      ...explainEntry(before, after, causesComparable, ours.came.get(accountId)),
      ...billableAs(after),
    });
  } else if (before && from === 'billable') {
    lists.exits.push({
      kind: 'exit',
      ...move,
      ...explainExit(before, after, causesComparable, ours.went.get(accountId)),
      ...billableAs(before),
    });
  } else lists.silent.push({ kind: from === 'absent' ? 'arrival' : 'departure', ...move });
}

function billableAs(fact: AccountFact) {
  return { exposure: fact.exposure ?? ('unknown' as const), domain: fact.domain };
}

function domainCounter() {
  const knownDomains = new Set<string | null>();
  const counts = new Map<string, { accounts: number; billable: number }>();
  return {
    known(fact: AccountFact): void {
      knownDomains.add(fact.domain);
    },
    newcomer({ domain, state }: AccountFact): void {
      if (!domain || knownDomains.has(domain)) return;
      const count = counts.get(domain) ?? { accounts: 0, billable: 0 };
      count.accounts += 1;
      if (state === 'billable') count.billable += 1;
      counts.set(domain, count);
    },
    claimed(): ClaimedDomain[] {
      if (knownDomains.size === 0) return [];
      return [...counts]
        .filter(([, { accounts }]) => accounts >= CLAIMED_DOMAIN_ACCOUNTS)
        .map(([domain, count]) => ({ domain, ...count }))
        .sort((one, other) => (one.domain < other.domain ? -1 : 1));
    },
  };
}

function byAccountId(a: { accountId: string }, b: { accountId: string }): number {
  if (a.accountId === b.accountId) return 0;
  return a.accountId < b.accountId ? -1 : 1;
}
