import { type Instant, toInstant } from '../../core/account.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { Part } from '../../core/snapshot.ts';
import { AtlassianError } from '../clients/atlassian/atlassian-error.ts';
import type { OrganizationClient } from '../clients/atlassian/organization.ts';
import { getSettings, isInCare, settingsVersion } from '../clients/history/organizations.ts';
import type { SiteClient } from '../clients/jira/site.ts';
import type { SnapshotRequest } from '../messages.ts';
import { beginWalk, holdWalk, type SnapshotStores, type Walk, type WalkBeginning } from './begin-walk.ts';
import { sealWalk } from './end-walk.ts';
import { isCursorRefused, type Position, walkPages } from './walk.ts';
import { PART_ACCOUNTS, startParts } from './write-parts.ts';

/** What the steps of a durable walk use; everything that steps return holds ids, cursors and counts only. */
export interface StepDependencies extends SnapshotStores {
  /** A client for one step, with that step's own time; it reads the key itself, `anew` after it was refused. */
  readonly connect: (organization: string, deadline: number, how: 'cached' | 'anew') => Promise<OrganizationClient>;
  /** The site whose requests are counted, with its token; null without a token, or where the settings name no site. */
  readonly connectSite: (settings: OrganizationSettings, deadline: number) => Promise<SiteClient | null>;
  /** Milliseconds until this invocation is ended. */
  readonly remainingMs: () => number;
}

export type DurableBeginning = WalkBeginning | { readonly state: 'refused'; readonly why: string };

/** An event that waited longer than this is refused: the next hour dispatches the slot anew. */
const STALE_MS = 3_600_000;

/** Clocks differ by less; a snapshot of the future would hold up every one until then. */
const EARLY_MS = 5 * 60_000;

/** Begins a walk unless its event is stale or nobody has taken the organization into care. */
export async function begin(
  dependencies: StepDependencies,
  { organization, asOf, dispatchedAt }: SnapshotRequest,
  owner: string,
): Promise<DurableBeginning> {
  if (dispatchedAt !== undefined && dependencies.now().getTime() - Date.parse(dispatchedAt) > STALE_MS) {
    return { state: 'refused', why: `the event was dispatched at ${dispatchedAt}, over an hour ago` };
  }
  const { history, now } = dependencies;
  if (Date.parse(asOf) - now().getTime() > EARLY_MS) return { state: 'refused', why: `${asOf} lies in the future` };
  const settings = (await isInCare(history, organization)) ? await getSettings(history, organization) : undefined;
  if (!settings) {
    return { state: 'refused', why: `${organization} is not taken care of: apply its settings first` };
  }
  return beginWalk(dependencies, { organization, asOf, owner, settings: settingsVersion(settings) });
}

export type BatchOutcome =
  | {
      readonly state: 'walked';
      readonly position: Position;
      readonly parts: readonly Part[];
      readonly handOver: boolean;
    }
  | { readonly state: 'cursor-refused' }
  | { readonly state: 'lost' }
  /** Atlassian's answer is final: trying again changes nothing. */
  | { readonly state: 'failed'; readonly why: string };

/** Time a batch leaves to whatever comes after it in the same invocation. */
const MARGIN_MS = 60_000;

/** One batch of the walk: about one part's worth of accounts, and its checkpoint. */
export async function walkBatch(
  dependencies: StepDependencies,
  walk: Walk,
  position: Position,
  folder: string,
): Promise<BatchOutcome> {
  if (!(await holdWalk(dependencies, walk))) return { state: 'lost' };
  const walkBy = (how: 'cached' | 'anew') => walkByKey(dependencies, walk, position, folder, how);
  try {
    // A key that was changed in mid-run is refused once, and the new one goes on where the old one stood.
    return await walkBy('cached').catch((error: unknown) => {
      if (error instanceof AtlassianError && error.problem === 'key-refused') return walkBy('anew');
      throw error;
    });
  } catch (error) {
    if (isCursorRefused(error)) return { state: 'cursor-refused' };
    if (error instanceof AtlassianError && !isWorthAnotherTry(error, position)) {
      return { state: 'failed', why: error.message };
    }
    throw error;
  }
}

async function walkByKey(
  { archive, connect, remainingMs, now }: StepDependencies,
  walk: Walk,
  position: Position,
  folder: string,
  how: 'cached' | 'anew',
): Promise<BatchOutcome> {
  const client = await connect(walk.organization, now().getTime() + remainingMs() - MARGIN_MS, how);
  const parts = startParts(archive, folder, async () => {}, position.pages);
  const enough = (reached: Position) =>
    reached.accounts - position.accounts >= PART_ACCOUNTS || remainingMs() < 2 * MARGIN_MS;
  const walked = await walkPages(client, position, parts, { enough });
  const written = await parts.finish();
  return { state: 'walked', position: walked.position, parts: written, handOver: remainingMs() < 3 * MARGIN_MS };
}

/** A walk that has come somewhere waits for Atlassian to answer again; one that has not leaves it to the next hour. */
function isWorthAnotherTry({ problem }: AtlassianError, { pages }: Position): boolean {
  return problem === 'unavailable' && pages > 0;
}

export interface SealedWalk {
  readonly state: 'complete' | 'partial' | 'superseded';
  readonly accounts: number;
  readonly billable: number;
  readonly reason: string | null;
}

/** Seals what the batches wrote. */
export async function sealBatches(
  dependencies: StepDependencies,
  walk: Walk,
  end: Position,
  parts: readonly Part[],
): Promise<SealedWalk> {
  const { organization, asOf, lease, folder, settings, startedAt } = walk;
  const finishedAt: Instant = toInstant(dependencies.now());
  const evidence = { kind: 'totals' as const, firstTotal: end.firstTotal, lastTotal: end.lastTotal };
  const source = { kind: 'api', key: 'account-id' } as const;
  const ending = await sealWalk(dependencies, {
    ...{ organization, asOf, attempt: lease.attempt, folder, source, settings, startedAt, finishedAt, parts, evidence },
  });
  if (ending.state === 'superseded') return { state: 'superseded', accounts: 0, billable: 0, reason: ending.head };
  const { accounts, billable } = ending.snapshot;
  return {
    state: ending.state,
    accounts,
    billable,
    reason: ending.state === 'partial' ? ending.snapshot.reason : null,
  };
}
