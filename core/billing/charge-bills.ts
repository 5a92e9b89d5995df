import { billedHistory } from './billed-history.ts';
import { type BillingPeriod, periodOn, periodsBetween } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { chargePeriodOf, countDay } from './charge-history.ts';
import type { Observation } from './history.ts';
import { startOf } from './invoices.ts';
import { multiplyMoney, zeroMoney } from './money.ts';
import { costOfPremium } from './premium.ts';
import type { Rates } from './rates.ts';

/** The charges of several periods, and the periods that no source prices, with the sizes to be quoted. */
export interface PeriodCharges {
  readonly charges: readonly Charge[];
  readonly unpriced: readonly { readonly period: BillingPeriod; readonly quantities: readonly number[] }[];
}

/**
 * Charges every period of which a count or an invoice is known, up to the one that holds `today`; each begins with what
 * its own invoice bills, or else the newest one before.
 */
export function chargeBills(rates: Rates, observed: readonly Observation[], today: string): PeriodCharges {
  const charges: Charge[] = [];
  const unpriced: PeriodCharges['unpriced'][number][] = [];
  for (const period of knownPeriods(rates, observed, today)) {
    const invoices = rates.invoices.filter((invoice) => startOf(invoice, rates.contract) <= period.start);
    const until = observed.filter(({ date }) => date < period.end);
    const { history, assumptions } = billedHistory({ ...rates, invoices }, until, period.start);
    if (history.length === 0) continue;
    const charged = chargePeriodOf(rates, period, history);
    if (charged.kind === 'unpriced') unpriced.push({ period, quantities: charged.quantities });
    else
      charges.push(
        ...charged.charges.map((charge) => believing(charge, [...assumptions, ...sayUnseen(period, until)])),
      );
  }
  return { charges, unpriced };
}

function believing(charge: Charge, assumptions: readonly string[]): Charge {
  return { ...charge, assumptions: [...charge.assumptions, ...assumptions] };
}

function sayUnseen({ start }: BillingPeriod, observed: readonly Observation[]): readonly string[] {
  const last = observed.at(-1);
  return last && last.date >= start ? [] : [`no snapshot in the period of ${start}: taken as last known`];
}

/** Guard Premium of each period whose contract has it, at its monthly price; `counts`: our count by day. */
export function chargePremium(rates: Rates, counts: readonly Observation[], today: string): readonly Charge[] {
  const { contract } = rates;
  return knownPeriods(rates, counts, today).flatMap((period): Charge[] => {
    const { term } = period;
    const months = term.kind === 'annual' ? term.monthsCharged : 1;
    const counted = counts.findLast(({ date }) => date <= countDay(period)) ?? counts[0];
    const cost = costOfPremium(contract.currency, term, counted?.users ?? 0);
    if (!cost?.amount || (!counted && cost.quantity === 0)) return [];
    return [
      {
        kind: 'base',
        period,
        from: period.start,
        to: period.end,
        quantity: cost.quantity,
        amount: multiplyMoney(cost.amount, months),
        bands: [],
        topUp: zeroMoney(contract.currency),
        source: { kind: 'contract' },
        assumptions: cost.assumptions,
        invoicedOn: period.start,
      },
    ];
  });
}

function knownPeriods(
  { contract, invoices }: Rates,
  observed: readonly Observation[],
  today: string,
): readonly BillingPeriod[] {
  const days = [...invoices.map((invoice) => startOf(invoice, contract)), ...observed.map(({ date }) => date)].sort();
  const [first] = days;
  return first === undefined || first > today ? [] : periodsBetween(contract, periodOn(contract, first).start, today);
}
