import * as z from 'zod';
import { addDays, type BillingPeriod, dayOf, periodOn } from '../billing/billing-period.ts';
import { chargeBills } from '../billing/charge-bills.ts';
import { countDay } from '../billing/charge-history.ts';
import { effectOf } from '../billing/finance-month.ts';
import { type DayCount, observe } from '../billing/history.ts';
import { decimalOf, type Money, zeroMoney } from '../billing/money.ts';
import { saySource } from '../billing/price-source.ts';
import { bookOf, type Rates } from '../billing/rates.ts';
import { savingsOf } from '../billing/savings.ts';
import { RECOMMENDATION_ORDER } from '../options/option-id.ts';
import type { FoldedCase } from './case-state.ts';

const amount = z.string().nullable();

/**
 * What one case did to one billing period, as the ledger keeps it; amounts are decimal text, before tax, null where no
 * source prices them. `projected`: what its plan promised for a whole period. `avoided`: what the period would have cost
 * more with the accounts that are proven gone; by our count, never billed. `reduced`: the part of it by which the
 * period's invoice is lower than the one before; only this is a saving.
 */
export const savingSchema = z.object({
  case: z.string(),
  option: z.enum(RECOMMENDATION_ORDER),
  /** First and last day. */
  period: z.tuple([z.string(), z.string()]),
  accounts: z.object({ planned: z.number(), proven: z.number() }),
  /** It was asked to be taken back before the period's end, and counts no more. */
  undone: z.boolean().default(false),
  currency: z.string(),
  /** What `avoided` is priced by: `your invoice`, `list 2023, unverified`. */
  sources: z.array(z.string()),
  projected: amount,
  avoided: amount,
  reduced: amount,
});
export type Saving = z.output<typeof savingSchema>;

export interface LedgerFacts {
  readonly rates: Rates;
  /** Day by day, the oldest first, back to the day that the first of the periods was counted on. */
  readonly days: readonly DayCount[];
  /** A civil day of the organization's zone. */
  readonly today: string;
  readonly timeZone: string;
  readonly cases: readonly FoldedCase[];
}

/** The ledger of the present period and of the one before, whose invoice may have come late. The oldest case comes first. */
export function savingsLedger(facts: LedgerFacts): readonly Saving[] {
  const { rates, today } = facts;
  const present = periodOn(rates.contract, today);
  const before = periodOn(rates.contract, addDays(present.start, -1));
  return [before, present].flatMap((period) => savingsIn(period, facts));
}

interface Proven {
  readonly one: FoldedCase;
  readonly accounts: number;
  readonly undone: boolean;
}

function savingsIn(period: BillingPeriod, { rates, days, today, timeZone, cases }: LedgerFacts): readonly Saving[] {
  const { term } = period;
  const proven = [...cases]
    .sort((one, other) => ((one.endedAt ?? '') < (other.endedAt ?? '') ? -1 : 1))
    .flatMap((one): Proven[] => {
      const part = provenIn(period, one, timeZone);
      return part === null ? [] : [{ one, ...part }];
    });
  if (proven.length === 0 || term.kind === 'enterprise') return [];
  const { charges } = chargeBills(rates, observe(days), today);
  const billed = charges
    .filter((charge) => charge.period.start === period.start)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const all = proven.reduce((sum, { accounts }) => sum + accounts, 0);
  const groups = proven.map(({ one, accounts }) => ({ id: one.case.id, accounts }));
  const savings = savingsOf(groups, billed + all, bookOf(rates, term));
  const { reduced } = effectOf(rates, period, billed, all);
  let left = reduced;
  return proven.map((each): Saving => {
    const { one } = each;
    const avoided =
      savings.kind === 'priced' ? (savings.groups.find(({ id }) => id === one.case.id)?.saves ?? null) : null;
    const lower = avoided && left && lesser(avoided, left);
    if (left && lower) left = { ...left, minor: left.minor - lower.minor };
    const sources = savings.kind === 'priced' ? [...new Set(savings.sources.map(saySource))] : [];
    return entryOf(period, each, rates.contract.currency, { avoided, lower, sources });
  });
}

function entryOf(
  { start, end, term }: BillingPeriod,
  { one, accounts, undone }: Proven,
  currency: string,
  { avoided, lower, sources }: { avoided: Money | null; lower: Money | null; sources: string[] },
): Saving {
  const { id, plan, projected } = one.case;
  const promised = term.kind === 'annual' ? projected?.perYear : projected?.perMonth;
  return {
    ...{ case: id, option: plan.option, period: [start, addDays(end, -1)], currency, sources },
    accounts: { planned: plan.accountIds.length, proven: accounts },
    undone,
    projected: projected?.currency === currency ? (promised ?? null) : null,
    avoided: avoided && decimalOf(avoided),
    reduced: lower && decimalOf(lower),
  };
}

/**
 * How many accounts of a case the period was not billed for: proven gone by work that had ended when the period was
 * counted. Nothing is given back in the period of the work itself; whoever was billable again, or to be taken back,
 * before the period's end is left out. Null: the case has no part in the period.
 */
function provenIn(
  period: BillingPeriod,
  { endedAt, events }: FoldedCase,
  timeZone: string,
): Omit<Proven, 'one'> | null {
  const proofs = events.flatMap((event) => (event.kind === 'proved' ? event.proofs : []));
  if (proofs.length === 0 || endedAt === null || dayOf(endedAt, timeZone) > countDay(period)) return null;
  const undo = events.find(({ kind }) => kind === 'undo-asked');
  const undoneOn = undo && dayOf(undo.at, timeZone);
  if (undoneOn !== undefined && undoneOn < period.end) {
    return undoneOn < period.start ? null : { accounts: 0, undone: true };
  }
  const back = events.flatMap((event) =>
    event.kind === 're-entered' && dayOf(event.snapshot, timeZone) < period.end ? event.accountIds : [],
  );
  const verified = proofs.filter(({ accountId, result }) => result === 'verified' && !back.includes(accountId));
  return { accounts: verified.length, undone: false };
}

function lesser(one: Money, other: Money): Money {
  const less = one.minor < other.minor ? one : other;
  return less.minor > 0 ? less : zeroMoney(one.currency);
}
