import { addDays } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { chargeBills } from './charge-bills.ts';
import type { Observation } from './history.ts';
import { startOf } from './invoices.ts';
import { type Money, sumMoney } from './money.ts';
import { type Rates, ratesBefore } from './rates.ts';

/** Additions that were estimated, on an invoice that does not say how much of its amount is additions. */
export interface OpenAdditions {
  /** The period of that invoice. */
  readonly invoice: string;
  readonly charges: readonly Charge[];
  readonly amount: Money;
}

/**
 * The additions that no invoice confirms, as they were estimated before it came: its own amount, of which they may be a
 * part, prices none of them. `observed`: billed users by day, the oldest first, none later than the day asked about. An
 * invoice with additions of 0 has confirmed that there are none.
 */
export function openAdditions(rates: Rates, observed: readonly Observation[]): readonly OpenAdditions[] {
  const { contract, invoices } = rates;
  const last = observed.at(-1)?.date;
  if (last === undefined) return [];
  return invoices.flatMap((invoice): OpenAdditions[] => {
    if (invoice.additions !== undefined) return [];
    const start = startOf(invoice, contract);
    const [until = last] = [addDays(start, -1), last].sort();
    const before = observed.filter(({ date }) => date < start);
    const { charges } = chargeBills(ratesBefore(rates, invoice.period), before, until);
    const own = charges.filter(({ kind, invoicedOn, amount }) => {
      return kind === 'addition' && invoicedOn === start && amount.minor > 0;
    });
    const amounts = own.map(({ amount }) => amount);
    const amount = sumMoney(contract.currency, amounts);
    return own.length > 0 ? [{ invoice: invoice.period, charges: own, amount }] : [];
  });
}
