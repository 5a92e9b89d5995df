import * as z from 'zod';
import { plainWords } from '../core/plain-words.ts';
import { organizationId } from '../core/settings.ts';
import { REPORT_FORMATS } from '../render/report/report-format.ts';

const instant = z.string().refine(isInstant, 'an instant such as 2026-11-23T06:00:00Z');

// Read and written again: a day or an hour that does not exist comes back as another one, or not at all.
function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text.replace('Z', '.000Z');
}

/**
 * What the snapshot function is invoked with, by dispatch or by hand. `asOf` is the slot to be filled; without
 * `dispatchedAt` (by hand) the walk starts at once, with it the walk waits its organization's share of the hour and is
 * refused once the event is over an hour old.
 */
export const snapshotRequestSchema = z.strictObject({
  organization: organizationId,
  asOf: instant,
  dispatchedAt: instant.optional(),
});
export type SnapshotRequest = z.output<typeof snapshotRequestSchema>;

/**
 * What a walk came to. `superseded`: a newer snapshot is the head. `busy`: somebody else is walking. `refused`: the event is
 * stale, or the organization is not taken care of. `why` is a sentence, null where the snapshot is complete.
 */
export const walkResultSchema = z.object({
  organization: organizationId,
  asOf: instant,
  state: z.enum(['complete', 'partial', 'superseded', 'busy', 'refused']),
  why: z.string().nullable(),
});
export type WalkResult = z.output<typeof walkResultSchema>;

export const EVENT_SOURCE = 'billable-drift';
export const SNAPSHOT_COMPLETED = 'Snapshot Completed';
export const DRIFT_MEASURED = 'Billable Drift Measured';

/** A hint that a snapshot may have been sealed; whoever hears it asks the table. */
export const snapshotCompletedSchema = z.object({ organization: organizationId, asOf: instant });

/**
 * What the drift function is invoked with: an event of the bus, or by hand. By hand `digest: "now"` tells the digest
 * even if none is due.
 */
export const driftRequestSchema = z.union([
  z.object({
    'detail-type': z.literal(SNAPSHOT_COMPLETED),
    source: z.literal(EVENT_SOURCE),
    detail: snapshotCompletedSchema,
  }),
  z.strictObject({ organization: organizationId, asOf: instant, digest: z.enum(['due', 'now']).default('due') }),
]);
export type DriftRequest = z.input<typeof driftRequestSchema>;

/**
 * What a telling came to. `step`: no digest is due, and what could not wait for it was told. `late`: newer snapshots are
 * there, so only the step was stored. `none`: the table knows no such complete snapshot, or the organization is not taken
 * care of. `mails`: what became of each.
 */
export const driftResultSchema = z.object({
  organization: organizationId,
  asOf: instant,
  state: z.enum(['digest', 'step', 'late', 'none']),
  mails: z.array(z.enum(['sent', 'failed', 'unsure', 'already-sent'])),
});
export type DriftResult = z.output<typeof driftResultSchema>;

/** What the keys function is invoked with, by dispatch or by hand; `asOf` left out: now. */
export const keysRequestSchema = z.strictObject({ organization: organizationId, asOf: instant.optional() });
export type KeysRequest = z.output<typeof keysRequestSchema>;

/** What a check came to: keys that were refused, and keys that end within 30 days or have ended. `none`: not in care. */
export const keysResultSchema = z.object({
  organization: organizationId,
  asOf: instant,
  state: z.enum(['checked', 'none']),
  refused: z.number(),
  warnings: z.number(),
});
export type KeysResult = z.output<typeof keysResultSchema>;

/**
 * What the report function is invoked with: by dispatch with its slot, and then it is mailed to finance; or by hand with the
 * days and the format, and then it is only kept in the archive. Days left out: a year up to today.
 */
export const reportRequestSchema = z.union([
  z.strictObject({ organization: organizationId, occasion: z.enum(['report', 'renewal']), asOf: instant }),
  z.strictObject({
    organization: organizationId,
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    format: z.enum(REPORT_FORMATS).default('html'),
  }),
]);
export type ReportRequest = z.input<typeof reportRequestSchema>;

/**
 * What a report came to. `none`: there is none, and `why` says so in a sentence. `files`: their keys in the archive.
 * `mails`: what became of each.
 */
export const reportResultSchema = z.object({
  organization: organizationId,
  state: z.enum(['written', 'none']),
  why: z.string().nullable(),
  files: z.array(z.string()),
  mails: z.array(z.enum(['sent', 'failed', 'unsure', 'already-sent'])),
});
export type ReportResult = z.output<typeof reportResultSchema>;

/**
 * Reads what a function was invoked with.
 *
 * @throws Error in one sentence that names the path of each field that is wrong, and quotes no value
 */
export function parseMessage<Schema extends z.ZodType>(schema: Schema, message: unknown): z.output<Schema> {
  const result = schema.safeParse(message, { error: plainWords });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, []));
  throw new Error(`the payload is not what docs/invoke.md says: ${problems.join('; ')}.`);
}

function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // What was meant is the branch with the least to complain of.
    const [meant = []] = issue.errors.toSorted((one, other) => one.length - other.length);
    return meant.flatMap((inner) => problemsOf(inner, path));
  }
  return [`${path.map(String).join('.') || 'the whole'}: ${issue.message}`];
}
