import * as z from 'zod';
import {
  type AccountInspection,
  accountInspectionSchema,
  type OrganizationFindings,
  organizationFindingsSchema,
  UNINSPECTED_ORGANIZATION,
} from '../../core/inspection.ts';
import { type Part, partSchema } from '../../core/snapshot.ts';
import type { Archive } from './archive.ts';
import { inspectionPrefix } from './archive-keys.ts';
import { getRows, putRows } from './archive-rows.ts';

/** Whose inspection: that of the snapshot of an instant. */
export interface InspectionOf {
  readonly organization: string;
  readonly asOf: string;
}

const chosenSchema = z.object({
  accountId: z.string(),
  email: z.string().nullable(),
  lastActive: z.string(),
  /** Whether a new account could take its place, so that its requests would have to be moved. */
  replaceable: z.boolean().default(false),
});

/** An account that is to be inspected, as the snapshot tells it. */
export type ChosenAccount = z.output<typeof chosenSchema>;

const manifestSchema = z.object({
  organization: z.string(),
  asOf: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** Accounts in question. */
  chosen: z.number(),
  /** Those that were reached. */
  inspected: z.number(),
  /** Of the others those of whom an earlier inspection is taken over. */
  carried: z.number().default(0),
  findings: organizationFindingsSchema,
  parts: z.array(partSchema),
  /** Why it ended before everybody was reached; null if it did not. */
  stopped: z.string().nullable(),
});

/** What an inspection came to; it is there once the inspection has ended, well or not. */
export type InspectionManifest = z.output<typeof manifestSchema>;

const CHOSEN = 'chosen.ndjson.zst';
const FINDINGS = 'organization.json';
const MANIFEST = 'manifest.json';

export async function putChosen(archive: Archive, of: InspectionOf, accounts: readonly ChosenAccount[]): Promise<void> {
  const lines = accounts.map((account) => JSON.stringify(account));
  await putRows(archive, prefixOf(of) + CHOSEN, lines);
}

export function getChosen(archive: Archive, of: InspectionOf): Promise<ChosenAccount[]> {
  return getRows(archive, prefixOf(of) + CHOSEN, chosenSchema);
}

export async function putFindings(archive: Archive, of: InspectionOf, findings: OrganizationFindings): Promise<void> {
  await archive.put(prefixOf(of) + FINDINGS, Buffer.from(`${JSON.stringify(findings)}\n`));
}

export async function getFindings(archive: Archive, of: InspectionOf): Promise<OrganizationFindings> {
  const body = await archive.get(prefixOf(of) + FINDINGS);
  return body ? organizationFindingsSchema.parse(JSON.parse(body.toString())) : UNINSPECTED_ORGANIZATION;
}

/** Writes inspections as one part, the account id first in each row; written again it replaces itself. */
export async function putInspections(
  archive: Archive,
  of: InspectionOf,
  number: number,
  inspections: readonly AccountInspection[],
): Promise<Part> {
  const name = `part-${String(number).padStart(5, '0')}.ndjson.zst`;
  const lines = inspections.map((inspection) => JSON.stringify(inspection));
  return { name, ...(await putRows(archive, prefixOf(of) + name, lines)) };
}

export async function putInspectionManifest(archive: Archive, manifest: InspectionManifest): Promise<void> {
  await archive.put(prefixOf(manifest) + MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** Undefined if there was no inspection, as after a CSV, or its time in the archive is over. */
export async function getInspectionManifest(
  archive: Archive,
  of: InspectionOf,
): Promise<InspectionManifest | undefined> {
  const body = await archive.get(prefixOf(of) + MANIFEST);
  return body && manifestSchema.parse(JSON.parse(body.toString()));
}

/** What is known of the organization as a whole at the time of a snapshot. */
export async function readFindings(archive: Archive, of: InspectionOf): Promise<OrganizationFindings> {
  return (await getInspectionManifest(archive, of))?.findings ?? UNINSPECTED_ORGANIZATION;
}

/** All inspections of a snapshot by account id. */
export async function readInspections(
  archive: Archive,
  manifest: InspectionManifest,
): Promise<ReadonlyMap<string, AccountInspection>> {
  const inspections = new Map<string, AccountInspection>();
  for (const part of manifest.parts) {
    const rows = await getRows(archive, prefixOf(manifest) + part.name, accountInspectionSchema, part);
    for (const inspection of rows) inspections.set(inspection.accountId, inspection);
  }
  return inspections;
}

function prefixOf({ organization, asOf }: InspectionOf): string {
  return inspectionPrefix(organization, asOf);
}
