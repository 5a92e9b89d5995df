import * as z from 'zod';
import { presenceStateSchema } from './account.ts';
import { EXPOSURES } from './exposure.ts';

const move = { accountId: z.string(), from: presenceStateSchema, to: presenceStateSchema };

/** `observed`: both snapshots show the event itself; `inferred`: they show what it would leave behind. */
export const certaintySchema = z.enum(['observed', 'inferred']);
export type Certainty = z.output<typeof certaintySchema>;

/** What was observed when an account became billable. */
export const ENTRY_CAUSES = [
  'remediated',
  'created-or-claimed',
  'reactivated',
  'invited',
  'product-added',
  'flag-flipped',
  'not-compared',
] as const;
export type EntryCause = (typeof ENTRY_CAUSES)[number];

/** What was observed when an account stopped being billable. */
export const EXIT_CAUSES = [
  'remediated',
  'deleted-or-unclaimed',
  'deactivated',
  'product-removed',
  'flag-flipped',
  'not-compared',
] as const;
export type ExitCause = (typeof EXIT_CAUSES)[number];

const explained = {
  certainty: certaintySchema,
  /** Why it is billable, or was before an exit. */
  exposure: z.enum(EXPOSURES),
  domain: z.string().nullable(),
  /** The case that did it, where the cause is `remediated`. */
  case: z.string().optional(),
};

/** Known → billable; absent counts as known. `access`: the access keys gained, or for a newcomer all it has. */
const entrySchema = z.object({
  kind: z.literal('entry'),
  ...move,
  cause: z.enum(ENTRY_CAUSES),
  ...explained,
  access: z.array(z.string()).readonly(),
});
export type Entry = z.output<typeof entrySchema>;

/** Billable → known; absent counts as known. `access`: the access keys lost, or all of an account that is gone. */
const exitSchema = z.object({
  kind: z.literal('exit'),
  ...move,
  cause: z.enum(EXIT_CAUSES),
  ...explained,
  access: z.array(z.string()).readonly(),
});
export type Exit = z.output<typeof exitSchema>;

/** Any move from or to `unknown`: told on a list of its own and counted neither as entry nor as exit. */
const unclearSchema = z.object({ kind: z.literal('unclear'), ...move });
export type Unclear = z.output<typeof unclearSchema>;

/** Absent ↔ not billable: costs nothing and is only counted. */
const silentSchema = z.object({ kind: z.enum(['arrival', 'departure']), ...move });
export type Silent = z.output<typeof silentSchema>;

export const changeSchema = z.discriminatedUnion('kind', [entrySchema, exitSchema, unclearSchema, silentSchema]);
export type Change = z.output<typeof changeSchema>;

/** A whole domain that was not there before: one event, however many accounts it brought. */
export const claimedDomainSchema = z.object({ domain: z.string(), accounts: z.number(), billable: z.number() });
export type ClaimedDomain = z.output<typeof claimedDomainSchema>;

/** All that differs between two complete snapshots of one organization. */
export interface Drift {
  readonly entries: readonly Entry[];
  readonly exits: readonly Exit[];
  readonly unclear: readonly Unclear[];
  readonly silent: readonly Silent[];
  readonly claimedDomains: readonly ClaimedDomain[];
}

export const NO_DRIFT: Drift = { entries: [], exits: [], unclear: [], silent: [], claimedDomains: [] };

/** Every single change of a drift, in one list. */
export function changesOf(drift: Drift): readonly Change[] {
  return [...drift.entries, ...drift.exits, ...drift.unclear, ...drift.silent];
}

/** A drift put together again from its list of changes. */
export function driftOf(changes: readonly Change[], claimedDomains: readonly ClaimedDomain[]): Drift {
  return {
    entries: changes.filter((change) => change.kind === 'entry'),
    exits: changes.filter((change) => change.kind === 'exit'),
    unclear: changes.filter((change) => change.kind === 'unclear'),
    silent: changes.filter((change): change is Silent => change.kind === 'arrival' || change.kind === 'departure'),
    claimedDomains,
  };
}

/** Billable afterwards minus billable before, moves through unknown included. */
export function netOf(drift: Drift): number {
  const fromUnknown = drift.unclear.filter((move) => move.to === 'billable').length;
  const toUnknown = drift.unclear.filter((move) => move.from === 'billable').length;
  return drift.entries.length - drift.exits.length + fromUnknown - toUnknown;
}
