import type { PresenceState } from './account.ts';
import { compareSettings } from './compare-settings.ts';
import { counted } from './counted.ts';
import type { OrganizationSettings } from './settings.ts';
import type { CompleteSnapshot } from './snapshot.ts';

/** One side of a drift: what the snapshot says of itself, and by which settings it was taken. */
export interface DriftSide {
  readonly snapshot: CompleteSnapshot;
  /** Undefined: that version of the settings is not kept. */
  readonly settings: OrganizationSettings | undefined;
}

/** How many accounts went from one raw flag to another; `absent`: the snapshot does not hold them. */
export interface FlagMove {
  readonly from: PresenceState;
  readonly to: PresenceState;
  readonly accounts: number;
}

/** Something besides the accounts themselves that makes two snapshots hard to compare. */
export interface Doubt {
  readonly kind: 'source' | 'gap' | 'unconfirmed' | 'duplicates' | 'unreadable' | 'unknown-flags' | 'settings';
  readonly text: string;
}

/** Counts moves of the flag, the most frequent first; an account that keeps its flag is none. */
export function countFlagMoves(
  before: ReadonlyMap<string, PresenceState>,
  after: ReadonlyMap<string, PresenceState>,
): readonly FlagMove[] {
  const counts = new Map<string, FlagMove>();
  for (const accountId of new Set([...before.keys(), ...after.keys()])) {
    const from = before.get(accountId) ?? 'absent';
    const to = after.get(accountId) ?? 'absent';
    if (from === to) continue;
    const key = `${from} ${to}`;
    counts.set(key, { from, to, accounts: (counts.get(key)?.accounts ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) => other.accounts - one.accounts);
}

/** What else changed between two snapshots, or is not whole in one of them; nothing found means: the accounts changed. */
export function findDoubts(before: DriftSide, after: DriftSide): readonly Doubt[] {
  return [
    ...sourceDoubts(before.snapshot, after.snapshot),
    ...[before, after].flatMap(wholeness),
    ...settingsDoubts(before, after),
  ];
}

function sourceDoubts({ source: before }: CompleteSnapshot, { source: after }: CompleteSnapshot): readonly Doubt[] {
  if (before.kind === after.kind && before.key === after.key) return [];
  return [{ kind: 'source', text: `the accounts came from ${before.kind} before and from ${after.kind} now` }];
}

const GAP_AGAINST = { api: "Atlassian's own total", csv: 'the snapshot before it, and that is unconfirmed' } as const;

function wholeness({ snapshot }: DriftSide): readonly Doubt[] {
  const { asOf, gap, unconfirmedAbsences, duplicates, unknown, source } = snapshot;
  const unreadable = source.kind === 'csv' ? source.unreadableRows : 0;
  const doubts: readonly (Doubt | null)[] = [
    gap > unreadable
      ? { kind: 'gap', text: `${counted(gap, 'account')} fewer than ${GAP_AGAINST[source.kind]}` }
      : null,
    unconfirmedAbsences > 0
      ? { kind: 'unconfirmed', text: `${counted(unconfirmedAbsences, 'account')} not found, and taken as unchanged` }
      : null,
    duplicates > 0 ? { kind: 'duplicates', text: `${counted(duplicates, 'row')} told an account twice` } : null,
    unreadable > 0
      ? { kind: 'unreadable', text: `${counted(unreadable, 'row')} of the export could not be read` }
      : null,
    unknown > 0 ? { kind: 'unknown-flags', text: `${counted(unknown, 'account')} without a billable flag` } : null,
  ];
  return doubts.flatMap((doubt) => (doubt ? [{ ...doubt, text: `${asOf}: ${doubt.text}` }] : []));
}

/** Exposure is judged on both sides by today's settings, so that these change no drift, but how it is called. */
function settingsDoubts(before: DriftSide, after: DriftSide): readonly Doubt[] {
  if (before.snapshot.settings === after.snapshot.settings) return [];
  if (!before.settings || !after.settings) {
    return [{ kind: 'settings', text: 'the settings changed; the version of before is not kept' }];
  }
  const [change] = compareSettings([after.settings], new Map([[before.settings.id, before.settings]]));
  const fields = change?.kind === 'changed' ? change.fields.join(', ') : '';
  return fields === '' ? [] : [{ kind: 'settings', text: `the settings changed: ${fields}` }];
}
