import { daysBefore } from '../../../core/exposure.ts';
import type { AccountInspection } from '../../../core/inspection.ts';
import type { CompleteSnapshot } from '../../../core/snapshot.ts';
import type { Archive } from '../../clients/archive.ts';
import { getInspectionManifest, readInspections } from '../../clients/inspections.ts';

/** What was learnt longer ago is asked again before anything is proposed by it. */
const CARRIED_DAYS = 30;

/** What the inspection before, of the snapshot before, knows of accounts; nothing if it is lost, damaged or too old. */
export async function earlierInspections(
  archive: Archive,
  { organization, asOf, previous }: CompleteSnapshot,
): Promise<ReadonlyMap<string, AccountInspection>> {
  const manifest =
    previous === null ? undefined : await getInspectionManifest(archive, { organization, asOf: previous });
  if (!manifest) return new Map();
  const oldest = daysBefore(asOf, CARRIED_DAYS);
  const inspections = await readInspections(archive, manifest).catch(() => new Map<string, AccountInspection>());
  return new Map([...inspections].filter(([, { inspectedAt }]) => inspectedAt.slice(0, 10) >= oldest));
}
