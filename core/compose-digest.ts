import type { Instant } from './account.ts';
import type { Crossing } from './alerts/crossing.ts';
import type { Cost } from './billing/cost.ts';
import type { Counts } from './count-accounts.ts';
import type {
  Digest,
  DigestKey,
  DigestWave,
  DriftTotals,
  NextStep,
  QualityNote,
  Recipient,
  ReEntered,
} from './digest.ts';
import { type Drift, type Entry, NO_DRIFT, netOf } from './drift.ts';
import type { Exposure } from './exposure.ts';
import { groupChanges } from './group-changes.ts';
import type { KeyRecord } from './keys.ts';
import type { ChecklistLine } from './prevention.ts';
import type { BacklogRecord } from './record-backlog.ts';
import type { PlanRecord } from './record-plan.ts';
import type { Inventory, InventoryGroup } from './take-inventory.ts';

/** All that is known at the time of a digest. `drift` and `before` are null on the first digest. */
export interface DigestFacts {
  readonly organization: string;
  readonly asOf: Instant;
  readonly baseline: Instant | null;
  readonly counts: Counts;
  readonly before: Counts | null;
  readonly drift: Drift | null;
  readonly cameAndWent: readonly Entry[];
  readonly inventory: Inventory;
  readonly keys: readonly KeyRecord[];
  readonly cost: Cost;
  readonly plan: PlanRecord | null;
  readonly backlog: BacklogRecord | null;
  readonly waves: readonly DigestWave[];
  readonly prevention: readonly ChecklistLine[];
  readonly reEntered: readonly ReEntered[];
  readonly crossings: readonly Crossing[];
  readonly quality: readonly QualityNote[];
  readonly recipients: readonly Recipient[];
}

/** Puts a digest together; nothing in it depends on when it is called. */
export function composeDigest(facts: DigestFacts): Digest {
  const drift = facts.drift ?? NO_DRIFT;
  return {
    organization: facts.organization,
    asOf: facts.asOf,
    baseline: facts.baseline,
    counts: facts.counts,
    before: facts.before,
    drift: driftTotals(drift, facts.cameAndWent.length),
    came: groupChanges(drift.entries, drift.claimedDomains),
    went: groupChanges(drift.exits),
    cameAndWent: groupChanges(facts.cameAndWent),
    claimedDomains: [...drift.claimedDomains],
    reEntered: [...facts.reEntered],
    inventory: facts.inventory,
    keys: digestKeys(facts.keys),
    cost: facts.cost,
    plan: facts.plan,
    backlog: facts.backlog,
    waves: [...facts.waves],
    prevention: [...facts.prevention],
    crossings: [...facts.crossings],
    quality: [...facts.quality],
    nextSteps: nextSteps(facts),
    recipients: [...facts.recipients],
  };
}

function digestKeys(keys: readonly KeyRecord[]): DigestKey[] {
  return keys
    .map(({ kind, directory, expiry, trial, remark }) => ({ kind, directory, expiry, state: trial.state, remark }))
    .sort((one, other) => (one.expiry.day < other.expiry.day ? -1 : 1));
}

/** A drift in numbers. */
export function driftTotals(drift: Drift, cameAndWent: number): DriftTotals {
  return {
    net: netOf(drift),
    entries: drift.entries.length,
    exits: drift.exits.length,
    unclear: drift.unclear.length,
    arrivals: drift.silent.filter((move) => move.kind === 'arrival').length,
    departures: drift.silent.filter((move) => move.kind === 'departure').length,
    cameAndWent,
  };
}

/** What the plan has a line for is not said again. */
function nextSteps(facts: DigestFacts): NextStep[] {
  const planned = new Set(facts.plan?.groups.map(({ exposure }) => exposure));
  return allSteps(facts).filter((step) => {
    const exposure = REVIEWED[step.kind];
    return exposure === undefined || !planned.has(exposure);
  });
}

const REVIEWED: Readonly<Partial<Record<NextStep['kind'], Exposure>>> = {
  'review-self-signups': 'self-signup',
  'review-foreign-sites': 'foreign-site',
  'review-sandboxes': 'sandbox-only',
  'review-idle-licences': 'licensed-idle',
};

function allSteps({ inventory, quality, baseline }: DigestFacts): NextStep[] {
  const steps: NextStep[] = [];
  const assumed = quality.find((note) => note.kind === 'assumed-sites');
  if (assumed) steps.push({ kind: 'confirm-sites', hosts: assumed.hosts });
  const selfSignups = groupsOf(inventory, 'self-signup');
  if (selfSignups.length > 0) {
    const products = [...new Set(selfSignups.flatMap((group) => group.products))].sort();
    steps.push({ kind: 'review-self-signups', accounts: sumOf(selfSignups), products });
  }
  const foreign = groupsOf(inventory, 'foreign-site');
  if (foreign.length > 0) {
    const hosts = foreign.flatMap((group) => group.sites.rows.slice(0, 5).map((row) => row.name));
    steps.push({ kind: 'review-foreign-sites', accounts: sumOf(foreign), hosts });
  }
  const sandboxes = sumOf(groupsOf(inventory, 'sandbox-only'));
  if (sandboxes > 0) steps.push({ kind: 'review-sandboxes', accounts: sandboxes });
  const idle = sumOf(groupsOf(inventory, 'licensed-idle'));
  if (idle > 0) steps.push({ kind: 'review-idle-licences', accounts: idle });
  if (baseline === null) steps.push({ kind: 'run-again' });
  return steps;
}

function groupsOf(inventory: Inventory, exposure: InventoryGroup['exposure']): readonly InventoryGroup[] {
  return inventory.groups.filter((group) => group.exposure === exposure);
}

function sumOf(groups: readonly InventoryGroup[]): number {
  return groups.reduce((sum, group) => sum + group.accounts, 0);
}
