import * as z from 'zod';
import { type Charge, daysOf, proratedBy } from './charge.ts';
import type { DriftCost } from './drift-cost.ts';
import { decimalOf } from './money.ts';
import { mayHeadline, type PriceSource, saySource } from './price-source.ts';
import type { RoughCost } from './rough-cost.ts';

const day = z.string();
const amount = z.string();

const deadlineSchema = z.object({ fixBy: day, countedOn: day, startsOn: day });

const sourceSchema = z.object({
  /** `your invoice`, `your quote`, `your contract`, `list 2023, unverified`. */
  source: z.string(),
  /** The month of an invoice or the day of a quote. */
  of: z.string().nullable(),
});

const addedSchema = z.object({ day, users: z.number(), amount, days: z.number(), ofDays: z.number() });

const pricedSchema = z.object({
  currency: z.string(),
  /** The first day of the period, and the day after its last. */
  period: z.tuple([day, day]),
  /** Users that the period began with; in a prepaid year the size of its tier. */
  base: z.object({ users: z.number(), amount }),
  lockedIn: z.object({ users: z.number(), amount, added: z.array(addedSchema) }),
  avoidable: z
    .object({ accounts: z.number(), amount, per: z.enum(['month', 'year']), perYear: amount, deadline: deadlineSchema })
    .nullable(),
  missed: deadlineSchema.nullable(),
  sources: z.array(sourceSchema),
  /** Whether the figures may stand in a subject. */
  verified: z.boolean(),
  missingQuotes: z.array(z.number()),
  assumptions: z.array(z.string()),
});

/** What drift costs, as a digest records it and `run --json` prints it: amounts as decimal text, before tax. */
export const costDocumentSchema = z.discriminatedUnion('kind', [
  pricedSchema.extend({ kind: z.literal('monthly') }),
  pricedSchema.extend({ kind: z.literal('annual') }),
  z.object({ kind: z.literal('enterprise'), why: z.string() }),
  z.object({ kind: z.literal('unpriced'), missingQuotes: z.array(z.number()) }),
  /** By a public list, because nobody has said yet how the organization is billed. */
  z.object({
    kind: z.literal('rough'),
    list: z.string(),
    currency: z.string(),
    month: amount,
    year: amount,
    avoidable: z.object({ accounts: z.number(), month: amount, year: amount }),
    assumptions: z.array(z.string()),
  }),
]);

export type CostDocument = z.output<typeof costDocumentSchema>;

export function costDocumentOf(cost: DriftCost): CostDocument {
  switch (cost.kind) {
    case 'enterprise':
      return { kind: 'enterprise', why: cost.why };
    case 'unpriced':
      return { kind: 'unpriced', missingQuotes: [...cost.quantities] };
    default:
      return { ...pricedDocument(cost), kind: cost.kind };
  }
}

export function roughDocumentOf({ list, month, year, avoidable, assumptions }: RoughCost): CostDocument {
  return {
    kind: 'rough',
    list,
    currency: month.currency,
    month: decimalOf(month),
    year: decimalOf(year),
    avoidable: {
      accounts: avoidable.accounts,
      month: decimalOf(avoidable.month),
      year: decimalOf(avoidable.year),
    },
    assumptions: [...assumptions],
  };
}

function pricedDocument(cost: Extract<DriftCost, { kind: 'monthly' | 'annual' }>): z.output<typeof pricedSchema> {
  const { period, base, lockedIn, avoidable, missed, sources } = cost;
  return {
    currency: base.amount.currency,
    period: [period.start, period.end],
    base: { users: base.quantity, amount: decimalOf(base.amount) },
    lockedIn: { users: lockedIn.users, amount: decimalOf(lockedIn.amount), added: lockedIn.charges.map(addedOf) },
    avoidable: avoidable && {
      ...avoidable,
      amount: decimalOf(avoidable.amount),
      perYear: decimalOf(avoidable.perYear),
    },
    missed,
    sources: sources.map((source) => ({ source: saySource(source), of: dateOf(source) })),
    verified: mayHeadline(sources),
    missingQuotes: [...cost.missingQuotes],
    assumptions: [...cost.assumptions],
  };
}

function addedOf(charge: Charge): z.output<typeof addedSchema> {
  const { from, quantity, amount: charged, period } = charge;
  return {
    day: from,
    users: quantity,
    amount: decimalOf(charged),
    days: daysOf(charge),
    ofDays: proratedBy(period),
  };
}

function dateOf(source: PriceSource): string | null {
  if (source.kind === 'invoice') return source.period;
  return source.kind === 'quote' ? source.date : null;
}
