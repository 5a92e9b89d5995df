import type { Cost } from '../core/billing/cost.ts';
import { type Counts, productsOf } from '../core/count-accounts.ts';
import type { PlanRecord } from '../core/record-plan.ts';
import type { Delivery } from '../lambdas/clients/outbox/send-mail.ts';
import type { RecordedDigest } from '../lambdas/drift/record-digest.ts';
import type { WalkEnding } from '../lambdas/snapshot/end-walk.ts';

/** What `run --json` prints: one document, its fields always there. */
export interface RunDocument {
  readonly organization: string;
  readonly asOf: string;
  readonly snapshot: {
    readonly state: 'complete' | 'partial' | 'superseded';
    readonly reason: string | null;
    readonly accounts: number;
    readonly billable: number;
    readonly notBillable: number;
    readonly unknown: number;
    readonly avoidable: number;
    readonly exposures: Counts['exposures'];
    readonly byProduct: Counts['byProduct'];
    readonly duplicates: number;
    readonly unconfirmedAbsences: number;
  };
  readonly drift: {
    readonly baseline: string | null;
    readonly net: number;
    readonly entries: readonly ExplainedMove[];
    readonly exits: readonly ExplainedMove[];
    readonly unclear: readonly { readonly accountId: string; readonly from: string; readonly to: string }[];
    readonly cameAndWent: readonly ExplainedMove[];
  };
  /** Null where no digest was recorded. */
  readonly cost: Cost | null;
  /** What to do, in order; money as decimal text. */
  readonly plan: readonly PlannedGroup[];
  readonly mail: readonly { readonly kind: Delivery['kind']; readonly audience: string; readonly state: string }[];
}

interface PlannedGroup {
  readonly option: string;
  readonly accounts: number;
  readonly savesPerMonth: string | null;
  readonly savesPerYear: string | null;
  readonly fixBy: string | null;
}

interface ExplainedMove {
  readonly accountId: string;
  readonly cause: string;
  readonly certainty: string;
  readonly products: readonly string[];
}

export interface RunResult {
  readonly organization: string;
  readonly asOf: string;
  readonly outcome: WalkEnding;
  readonly told: { readonly recorded: RecordedDigest; readonly deliveries: readonly Delivery[] } | null;
  readonly alerts: readonly Delivery[];
}

export function runDocument({ organization, asOf, outcome, told, alerts }: RunResult): RunDocument {
  return {
    organization,
    asOf,
    snapshot: { ...snapshotPart(outcome), ...countsPart(told?.recorded.digest.counts) },
    drift: driftPart(told?.recorded),
    cost: told?.recorded.digest.cost ?? null,
    plan: planPart(told?.recorded.digest.plan ?? null),
    mail: (told?.deliveries ?? alerts).map(({ kind, audience, state }) => ({ kind, audience, state })),
  };
}

function planPart(plan: PlanRecord | null): readonly PlannedGroup[] {
  return (plan?.groups ?? []).map(({ remedy, accounts, savesPerMonth, savesPerYear }) => ({
    option: remedy,
    accounts,
    savesPerMonth,
    savesPerYear,
    fixBy: plan?.fixBy ?? null,
  }));
}

function snapshotPart(outcome: WalkEnding) {
  if (outcome.state === 'superseded') {
    const reason = `a newer snapshot, as of ${outcome.head}, is there already`;
    const none = { accounts: 0, billable: 0, notBillable: 0, unknown: 0, duplicates: 0, unconfirmedAbsences: 0 };
    return { state: outcome.state, reason, ...none };
  }
  const { accounts, billable, notBillable, unknown, duplicates } = outcome.snapshot;
  const found = { accounts, billable, notBillable, unknown, duplicates };
  if (outcome.state === 'partial') {
    return { state: outcome.state, reason: outcome.snapshot.reason, ...found, unconfirmedAbsences: 0 };
  }
  return { state: outcome.state, reason: null, ...found, unconfirmedAbsences: outcome.snapshot.unconfirmedAbsences };
}

/** The digest counts accounts that are carried over; a snapshot without a digest has no exposures yet. */
function countsPart(counts: Counts | undefined) {
  return counts ?? { avoidable: 0, exposures: {}, byProduct: {} };
}

function driftPart(recorded: RecordedDigest | undefined): RunDocument['drift'] {
  if (!recorded) return { baseline: null, net: 0, entries: [], exits: [], unclear: [], cameAndWent: [] };
  const { digest, drift, cameAndWent } = recorded;
  return {
    baseline: digest.baseline,
    net: digest.drift.net,
    entries: drift.entries.map(explained),
    exits: drift.exits.map(explained),
    unclear: drift.unclear.map(({ accountId, from, to }) => ({ accountId, from, to })),
    cameAndWent: cameAndWent.map(explained),
  };
}

function explained(
  move: RecordedDigest['drift']['entries'][number] | RecordedDigest['drift']['exits'][number],
): ExplainedMove {
  const products = productsOf(move.access);
  return { accountId: move.accountId, cause: move.cause, certainty: move.certainty, products };
}
