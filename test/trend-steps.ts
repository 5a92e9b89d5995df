import type { Counts } from '../core/count-accounts.ts';
import type { TrendStep } from '../core/trend.ts';

const NO_GROUPS = { groups: [], other: 0 };

export function countsOf(changes: Partial<Counts> = {}): Counts {
  return {
    accounts: 10_000,
    billable: 200,
    notBillable: 9800,
    unknown: 0,
    avoidable: 0,
    exposures: { licensed: 200 },
    byProduct: { 'jira-service-desk': 200 },
    ...changes,
  };
}

/** The guide's organization: 200 agents, and from `signUps` on as many with Trello alone. */
export function guideCounts(signUps: number): Counts {
  return countsOf({
    billable: 200 + signUps,
    notBillable: 9800 - signUps,
    avoidable: signUps,
    exposures: { licensed: 200, ...(signUps > 0 && { 'self-signup': signUps }) },
    byProduct: { 'jira-service-desk': 200, ...(signUps > 0 && { trello: signUps }) },
  });
}

/** A step that changed nothing; tests break one thing. */
export function stepOf(asOf: string, changes: Partial<TrendStep> = {}): TrendStep {
  const counts = changes.counts ?? countsOf();
  return {
    asOf,
    baseline: '2026-11-01T06:00:00Z',
    counts,
    premiumUsers: 0,
    byDomain: { rows: [{ name: 'contoso.com', accounts: counts.billable }], other: 0 },
    byDepartment: null,
    entries: 0,
    exits: 0,
    unclear: 0,
    came: NO_GROUPS,
    went: NO_GROUPS,
    claimedDomains: [],
    ...changes,
  };
}

/** November 2026, a snapshot each morning: 300 sign-ups on the 18th. */
export function guideNovember(lastDay = 23): TrendStep[] {
  return Array.from({ length: lastDay }, (_, index) => {
    const day = index + 1;
    const counts = guideCounts(day < 18 ? 0 : 300);
    const asOf = `2026-11-${String(day).padStart(2, '0')}T06:00:00Z`;
    const baseline = day === 1 ? null : `2026-11-${String(day - 1).padStart(2, '0')}T06:00:00Z`;
    const came =
      day === 18
        ? {
            groups: [
              {
                cause: 'product-added' as const,
                certainty: 'observed' as const,
                exposure: 'self-signup' as const,
                products: ['trello'],
                sites: [],
                claimedDomain: null,
                accounts: 300,
              },
            ],
            other: 0,
          }
        : NO_GROUPS;
    return stepOf(asOf, { baseline, counts, entries: day === 18 ? 300 : 0, came });
  });
}
