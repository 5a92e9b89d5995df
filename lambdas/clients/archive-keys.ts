import type { Instant } from '../../core/account.ts';

/** Every folder of the archive that holds something of an organization, each as `<folder>/<organization>/`. */
export const ARCHIVE_FOLDERS = [
  'snapshots',
  'baseline',
  'drift',
  'mail',
  'report',
  'inspection',
  'people',
  'packs',
] as const;

// Colons are not allowed in the names of files everywhere.
function stamp(asOf: Instant): string {
  return asOf.replaceAll(/[-:]/g, '');
}

/** Where one attempt at a snapshot keeps its parts; ends in `/`. */
export function attemptPrefix(organization: string, asOf: Instant, attempt: number): string {
  return `snapshots/${organization}/${stamp(asOf)}/${String(attempt).padStart(4, '0')}/`;
}

/** Where the copy of the current baseline is kept; ends in `/`. */
export function baselinePrefix(organization: string, asOf?: Instant): string {
  return `baseline/${organization}/${asOf ? `${stamp(asOf)}/` : ''}`;
}

/** The list of changes of a step drift or a digest drift, or the backlog of a digest: ids and causes, no names. */
export function changesKey(
  organization: string,
  asOf: Instant,
  kind: 'step' | 'digest' | 'came-and-went' | 'backlog',
): string {
  return `drift/${organization}/${stamp(asOf)}/${kind}.ndjson.zst`;
}

/** A report, or a renewal pack, made at an instant. */
export function reportKey(organization: string, asOf: Instant, name: string): string {
  return `report/${organization}/${stamp(asOf)}/${name}`;
}

/** A rendered mail, without its ending. */
export function mailKey(organization: string, asOf: Instant, name: string): string {
  return `mail/${organization}/${stamp(asOf)}/${name}`;
}

/** Where what was learnt about accounts after a snapshot is kept; ends in `/`. */
export function inspectionPrefix(organization: string, asOf: Instant): string {
  return `inspection/${organization}/${stamp(asOf)}/`;
}

/** Who works here and who has left, as the last people file said. */
export function peopleKey(organization: string): string {
  return `people/${organization}/people.json`;
}
