import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { countsSchema } from '../../../core/count-accounts.ts';
import { claimedDomainSchema } from '../../../core/drift.ts';
import { changeGroupsSchema } from '../../../core/group-changes.ts';
import { topCountsSchema } from '../../../core/tally.ts';
import { getDocument, type History, organizationKey, putIfAbsent, queryRange } from './history.ts';

/** A step drift in numbers; its list of changes lies in the archive. `baseline` null: the first snapshot. */
const stepDriftSchema = z.object({
  organization: z.string(),
  asOf: z.string(),
  baseline: z.string().nullable(),
  counts: countsSchema,
  premiumUsers: z.number(),
  entries: z.number(),
  exits: z.number(),
  unclear: z.number(),
  /** Billable accounts by the domain of their e-mail. */
  byDomain: topCountsSchema,
  /** And by department, where the people file of that time told any. */
  byDepartment: topCountsSchema.nullable().default(null),
  /** The largest groups of entries and exits. */
  came: changeGroupsSchema,
  went: changeGroupsSchema,
  claimedDomains: z.array(claimedDomainSchema),
  changes: z.string(),
});

export type StepDrift = z.output<typeof stepDriftSchema>;

export function getStepDrift(history: History, organization: string, asOf: Instant): Promise<StepDrift | undefined> {
  return getDocument(history, organizationKey(organization, `DRIFT#${asOf}`), stepDriftSchema);
}

/** Stores a step drift once; `false` if it was there already. */
export function putStepDrift(history: History, drift: StepDrift): Promise<boolean> {
  return putIfAbsent(history, organizationKey(drift.organization, `DRIFT#${drift.asOf}`), drift);
}

/** The step drifts after one instant up to another, that one included, in order. */
export async function listStepDrifts(
  history: History,
  organization: string,
  after: Instant,
  upTo: Instant,
): Promise<StepDrift[]> {
  const { pk } = organizationKey(organization, '');
  const range = { pk, from: `DRIFT#${after}`, to: `DRIFT#${upTo}` };
  return (await queryRange(history, range, stepDriftSchema)).filter((drift) => drift.asOf > after);
}

/** What a complete snapshot counted, accounts carried over included. */
export interface SnapshotCounts {
  readonly asOf: Instant;
  readonly billable: number;
  readonly unknown: number;
  readonly premiumUsers: number;
}

/** What each complete snapshot after one instant up to another counted, in order. */
export async function listSnapshotCounts(
  history: History,
  organization: string,
  after: Instant,
  upTo: Instant,
): Promise<SnapshotCounts[]> {
  const drifts = await listStepDrifts(history, organization, after, upTo);
  return drifts.map(({ asOf, counts, premiumUsers }) => ({
    asOf,
    billable: counts.billable,
    unknown: counts.unknown,
    premiumUsers,
  }));
}
