import { addDays } from '../../../core/billing/billing-period.ts';
import type { Charge } from '../../../core/billing/charge.ts';
import type { Charges } from '../../../core/billing/charge-period.ts';
import type { Observation } from '../../../core/billing/history.ts';
import { decimalOf, sumMoney } from '../../../core/billing/money.ts';
import type { Rates } from '../../../core/billing/rates.ts';
import { LIST_2023 } from './books.ts';
import { contractOf } from './contracts.ts';

/** Rates with these terms and nothing else but the public list of 2023. */
export function rates(term: object, changes: Partial<Rates> = {}): Rates {
  return { contract: contractOf(term), invoices: [], quotes: [], list: LIST_2023, ...changes };
}

/** One observation for each day from a day on: `[10, 5], [13, 25]` is ten users for five days, then 13 for 25. */
export function daily(from: string, ...runs: readonly (readonly [users: number, days: number])[]): Observation[] {
  const counts = runs.flatMap(([users, days]) => Array.from({ length: days }, () => users));
  return counts.map((users, index) => ({ date: addDays(from, index), users }));
}

export function chargesIn(charges: Charges): readonly Charge[] {
  if (charges.kind === 'unpriced') throw new Error(`unpriced: ${charges.quantities.join(', ')}`);
  return charges.charges;
}

/** Each charge as kind, first day, users and amount. */
export function told(charges: Charges) {
  return chargesIn(charges).map(({ kind, from, quantity, amount }) => [kind, from, quantity, decimalOf(amount)]);
}

export function totalOf(charges: Charges): string {
  return decimalOf(
    sumMoney(
      'USD',
      chargesIn(charges).map(({ amount }) => amount),
    ),
  );
}
