import * as z from 'zod';
import { decimalSchema } from '../billing/money.ts';

/**
 * From where on growth since the last digest is worth a mail of its own; each left out: no alert by it. Growth is the
 * difference of the billable counts, whatever came and went in between.
 */
export const thresholdsSchema = z.strictObject({
  /** Billable accounts more. */
  accounts: z.number().int().min(1).max(1_000_000).optional(),
  /** Of the billable accounts of the last digest. */
  percent: z.number().min(0.1).max(10_000).optional(),
  /** What the growth costs a month, before tax, in the currency of the contract; only by prices of the customer's own. */
  money: decimalSchema.refine((amount) => Number(amount) > 0, 'more than 0').optional(),
  /** A snapshot whose counts moved by more than this share of the one before is suspicious. */
  suspiciousPercent: z.number().min(1).max(100).default(20),
  /** After an alert its rule is quiet for so long. */
  coolDownDays: z.number().int().min(0).max(90).default(7),
  /** So many days before the fix-by date a reminder may be sent; 0: never. */
  reminderDays: z.number().int().min(0).max(30).default(3),
});

export type Thresholds = z.output<typeof thresholdsSchema>;

const DEFAULTS: Thresholds = thresholdsSchema.parse({});

/** An organization's thresholds, or what holds where the settings name none. */
export function thresholdsOf({
  mail,
}: {
  readonly mail: { readonly thresholds?: Thresholds | undefined };
}): Thresholds {
  return mail.thresholds ?? DEFAULTS;
}
