import type { CaseEvent, Kept, Proof, Work } from './events.ts';

/** How far a case is with one of its accounts, and what a later snapshot has shown of it. */
export interface AccountState {
  readonly work: 'planned' | 'done' | 'skipped' | 'failed' | 'undone';
  readonly why: string | null;
  readonly proof: Proof['result'] | 're-entered' | null;
  readonly kept: Kept | null;
  /** The account that took its place; null: none is known. */
  readonly successor: string | null;
}

export const PLANNED: AccountState = { work: 'planned', why: null, proof: null, kept: null, successor: null };

type Patch = readonly [accountId: string, to: Partial<AccountState>];

/** What an event makes of the accounts of a case; of others nothing is kept. */
export function foldAccounts(accounts: Map<string, AccountState>, event: CaseEvent): void {
  for (const [accountId, to] of patchesOf(event, accounts)) {
    const before = accounts.get(accountId);
    if (before) accounts.set(accountId, { ...before, ...to });
  }
}

function patchesOf(event: CaseEvent, accounts: ReadonlyMap<string, AccountState>): readonly Patch[] {
  switch (event.kind) {
    case 'kept':
      return [...event.accounts.map((kept): Patch => [kept.accountId, { kept }]), ...event.skipped.map(workPatch)];
    case 'stepped':
      // One step done is not yet the whole: that is said at the end.
      return event.work.filter(({ result }) => result !== 'done').map(workPatch);
    case 'finished':
      return [...accounts].flatMap(([id, { work }]) => (work === 'planned' ? [[id, { work: 'done' }] as const] : []));
    case 'ended':
      return endPatch(event, accounts);
    case 'moved':
      return event.stayed.length === 0 ? [] : [[event.accountId, { why: stayedWords(event) }]];
    case 'found':
      return [[event.accountId, { successor: event.successor }]];
    case 'undone':
      return event.work.map(({ accountId, result, why }) => [
        accountId,
        // What was proven of it is so no more.
        result === 'done' ? { work: 'undone', why, proof: null } : { why },
      ]);
    case 'proved':
      return event.proofs.map(({ accountId, result, successor }) => [
        accountId,
        { proof: result, ...(successor !== null && { successor }) },
      ]);
    case 're-entered':
      return event.accountIds.map((accountId) => [accountId, { proof: 're-entered' }]);
    default:
      return [];
  }
}

/** An execution that broke off: whatever its steps have said before, its account did not come through. */
function endPatch(
  { accountId, stays, halted, why }: Extract<CaseEvent, { kind: 'ended' }>,
  accounts: ReadonlyMap<string, AccountState>,
): readonly Patch[] {
  const broke = !stays && halted === null && accounts.get(accountId)?.work === 'planned';
  return broke ? [[accountId, { work: 'failed', why: why ?? 'it broke off' }]] : [];
}

const NAMED = 10;

function stayedWords({ stayed, why }: Extract<CaseEvent, { kind: 'moved' }>): string {
  const more = stayed.length > NAMED ? ` and ${stayed.length - NAMED} more` : '';
  const words =
    stayed.length === 1
      ? 'a request could not be moved and stays'
      : `${stayed.length} requests could not be moved and stay`;
  return `${words} with the old account: ${stayed.slice(0, NAMED).join(', ')}${more}${why === null ? '' : ` (${why})`}`;
}

function workPatch({ accountId, result, why }: Work): Patch {
  return [accountId, { work: result, why }];
}
