import { type BillingPeriod, daysBetween } from './billing-period.ts';
import { type Charge, priceBetween, prorate, proratedBy } from './charge.ts';
import { type MonthlyTerm, type PricedTerm, termOn } from './contract.ts';
import type { Observation } from './history.ts';
import { zeroMoney } from './money.ts';
import { type PricedQuantity, priceAt, priceLadder, type UnpricedQuantity } from './price-book.ts';
import { bookOf, type Rates } from './rates.ts';

/** The charges of a period, or the sizes that no source prices. */
export type Charges =
  | { readonly kind: 'charged'; readonly charges: readonly Charge[] }
  | { readonly kind: 'unpriced'; readonly quantities: readonly number[] };

/**
 * Charges one period. `opening`: the count that it begins with; `seen`: what was observed in it, the oldest first.
 *
 * Monthly, maximum quantity billing: the opening count is billed; each rise above what is billed already is an addition
 * for the days that are left, the day of the rise included; removals give nothing back, and freed seats are used again
 * without charge. Annual: the tier of the opening count is prepaid; a count above it is a prorated upgrade, or waits
 * for the renewal. Enterprise: nothing is charged for Guard Standard.
 */
export function chargePeriod(
  rates: Rates,
  period: BillingPeriod,
  opening: number,
  seen: readonly Observation[],
): Charges {
  const { term } = period;
  if (term.kind === 'enterprise')
    return { kind: 'charged', charges: [includedCharge(rates, period, opening, term.why)] };
  const base = priceAt(bookOf(rates, term), opening);
  const rises = term.kind === 'annual' && term.overage === 'at-renewal' ? [] : risesAbove(opening, seen);
  const added = rises.map((rise) => chargeRise(rates, period, term, rise));
  const charges: Charge[] = [];
  const quantities: number[] = [];
  for (const charge of [base.kind === 'priced' ? baseCharge(period, term, base) : base, ...added.flat()]) {
    if (charge.kind === 'unpriced') quantities.push(charge.quantity);
    else if (charge.kind === 'base' || charge.quantity > 0) charges.push(charge);
  }
  return quantities.length > 0 ? { kind: 'unpriced', quantities } : { kind: 'charged', charges };
}

interface Rise {
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

/** The days on which the count rose above everything seen before; rises of one day are one. */
function risesAbove(opening: number, seen: readonly Observation[]): readonly Rise[] {
  const rises: Rise[] = [];
  let billed = opening;
  for (const { date, users } of seen) {
    if (users <= billed) continue;
    const last = rises.at(-1);
    if (last?.date === date) rises[rises.length - 1] = { ...last, to: users };
    else rises.push({ date, from: billed, to: users });
    billed = users;
  }
  return rises;
}

function baseCharge(period: BillingPeriod, term: PricedTerm, price: PricedQuantity): Charge {
  const short = period.days < period.fullDays;
  return {
    kind: 'base',
    period,
    from: period.start,
    to: period.end,
    quantity: price.charged,
    ...prorate(price, period.days, period.fullDays),
    source: price.source,
    assumptions: [
      ...price.assumptions,
      ...(short
        ? [`${period.start} to ${period.end}: a period cut short by a change of plan is charged by its days`]
        : []),
      ...overageAssumption(term),
    ],
    invoicedOn: period.start,
  };
}

function overageAssumption(term: PricedTerm): readonly string[] {
  if (term.kind !== 'annual' || term.overage !== 'at-renewal') return [];
  return ['users above the prepaid tier are not charged before the renewal, as your contract says'];
}

function chargeRise(rates: Rates, period: BillingPeriod, term: PricedTerm, rise: Rise): (Charge | UnpricedQuantity)[] {
  const book = bookOf(rates, term.kind === 'monthly' ? discountedAtInvoicing(rates, period, term) : term);
  const [low, high] = priceLadder(book, [rise.from, rise.to]);
  if (low?.kind !== 'priced' || high?.kind !== 'priced') {
    return [low, high].filter((price) => price?.kind === 'unpriced');
  }
  const ofDays = proratedBy(period);
  const days = Math.min(daysBetween(rise.date, period.end), ofDays);
  const assumption = `additions are prorated by whole days, of ${ofDays} in the period of ${period.start}; Atlassian's day count is not published`;
  return [
    {
      kind: term.kind === 'monthly' ? 'addition' : 'upgrade',
      period,
      from: rise.date,
      to: period.end,
      quantity: high.charged - low.charged,
      ...prorate(priceBetween(low, high), days, ofDays),
      source: high.source,
      assumptions: [...new Set([...low.assumptions, ...high.assumptions, assumption])],
      invoicedOn: term.kind === 'monthly' ? period.end : rise.date,
    },
  ];
}

/** Additions are a line of the next invoice, and its discount is the one that applies. */
function discountedAtInvoicing({ contract }: Rates, period: BillingPeriod, term: MonthlyTerm): MonthlyTerm {
  const next = termOn(contract, period.end);
  return next.kind === 'monthly' ? { ...term, discountPercent: next.discountPercent } : term;
}

function includedCharge({ contract }: Rates, period: BillingPeriod, quantity: number, why: string): Charge {
  return {
    kind: 'base',
    period,
    from: period.start,
    to: period.end,
    quantity,
    amount: zeroMoney(contract.currency),
    bands: [],
    topUp: zeroMoney(contract.currency),
    source: { kind: 'contract' },
    assumptions: [why],
    invoicedOn: period.start,
  };
}
