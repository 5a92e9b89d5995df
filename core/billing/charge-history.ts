import { addDays, type BillingPeriod, periodsBetween } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { type Charges, chargePeriod } from './charge-period.ts';
import type { Term } from './contract.ts';
import type { Observation } from './history.ts';
import type { Rates } from './rates.ts';

/**
 * Charges every period from the first observation to the last, the oldest first. `history` is in the order of days; a
 * count holds until the next one. A period begins with the count of the last day before it, a prepaid year with the
 * one its quote was made by.
 */
export function chargeHistory(rates: Rates, history: readonly Observation[]): Charges {
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last) return { kind: 'charged', charges: [] };
  const charges: Charge[] = [];
  const quantities: number[] = [];
  for (const period of periodsBetween(rates.contract, first.date, last.date)) {
    const charged = chargePeriod(rates, period, openingOf(period, history), seenIn(period, history));
    if (charged.kind === 'unpriced') quantities.push(...charged.quantities);
    else charges.push(...charged.charges);
  }
  if (quantities.length > 0) return { kind: 'unpriced', quantities: [...new Set(quantities)] };
  return { kind: 'charged', charges: noteLateStart(charges, first) };
}

/** The charges of the one period that a day lies in. */
export function chargePeriodOf(rates: Rates, period: BillingPeriod, history: readonly Observation[]): Charges {
  return chargePeriod(rates, period, openingOf(period, history), seenIn(period, history));
}

/** The count that a period begins with; in the first year of a term at least what was bought. */
function openingOf(period: BillingPeriod, history: readonly Observation[]): number {
  const { term } = period;
  const countedOn = countDay(period);
  const counted = history.findLast(({ date }) => date <= countedOn) ?? history[0];
  const first = period.start <= term.from && term.from < period.end;
  const bought = term.kind === 'annual' && first ? (term.quantity ?? 0) : 0;
  return Math.max(counted?.users ?? 0, bought);
}

/** The day whose count a period begins with: the one before it, or for a quote so many days earlier. */
export function countDay({ start, term }: BillingPeriod): string {
  return addDays(start, -leadDays(term));
}

function leadDays(term: Term): number {
  return term.kind === 'annual' ? Math.max(1, term.quoteLeadDays) : 1;
}

/** What was seen in a period, begun with what it inherits: who came after the count for a quote is there on day one. */
function seenIn({ start, end }: BillingPeriod, history: readonly Observation[]): readonly Observation[] {
  const inherited = history.findLast(({ date }) => date < start);
  const seen = history.filter(({ date }) => date >= start && date < end);
  return inherited ? [{ date: start, users: inherited.users }, ...seen] : seen;
}

function noteLateStart(charges: readonly Charge[], first: Observation): readonly Charge[] {
  return charges.map((charge) => {
    if (charge.kind !== 'base' || charge.from >= first.date || charge.to <= first.date) return charge;
    const note = `${charge.from}: taken as the ${first.users} users first seen on ${first.date}`;
    return { ...charge, assumptions: [...charge.assumptions, note] };
  });
}
