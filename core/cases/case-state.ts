import type { Instant } from '../account.ts';
import { type AccountState, foldAccounts, PLANNED } from './account-state.ts';
import { BEGIN_DAYS, type Case, DECIDE_DAYS, daysAfter } from './case.ts';
import type { CaseEvent } from './events.ts';
import { silentSince } from './judge-silence.ts';
import { PROOF_DAYS } from './look-delay.ts';
import { PROOF_AFTER_DAYS } from './prove.ts';

/** Whom a case waits for. */
export interface Waiting {
  readonly step: string;
  readonly who: string;
  readonly text: string;
  readonly accounts: number;
  readonly since: Instant;
  readonly until: Instant;
  readonly overdue: boolean;
  readonly again: string | null;
}

/**
 * Where a case stands. `expired`: nobody decided, or it was approved and never began. `cancelling`: under way, and stops
 * at its next step. `stopped`: ended before its end; `stands` says what was done. `worked`: all steps taken, waits for its
 * proof. `proven`: a later snapshot was read for each account, whatever it showed.
 */
export type CaseStatus =
  | { readonly state: 'proposed'; readonly until: Instant }
  | { readonly state: 'expired'; readonly since: Instant }
  | { readonly state: 'rejected' | 'cancelled'; readonly by: string; readonly why: string }
  | { readonly state: 'approved'; readonly by: string; readonly until: Instant }
  | { readonly state: 'running' | 'cancelling' | 'undoing'; readonly waiting: Waiting | null }
  | { readonly state: 'stopped'; readonly why: string; readonly stands: readonly string[] }
  | { readonly state: 'worked'; readonly since: Instant }
  | { readonly state: 'proven'; readonly snapshot: Instant }
  | { readonly state: 'unproven' | 'undo-asked' | 'undone' };

/** A case with what its events make of it. */
export interface FoldedCase {
  readonly case: Case;
  readonly events: readonly CaseEvent[];
  readonly status: CaseStatus;
  readonly accounts: ReadonlyMap<string, AccountState>;
  readonly approvedBy: string | null;
  /** The executions that carry it out. */
  readonly executions: { readonly work: string | null; readonly undo: string | null };
  /** When the work ended, whether at its end or before. */
  readonly endedAt: Instant | null;
  /** Under way, and since then nothing carries it out; null: something may. */
  readonly silentSince: Instant | null;
}

interface Fold {
  status: CaseStatus;
  approvedBy: string | null;
  work: string | null;
  undo: string | null;
  endedAt: Instant | null;
  readonly accounts: Map<string, AccountState>;
}

/** Where a case stands at an instant, from its events in their order; expiry is computed, nobody has to write it. */
export function foldCase(one: Case, events: readonly CaseEvent[], now: Instant): FoldedCase {
  const fold: Fold = {
    status: { state: 'proposed', until: daysAfter(one.proposedAt, DECIDE_DAYS) },
    approvedBy: null,
    work: null,
    undo: null,
    endedAt: null,
    accounts: new Map(one.plan.accountIds.map((id) => [id, PLANNED])),
  };
  for (const event of events) {
    foldAccounts(fold.accounts, event);
    foldStatus(fold, event);
  }
  const { accounts, approvedBy, work, undo, endedAt } = fold;
  const status = expiredBy(fold.status, now);
  return {
    case: one,
    events,
    status,
    accounts,
    approvedBy,
    executions: { work, undo },
    endedAt,
    silentSince: silentSince({ case: one, events, status }, now),
  };
}

/** An execution that waits for a proof has long given up by then; if it is gone, nobody says so. */
const PROOF_OVER_DAYS = PROOF_AFTER_DAYS + PROOF_DAYS + 2;

function expiredBy(status: CaseStatus, now: Instant): CaseStatus {
  if (status.state === 'worked') return daysAfter(status.since, PROOF_OVER_DAYS) < now ? { state: 'unproven' } : status;
  const ends = status.state === 'proposed' || status.state === 'approved';
  return ends && status.until < now ? { state: 'expired', since: status.until } : status;
}

function foldStatus(fold: Fold, event: CaseEvent): void {
  switch (event.kind) {
    case 'proposed':
    case 'kept':
    case 'writing':
    case 're-entered':
    case 'answered':
    case 'paused':
    case 'resumed':
    case 'found':
    case 'listed':
    case 'moved':
    case 'launched':
    case 'began':
    case 'ended':
    case 'taken-back':
      return;
    case 'approved':
      fold.approvedBy = event.by;
      fold.status = { state: 'approved', by: event.by, until: daysAfter(event.at, BEGIN_DAYS) };
      return;
    case 'rejected':
      fold.status = { state: 'rejected', by: event.by, why: event.why };
      return;
    case 'cancelled':
      fold.status = isUnderWay(fold.status)
        ? { state: 'cancelling', waiting: fold.status.waiting }
        : { state: 'cancelled', by: event.by, why: event.why };
      return;
    case 'started':
      if (event.task === 'work') fold.work = event.execution;
      else fold.undo = event.execution;
      fold.status = { state: event.task === 'work' ? 'running' : 'undoing', waiting: null };
      return;
    case 'stopped':
      fold.endedAt = event.at;
      fold.status = { state: 'stopped', why: event.why, stands: event.stands };
      return;
    case 'finished':
      fold.endedAt = event.at;
      fold.status = { state: 'worked', since: event.at };
      return;
    case 'proved':
      fold.status = { state: 'proven', snapshot: event.snapshot };
      return;
    case 'unproven':
    case 'undo-asked':
    case 'undone':
      fold.status = { state: event.kind };
      return;
    default:
      foldWaiting(fold, event);
  }
}

function isUnderWay(status: CaseStatus): status is Extract<CaseStatus, { waiting: Waiting | null }> {
  return status.state === 'running' || status.state === 'undoing';
}

function foldWaiting(fold: Fold, event: Extract<CaseEvent, { kind: 'asked' | 'said' | 'overdue' | 'stepped' }>): void {
  const { status } = fold;
  if (!isUnderWay(status)) return;
  if (event.kind === 'asked') {
    const { step, who, text, accounts, at: since, until, again } = event;
    fold.status = { ...status, waiting: { step, who, text, accounts, since, until, overdue: false, again } };
  } else if (event.kind === 'overdue') {
    if (status.waiting?.step === event.step) {
      fold.status = { ...status, waiting: { ...status.waiting, overdue: true } };
    }
  } else if (status.waiting?.step === event.step) fold.status = { ...status, waiting: null };
}

/** How often an undo was asked for: an execution belongs to the round that it was begun for, and to no later one. */
export function roundOf({ events }: Pick<FoldedCase, 'events'>): number {
  return events.filter(({ kind }) => kind === 'undo-asked').length;
}

const OPEN: ReadonlySet<CaseStatus['state']> = new Set([
  'proposed',
  'approved',
  'running',
  'cancelling',
  'worked',
  'undo-asked',
  'undoing',
]);

/** Whether the case still holds its accounts, so that no other case may. */
export function isOpen({ status }: FoldedCase): boolean {
  return OPEN.has(status.state);
}
