import type { Suspicion } from './alerts/suspicion.ts';
import type { Audience, QualityNote } from './digest.ts';
import type { ExposureRules } from './exposure.ts';
import type { CompleteSnapshot } from './snapshot.ts';

/** The last digest's snapshot, and whether the archive still holds it. */
export interface EarlierSnapshot {
  readonly snapshot: CompleteSnapshot;
  readonly readable: boolean;
  /** For whom mails of that digest came back, one entry for each mail. */
  readonly bounced: readonly Audience[];
}

/** What a reader of a digest has to know before trusting it, worst first. */
export function noteQuality(
  snapshot: CompleteSnapshot,
  earlier: EarlierSnapshot | null,
  rules: ExposureRules,
  suspicion: Suspicion | null = null,
): QualityNote[] {
  const { source, unknown, gap, unconfirmedAbsences, duplicates } = snapshot;
  const notes: QualityNote[] = [];
  if (suspicion && snapshot.previous !== null) {
    notes.push({ kind: 'suspicious', since: snapshot.previous, ...suspicion });
  }
  if (earlier) notes.push(...noteBaseline(earlier, source));
  notes.push(...noteBounced(earlier?.bounced ?? []));
  if (unknown > 0) notes.push({ kind: 'unknown-flags', accounts: unknown });
  if (source.kind === 'csv' && source.unreadableRows > 0) {
    notes.push({ kind: 'unreadable-rows', rows: source.unreadableRows, lines: source.unreadableLines });
  }
  if (gap > 0 && source.kind === 'api') notes.push({ kind: 'gap', accounts: gap });
  // An export has no total of Atlassian's: a gap in it is the rows just told, or else what it lacks of the one before.
  if (source.kind === 'csv' && gap > source.unreadableRows) notes.push({ kind: 'fewer-accounts', accounts: gap });
  if (unconfirmedAbsences > 0) notes.push({ kind: 'unconfirmed-absences', accounts: unconfirmedAbsences });
  if (duplicates > 0) notes.push({ kind: 'duplicates', rows: duplicates });
  if (rules.assumed) notes.push({ kind: 'assumed-sites', hosts: [...rules.sites, ...rules.sandboxes].sort() });
  return notes;
}

function noteBaseline({ snapshot, readable }: EarlierSnapshot, source: CompleteSnapshot['source']): QualityNote[] {
  if (snapshot.source.key !== source.key) return [{ kind: 'not-comparable', baseline: snapshot.asOf }];
  if (!readable) return [{ kind: 'baseline-lost', baseline: snapshot.asOf }];
  if (snapshot.source.kind === source.kind) return [];
  return [{ kind: 'source-changed', from: snapshot.source.kind, to: source.kind }];
}

function noteBounced(bounced: readonly Audience[]): QualityNote[] {
  return (['admins', 'finance'] as const).flatMap((audience) => {
    const mails = bounced.filter((one) => one === audience).length;
    return mails === 0 ? [] : [{ kind: 'mail-bounced', audience, mails }];
  });
}
