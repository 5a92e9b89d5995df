import * as z from 'zod';

/** The rules that ring on an edge, and the reminder. */
export const ALERT_RULES = ['accounts', 'percent', 'money', 'suspicious', 'fix-by'] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

/** A value at or above its threshold. Accounts, percent, or minor units of a currency a month. */
export const crossingSchema = z.object({
  rule: z.enum(['accounts', 'percent', 'money']),
  value: z.number(),
  threshold: z.number(),
  /** Of `money`; null with the others. */
  currency: z.string().nullable(),
});
export type Crossing = z.output<typeof crossingSchema>;

/** Counts that moved too far between two snapshots to be believed at once. */
export const suspicionSchema = z.object({
  what: z.enum(['accounts', 'billable']),
  before: z.number(),
  now: z.number(),
});
