import * as z from 'zod';

/** Where the accounts came from, and by what they are told apart. Snapshots of different keys cannot be compared. */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('api'), key: z.literal('account-id') }),
  z.object({
    kind: z.literal('csv'),
    key: z.enum(['account-id', 'email']),
    file: z.string(),
    unreadableRows: z.number(),
    /** The first of them, as line numbers of the file. */
    unreadableLines: z.array(z.number()),
    ignoredColumns: z.array(z.string()),
  }),
]);
export type Source = z.output<typeof sourceSchema>;

export const partSchema = z.object({ name: z.string(), rows: z.number(), bytes: z.number(), sha256: z.string() });
export type Part = z.output<typeof partSchema>;

/**
 * What makes files of accounts a snapshot. `parts`: the accounts found, each once. `carried`: accounts of the snapshot
 * before that a walk with a gap did not find and that are taken as unchanged until the next one confirms it.
 */
export const manifestSchema = z.object({
  organization: z.string(),
  asOf: z.string(),
  attempt: z.number(),
  source: sourceSchema,
  startedAt: z.string(),
  finishedAt: z.string(),
  parts: z.array(partSchema),
  carried: partSchema.nullable(),
});
export type Manifest = z.output<typeof manifestSchema>;

const walked = {
  organization: z.string(),
  asOf: z.string(),
  attempt: z.number(),
  source: sourceSchema,
  /** The version of the settings that the run began with. */
  settings: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** Claimed accounts found, each once, and their states. */
  accounts: z.number(),
  billable: z.number(),
  notBillable: z.number(),
  unknown: z.number(),
  /** Rows that told an account again; the last one counts. */
  duplicates: z.number(),
};

/** A snapshot that drift may be measured on. */
const completeSchema = z.object({
  state: z.literal('complete'),
  ...walked,
  /** Accounts that the API's total says are missing, within tolerance; above 0 no absence is proven. */
  gap: z.number(),
  unconfirmedAbsences: z.number(),
  /** The complete snapshot before this one; null for the first. */
  previous: z.string().nullable(),
  /** The folder of its manifest in the archive, ending in `/`, and the manifest's SHA-256. */
  folder: z.string(),
  manifestSha256: z.string(),
});
export type CompleteSnapshot = z.output<typeof completeSchema>;

/** A walk that cannot be trusted to have seen everybody; drift does not accept it. */
const partialSchema = z.object({ state: z.literal('partial'), reason: z.string(), ...walked });
export type PartialSnapshot = z.output<typeof partialSchema>;

export const snapshotSchema = z.discriminatedUnion('state', [completeSchema, partialSchema]);
export type Snapshot = z.output<typeof snapshotSchema>;
