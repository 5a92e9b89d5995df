/** What a snapshot is doubted by. */
export interface MovedCounts {
  readonly accounts: number;
  readonly billable: number;
  /** Of the accounts that became billable since the first snapshot of a series, those that somebody said would come. */
  readonly planned: number;
}

/** A count that moved too far to be believed at once. */
export interface Suspicion {
  readonly what: 'accounts' | 'billable';
  readonly before: number;
  readonly now: number;
}

export interface Allowance {
  /** Of the count before; up to and with this share nothing is suspicious. */
  readonly suspiciousPercent: number;
}

/** However small the organization, so few may always come or go. */
const FEW = 20;

/** The smallest move of a count that is suspicious: over a few, and over the share of the count before. */
export function suspiciousFrom(before: number, { suspiciousPercent }: Allowance): number {
  return Math.max(FEW, Math.floor((before * suspiciousPercent) / 100)) + 1;
}

/**
 * Whether a snapshot's counts moved suspiciously far from those of an earlier one; null if not. Those who
 * came as planned are no move. Our own rule.
 */
export function suspectMove(before: MovedCounts, now: MovedCounts, allowance: Allowance): Suspicion | null {
  for (const what of ['billable', 'accounts'] as const) {
    const moved = now[what] - before[what];
    const beyond = moved > 0 ? Math.max(0, moved - (now.planned - before.planned)) : -moved;
    if (beyond >= suspiciousFrom(before[what], allowance)) return { what, before: before[what], now: now[what] };
  }
  return null;
}

/**
 * Whether the last of a series of complete snapshots, the oldest first, is suspicious; null if not. It is if it moved too
 * far from the one before it, unless it is near the last one that was not suspicious: a count that comes back is sound,
 * and one that the next snapshot confirms is believed. The first is taken as sound.
 */
export function suspectLast(series: readonly MovedCounts[], allowance: Allowance): Suspicion | null {
  let [sound] = series;
  let previous = sound;
  let last: Suspicion | null = null;
  for (const snapshot of series.slice(1)) {
    if (!sound || !previous) break;
    const moved = suspectMove(previous, snapshot, allowance);
    last = moved && suspectMove(sound, snapshot, allowance) ? moved : null;
    if (last === null) sound = snapshot;
    previous = snapshot;
  }
  return last;
}
