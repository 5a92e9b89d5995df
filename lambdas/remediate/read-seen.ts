import type { Account } from '../../core/account.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import type { SeenState, Successor } from '../../core/cases/prove.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { readAccountParts } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import { hashOf } from './read-facts.ts';

/** What a snapshot tells of the accounts of a case. */
export interface Seen {
  readonly states: ReadonlyMap<string, SeenState>;
  /** By the account whose place they took. */
  readonly successors: ReadonlyMap<string, Successor>;
}

/** Reads accounts from a snapshot, and those in their place: known to the case, else whoever has their address now. */
export async function readSeen(
  archive: Archive,
  snapshot: CompleteSnapshot,
  folded: FoldedCase,
  accountIds: readonly string[],
): Promise<Seen> {
  const wanted = new Set(accountIds);
  const { byAddress, byId } = placesOf(folded, accountIds);
  const states = new Map<string, SeenState>();
  const known = new Map<string, Successor>();
  const addressed = new Map<string, Successor>();
  const see = ({ accountId, billable: state, email }: Account) => {
    if (wanted.has(accountId)) states.set(accountId, state);
    const place = byId.get(accountId);
    if (place !== undefined) known.set(place, { accountId, state });
    const had = email === null ? undefined : byAddress.get(hashOf(email));
    if (had !== undefined && had !== accountId) addressed.set(had, { accountId, state });
  };
  for await (const accounts of readAccountParts(archive, snapshot)) accounts.forEach(see);
  return { states, successors: new Map([...addressed, ...known]) };
}

/** Which account had an address, by its hash, and which one another is known to stand in for. */
function placesOf({ accounts }: FoldedCase, accountIds: readonly string[]) {
  const byAddress = new Map<string, string>();
  const byId = new Map<string, string>();
  for (const id of accountIds) {
    const { kept, successor } = accounts.get(id) ?? {};
    if (kept?.emailHash) byAddress.set(kept.emailHash, id);
    if (successor) byId.set(successor, id);
  }
  return { byAddress, byId };
}
