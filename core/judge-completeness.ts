import { counted } from './counted.ts';

/**
 * What the completeness of a walk is judged by: the totals that the API told, or for a file, which tells none, the
 * snapshot before. `accepted`: a person has said that so many accounts are really gone.
 */
export type Evidence =
  | { readonly kind: 'totals'; readonly firstTotal: number | null; readonly lastTotal: number | null }
  | { readonly kind: 'file'; readonly fewer: 'doubted' | 'accepted' };

/** What a finished walk has to show. Totals are `meta.total` of its first and its last page; null: not told. */
export interface WalkEnd {
  readonly accounts: number;
  readonly firstTotal: number | null;
  readonly lastTotal: number | null;
}

export type Completeness =
  | { readonly state: 'complete'; readonly gap: number }
  | { readonly state: 'partial'; readonly gap: number | null; readonly reason: string };

/**
 * A walk is complete if the accounts it found differ from the total the API told by at most 5 or 0.1 % of the total,
 * whichever is more. The total may change while the walk is under way: any count between its first and its last value
 * leaves no gap. A complete walk with a gap above 0 proves nobody's absence.
 */
export function judgeCompleteness({ accounts, firstTotal, lastTotal }: WalkEnd): Completeness {
  if (firstTotal === null || lastTotal === null) {
    return { state: 'partial', gap: null, reason: 'the API told no total to hold the accounts against' };
  }
  const low = Math.min(firstTotal, lastTotal);
  const high = Math.max(firstTotal, lastTotal);
  const gap = Math.max(low - accounts, accounts - high, 0);
  if (gap <= Math.max(5, high / 1000)) return { state: 'complete', gap };
  return { state: 'partial', gap, reason: `the API told ${counted(high, 'account')}, the walk found ${accounts}` };
}

export interface FileEnd {
  readonly file: string;
  readonly accounts: number;
  readonly unreadableRows: number;
  /** The first of them, as line numbers. */
  readonly unreadableLines: readonly number[];
  /** Accounts of the complete snapshot before; null if there is none that could be compared. */
  readonly before: number | null;
  readonly fewer: 'doubted' | 'accepted';
}

/** A file this much shorter than the snapshot before it was perhaps cut off on its way: over a fifth, and over 20. */
const DOUBTED_SHARE = 0.2;
const DOUBTED_ACCOUNTS = 20;
/** Fewer than this rarely leave between two exports: over a twentieth, and over 20, is no proof that anybody has. */
const UNUSUAL_SHARE = 0.05;

/**
 * A file tells no total. Each row that cannot be read is one account missing, within the tolerance of
 * {@link judgeCompleteness}. Against the snapshot before, and until a person says that they are really gone: over a
 * twentieth fewer accounts (and over 20 fewer) are a gap, so that absences are unconfirmed; over a fifth fewer (and over 20)
 * leave the file partial. Our own rule: how large an export is, it does not say.
 */
export function judgeFile({ file, accounts, unreadableRows, unreadableLines, before, fewer }: FileEnd): Completeness {
  const missing = before !== null && fewer === 'doubted' ? before - accounts : 0;
  const beyond = (share: number) => missing > Math.max(DOUBTED_ACCOUNTS, (before ?? 0) * share);
  if (beyond(DOUBTED_SHARE)) {
    const reason = `${file} has ${counted(accounts, 'account')}, the snapshot before it had ${before}: perhaps it was cut off, or is of another organization; if they are really gone, say so with --fewer`;
    return { state: 'partial', gap: null, reason };
  }
  const total = accounts + unreadableRows;
  const completeness = judgeCompleteness({ accounts, firstTotal: total, lastTotal: total });
  if (completeness.state === 'complete') {
    return beyond(UNUSUAL_SHARE) ? { state: 'complete', gap: Math.max(completeness.gap, missing) } : completeness;
  }
  const lines = unreadableLines.slice(0, 5).join(', ');
  return {
    ...completeness,
    reason: `${counted(unreadableRows, 'row')} of ${file} not readable (lines ${lines} and more)`,
  };
}
