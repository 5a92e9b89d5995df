import type { CompleteSnapshot } from '../core/snapshot.ts';

/** A complete snapshot's row, for tests that read no accounts of it. */
export function completeSnapshot(
  organization: string,
  asOf: string,
  change: Partial<CompleteSnapshot> = {},
): CompleteSnapshot {
  return {
    ...{
      state: 'complete',
      organization,
      asOf,
      attempt: 1,
      source: { kind: 'api', key: 'account-id' },
      settings: 'v1',
    },
    ...{ startedAt: asOf, finishedAt: asOf, accounts: 3, billable: 3, notBillable: 0, unknown: 0, duplicates: 0 },
    ...{ gap: 0, unconfirmedAbsences: 0, previous: null, folder: 'none/', manifestSha256: '' },
    ...change,
  };
}
