import { toInstant } from '../../core/account.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import { PROOF_DAYS } from '../../core/cases/look-delay.ts';
import {
  accountsChanged,
  isProof,
  PROOF_AFTER_DAYS,
  proofOf,
  type SeenState,
  type Successor,
} from '../../core/cases/prove.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { getHead } from '../clients/history/head.ts';
import { getSettings } from '../clients/history/organizations.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import { findGround } from '../find-ground.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import { hashOf } from './read-facts.ts';

const DAY = 86_400;
const LOOKS_A_DAY = 4;

/**
 * Waits for a complete snapshot that nobody doubts and that began a day after the work had ended, and reads from it what
 * became of each account that was changed. Without one for two weeks the case stays unproven, and says so.
 */
export async function proveCase(run: CaseRun, endedAt: string): Promise<'proven' | 'unproven'> {
  await waitDurably(run, 'proof: a day', PROOF_AFTER_DAYS * DAY);
  for (let look = 1; look <= PROOF_DAYS * LOOKS_A_DAY; look += 1) {
    const found = await inStep(run, `proof: look ${look}`, () => proveFromHead(run, endedAt));
    if (found !== 'waiting') return 'proven';
    await waitDurably(run, `proof: wait ${look}`, DAY / LOOKS_A_DAY);
  }
  await inStep(run, 'proof: give up', async () => {
    const at = toInstant(run.dependencies.now());
    await appendOnce(run.dependencies.history, run.name, { kind: 'unproven', at, key: 'unproven' });
  });
  return 'unproven';
}

async function proveFromHead(
  { dependencies, name }: CaseRun,
  endedAt: string,
): Promise<'waiting' | 'proven' | 'given-up'> {
  const { history, now } = dependencies;
  const at = toInstant(now());
  const folded = await requireCase(dependencies, name, at);
  // Somebody asked for the undo meanwhile: there is nothing left to prove.
  if (folded.status.state !== 'worked') return 'given-up';
  const { snapshot: asOf } = await getHead(history, name.organization);
  const snapshot = asOf === undefined ? undefined : await getSnapshot(history, name.organization, asOf);
  if (snapshot?.state !== 'complete' || !isProof(snapshot, endedAt)) return 'waiting';
  const settings = await getSettings(history, name.organization);
  if (!settings || 'why' in (await findGround(history, settings, at))) return 'waiting';
  const accountIds = accountsChanged(folded);
  const seen = await readSeen(dependencies.archive, snapshot, addressesOf(folded, accountIds));
  const proofs = accountIds.map((id) => proofOf(id, seen.states.get(id) ?? null, seen.successors.get(id) ?? null));
  await appendOnce(history, name, { kind: 'proved', at, key: 'proved', snapshot: snapshot.asOf, proofs });
  return 'proven';
}

/** By the hash of the address that it had, which account had it when the case began. */
function addressesOf({ accounts }: FoldedCase, accountIds: readonly string[]): ReadonlyMap<string | null, string> {
  return new Map(accountIds.map((id) => [accounts.get(id)?.kept?.emailHash ?? null, id]));
}

interface Seen {
  readonly states: ReadonlyMap<string, SeenState>;
  /** By the account whose address they have. */
  readonly successors: ReadonlyMap<string, Successor>;
}

async function readSeen(
  archive: Archive,
  snapshot: CompleteSnapshot,
  addresses: ReadonlyMap<string | null, string>,
): Promise<Seen> {
  const wanted = new Set(addresses.values());
  const states = new Map<string, SeenState>();
  const successors = new Map<string, Successor>();
  for await (const accounts of readAccountParts(archive, snapshot)) {
    for (const { accountId, billable, email } of accounts) {
      if (wanted.has(accountId)) states.set(accountId, billable);
      const before = email === null ? undefined : addresses.get(hashOf(email));
      if (before !== undefined && before !== accountId) successors.set(before, { accountId, state: billable });
    }
  }
  return { states, successors };
}
