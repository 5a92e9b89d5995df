import { addDays } from '../../core/billing/billing-period.ts';
import { decimalOf, type Money, sumMoney } from '../../core/billing/money.ts';
import type { ReportBooks } from '../../core/report.ts';

/**
 * What was saved, period by period: `reduced` is how much lower an invoice was than the one before, and alone a saving;
 * `avoided` is what the period would have cost more with the accounts that cases had proven gone, and was never billed.
 * Amounts are decimal text in `currency`, before tax; null: nothing, or not known.
 */
export function savingsDocument({ currency, trend, invoices, savings }: ReportBooks) {
  const effects = trend.periods.map(({ effect }) => effect);
  return {
    currency,
    periods: trend.periods.map(({ period, effect }) => ({
      from: period.start,
      to: addDays(period.end, -1),
      invoiced: invoices.some(({ period: [from], invoice }) => from === period.start && invoice !== null),
      reduced: effect.reduced && decimalOf(effect.reduced),
      avoided: effect.avoided?.minor ? decimalOf(effect.avoided) : null,
    })),
    together: {
      reduced: sumOf(
        currency,
        effects.map(({ reduced }) => reduced),
      ),
      avoided: sumOf(
        currency,
        effects.map(({ avoided }) => avoided),
      ),
    },
    cases: savings,
  };
}

export type SavingsDocument = ReturnType<typeof savingsDocument>;

function sumOf(currency: string, amounts: readonly (Money | null)[]): string {
  return decimalOf(
    sumMoney(
      currency,
      amounts.filter((amount) => amount !== null),
    ),
  );
}
