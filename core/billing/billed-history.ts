import { counted } from '../counted.ts';
import { addDays, type BillingPeriod, periodOn } from './billing-period.ts';
import { NEAR_DAYS } from './bridge-counts.ts';
import { countDay } from './charge-history.ts';
import type { Observation } from './history.ts';
import { type Invoice, startOf } from './invoices.ts';
import type { Rates } from './rates.ts';

/** The users that are billed as of each day, and what has to be believed of them. */
export interface BilledHistory {
  /** What is charged by. */
  readonly history: readonly Observation[];
  /** What was used: the same, but for the tier of a prepaid year, which nobody has counted. Peaks and forecasts are of it. */
  readonly used: readonly Observation[];
  readonly assumptions: readonly string[];
}

/**
 * Our counts, held to the newest invoice up to `today`: its period began with what it bills. In a monthly plan users
 * that it bills beyond our counts (or does not bill, though we count them) are taken to stay so; those that may just
 * have come between two of our counts are none of these. A tier of a prepaid year is no count and shifts nothing.
 */
export function billedHistory(rates: Rates, observed: readonly Observation[], today: string): BilledHistory {
  const anchor = newestInvoice(rates, today);
  if (!anchor) return { history: observed, used: observed, assumptions: [] };
  const { invoice, period } = anchor;
  const day = countDay(period);
  const before = observed.findLast(({ date }) => date <= day);
  const after = observed.find(({ date }) => date > day);
  const near = after && after.date <= addDays(period.start, NEAR_DAYS) ? after : undefined;
  const residual = period.term.kind === 'monthly' ? residualOf(invoice.quantity, before, near) : 0;
  const shift = ({ date, users }: Observation) => ({ date, users: date < day ? users : Math.max(0, users + residual) });
  const history = [
    ...observed.filter(({ date }) => date <= day).map(shift),
    { date: day, users: invoice.quantity },
    ...observed.filter(({ date }) => date > day).map(shift),
  ];
  const used = period.term.kind === 'monthly' ? history : observed;
  return { history, used, assumptions: [...sayResidual(residual, invoice), ...sayLate(invoice, before, after)] };
}

function newestInvoice(
  { contract, invoices }: Rates,
  today: string,
): { readonly invoice: Invoice; readonly period: BillingPeriod } | null {
  const term = periodOn(contract, today).term;
  const anchors = invoices
    .map((invoice) => ({ invoice, period: periodOn(contract, startOf(invoice, contract)) }))
    .filter(({ period }) => period.start <= today && period.term.from === term.from)
    .sort((one, other) => (one.period.start < other.period.start ? -1 : 1));
  return anchors.at(-1) ?? null;
}

/** How many more were billed than any count around that day; below zero: fewer. */
function residualOf(billed: number, before: Observation | undefined, after: Observation | undefined): number {
  const counts = [before, after].flatMap((observation) => (observation ? [observation.users] : []));
  if (counts.length === 0) return 0;
  if (billed > Math.max(...counts)) return billed - Math.max(...counts);
  return before && billed < Math.min(...counts) ? billed - Math.min(...counts) : 0;
}

function sayResidual(residual: number, { period }: Invoice): readonly string[] {
  if (residual === 0) return [];
  const users = counted(Math.abs(residual), 'user');
  return residual > 0
    ? [`${users} that the invoice of ${period} bills and our count does not have are taken as billed since`]
    : [`${users} that the invoice of ${period} does not bill, though we count them, are taken as not billed since`];
}

function sayLate({ quantity }: Invoice, before: Observation | undefined, after: Observation | undefined) {
  if (before || !after || after.users <= quantity) return [];
  return [`the first snapshot is of ${after.date}: whoever came earlier in the period costs more than is said`];
}
