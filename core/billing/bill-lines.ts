import { addDays, type BillingPeriod, periodOn } from './billing-period.ts';
import type { Charge } from './charge.ts';
import { amountOf, baseOf, type Invoice, startOf } from './invoices.ts';
import { type Money, subtractMoney, zeroMoney } from './money.ts';
import type { Rates } from './rates.ts';

/** A line of the bill: estimated, or as an invoice has it. */
export interface BillLine {
  readonly charge: Charge;
  readonly product: 'standard' | 'premium';
  /** `invoice`: `number` null where it was entered without one. */
  readonly origin: { readonly kind: 'estimate' } | { readonly kind: 'invoice'; readonly number: string | null };
  /** Whether the users of the charge are known; the additions of an invoice are often an amount only. */
  readonly counted: boolean;
}

export function estimated(charge: Charge, product: BillLine['product'] = 'standard'): BillLine {
  return { charge, product, origin: { kind: 'estimate' }, counted: true };
}

/**
 * Charges as lines of the bill. An entered invoice stands for all that was invoiced with it: the base of its period and
 * the additions of the period before. Upgrades of a prepaid year are invoiced when they happen and stay estimates.
 */
export function billLines(rates: Rates, charges: readonly Charge[]): readonly BillLine[] {
  const { contract, invoices } = rates;
  const byStart = new Map(invoices.map((invoice) => [startOf(invoice, contract), invoice]));
  const replaced = ({ kind, invoicedOn }: Charge) => kind !== 'upgrade' && byStart.has(invoicedOn);
  const entered = [...byStart].flatMap(([start, invoice]) => {
    const additions = charges.filter((charge) => charge.kind === 'addition' && charge.invoicedOn === start);
    return invoiceLines(rates, invoice, additions);
  });
  const lines = [...charges.filter((charge) => !replaced(charge)).map((charge) => estimated(charge)), ...entered];
  return lines.sort((one, other) => (one.charge.from < other.charge.from ? -1 : 1));
}

function invoiceLines({ contract }: Rates, invoice: Invoice, additions: readonly Charge[]): readonly BillLine[] {
  const period = periodOn(contract, startOf(invoice, contract));
  const base = { ...chargeOf(invoice, period, baseOf(invoice)), quantity: invoice.quantity };
  const origin = { kind: 'invoice' as const, number: invoice.number ?? null };
  const lines: BillLine[] = [{ charge: base, product: 'standard', origin, counted: true }];
  const added = subtractMoney(amountOf(invoice), baseOf(invoice));
  if (added.minor === 0) return lines;
  const before = periodOn(contract, addDays(period.start, -1));
  const users = additions.reduce((sum, { quantity }) => sum + quantity, 0);
  const from = additions.map((charge) => charge.from).sort()[0] ?? before.start;
  const charge: Charge = {
    ...chargeOf(invoice, before, added),
    kind: 'addition',
    from,
    quantity: users,
    invoicedOn: period.start,
  };
  return [{ charge, product: 'standard', origin, counted: users > 0 }, ...lines];
}

function chargeOf({ period: month }: Invoice, period: BillingPeriod, amount: Money): Omit<Charge, 'quantity'> {
  return {
    kind: 'base',
    period,
    from: period.start,
    to: period.end,
    amount,
    bands: [],
    topUp: zeroMoney(amount.currency),
    source: { kind: 'invoice', period: month },
    assumptions: [],
    invoicedOn: period.start,
  };
}
