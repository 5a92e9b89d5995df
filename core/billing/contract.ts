import * as z from 'zod';
import { currencySchema, decimalSchema } from './money.ts';
import { bandsSchema } from './price-quantity.ts';
import { tiersSchema } from './tiers.ts';

const dateSchema = z.iso.date({ error: ({ input }) => `${JSON.stringify(input)} is no date such as 2026-11-24` });
const percentSchema = z
  .number()
  .refine((percent) => percent >= 0 && percent <= 100, { error: ({ input }) => `${input} is not between 0 and 100` });
const countSchema = z
  .number()
  .refine((count) => Number.isInteger(count) && count >= 0, { error: ({ input }) => `${input} is no number of users` });
const billingDaySchema = z.number().refine((day) => Number.isInteger(day) && day >= 1 && day <= 31, {
  error: ({ input }) => `${input} is no day of a month, 1 to 31`,
});

/** Guard Premium, an add-on with a count and a price of its own. */
const premiumSchema = z.strictObject({
  /** Per user and month; left out: its cost is unknown, only the count is told. */
  unitPrice: decimalSchema.optional(),
  /** Users that the invoice says; left out: our count. */
  quantity: countSchema.optional(),
});

const shared = {
  /** The first day of this term; it goes on until the next one. */
  from: dateSchema,
  seller: z.string().trim().min(1).optional(),
  purchaseOrder: z.string().trim().min(1).optional(),
  premium: premiumSchema.optional(),
};

const priced = {
  ...shared,
  /** Per user and month, before discount. Of the two only one; neither: invoices, quotes and the public list price. */
  unitPrice: decimalSchema.optional(),
  bands: bandsSchema.optional(),
  discountPercent: percentSchema.default(0),
  /** The least that one charge, a month or a year, comes to after discount. */
  minimum: decimalSchema.optional(),
  taxPercent: percentSchema.optional(),
  /** What finance planned for one charge, a month or a year. */
  budget: decimalSchema.optional(),
};

const monthlySchema = z.strictObject({
  kind: z.literal('monthly'),
  ...priced,
  /** The day on which a period begins; in shorter months the last day. */
  billingDay: billingDaySchema.default(1),
  /** Days that an addition is prorated by: those of the period, or always 30. */
  prorateBy: z.enum(['period-days', 'thirty-days']).default('period-days'),
});

const annualSchema = z.strictObject({
  kind: z.literal('annual'),
  ...priced,
  /** A day on which the plan renews; it does so every year. Left out: the day the term began. */
  renewal: dateSchema.optional(),
  /** So many days before the renewal the count is taken for the quote. */
  quoteLeadDays: z.number().int().min(0).max(180).default(0),
  /** Users that were bought with the first year; left out: the tier of the count then. */
  quantity: countSchema.optional(),
  tiers: tiersSchema.optional(),
  /** Months that a prepaid year is priced as. */
  monthsCharged: z.number().int().min(1).max(12).default(10),
  overage: z.enum(['prorated-upgrade', 'at-renewal']).default('prorated-upgrade'),
});

const enterpriseSchema = z.strictObject({
  kind: z.literal('enterprise'),
  ...shared,
  why: z.string().trim().min(1).default('Guard Standard is part of an Enterprise plan'),
});

/** How the customer was billed from a day on. */
const termSchema = z.discriminatedUnion('kind', [monthlySchema, annualSchema, enterpriseSchema]).check(onePrice);

/** How the customer is billed: the history of terms, the oldest first. Nothing is ever converted between currencies. */
export const contractSchema = z.strictObject({
  currency: currencySchema,
  terms: z.array(termSchema).min(1).check(inOrder),
});

export type Contract = z.output<typeof contractSchema>;
export type Term = z.output<typeof termSchema>;
export type MonthlyTerm = Extract<Term, { kind: 'monthly' }>;
export type AnnualTerm = Extract<Term, { kind: 'annual' }>;
export type PricedTerm = MonthlyTerm | AnnualTerm;

/** The term of a day. Before the first term there is none, and the first is taken. */
export function termOn({ terms }: Contract, day: string): Term {
  const term = terms.findLast(({ from }) => from <= day) ?? terms[0];
  if (!term) throw new RangeError('contract.terms: a contract has at least one term');
  return term;
}

/** The first day after a term: the day the next one begins. */
export function endOfTerm({ terms }: Contract, term: Term): string | null {
  return terms.find(({ from }) => from > term.from)?.from ?? null;
}

function onePrice(
  payload: z.core.ParsePayload<z.output<typeof monthlySchema | typeof annualSchema | typeof enterpriseSchema>>,
): void {
  const term = payload.value;
  if (term.kind === 'enterprise' || term.bands === undefined || term.unitPrice === undefined) return;
  const message = `unitPrice ${term.unitPrice} stands beside bands: only one of them can be the price`;
  payload.issues.push({ code: 'custom', input: term, path: ['unitPrice'], message });
}

function inOrder(payload: z.core.ParsePayload<{ from: string }[]>): void {
  payload.value.forEach(({ from }, index) => {
    const before = payload.value[index - 1];
    if (!before || from > before.from) return;
    const message = `${from} is not after ${before.from}, where the term before begins`;
    payload.issues.push({ code: 'custom', input: from, path: [index, 'from'], message });
  });
}
