import * as z from 'zod';
import { costDocumentSchema } from './cost-document.ts';

const day = z.string();

/** What stands beside the cost of drift; before tax, amounts as decimal text. */
const besideSchema = z.object({
  users: z.object({
    /** Billed as of the digest's snapshot, external users included. */
    now: z.number(),
    /** The most on any day since the period began; null where nobody has said how the organization is billed. */
    peak: z.object({ day, users: z.number() }).nullable(),
  }),
  /** The external users known; null: none was ever given. */
  external: z.object({ users: z.number(), date: day }).nullable(),
  /** Guard Premium by our count; null: the contract does not have it. */
  premium: z.object({ users: z.number(), quantity: z.number(), amount: z.string().nullable() }).nullable(),
  forecasts: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('range'), day, low: z.number(), high: z.number(), points: z.number() }),
      z.object({ kind: z.literal('too-few'), day, points: z.number() }),
    ]),
  ),
  /** The quoted sizes next to the count. */
  cliffs: z
    .object({
      fits: z.object({ size: z.number(), amount: z.string(), room: z.number() }).nullable(),
      below: z.object({ size: z.number(), remove: z.number(), saves: z.string().nullable() }).nullable(),
      above: z.object({ size: z.number(), after: z.number(), costs: z.string() }).nullable(),
    })
    .nullable(),
  /** The newest invoice; `explained` null: no snapshot of the day it was counted. */
  lastInvoice: z.object({ period: z.string(), billed: z.number(), explained: z.number().nullable() }).nullable(),
  taxPercent: z.number().nullable(),
});

/** All that a digest says of money. */
export const costSchema = costDocumentSchema.and(besideSchema);

export type Cost = z.output<typeof costSchema>;
export type BesideCost = z.output<typeof besideSchema>;
