import { type Contract, type PricedTerm, type Term, termOn } from './contract.ts';
import { amountOf, baseOf, type Invoice, type Quote, startOf } from './invoices.ts';
import type { KnownPrice, PriceBook } from './price-book.ts';
import type { PriceList } from './price-lists.ts';
import type { PriceScale } from './price-quantity.ts';
import { ASSUMED_TIERS } from './tiers.ts';

/** All that is known of one organization's prices. */
export interface Rates {
  readonly contract: Contract;
  readonly invoices: readonly Invoice[];
  readonly quotes: readonly Quote[];
  /** The public list to fall back on, said to be unverified; null: none. */
  readonly list: PriceList | null;
}

/**
 * What users cost in one charge of a term. Its invoices and quotes are those of the same kind of plan, from the day the
 * term began on: older ones were at other prices.
 */
export function bookOf(rates: Rates, term: PricedTerm): PriceBook {
  const { currency } = rates.contract;
  return {
    currency,
    months: term.kind === 'annual' ? term.monthsCharged : 1,
    tiers: term.kind === 'annual' ? tiersOf(term.tiers) : null,
    known: [...knownByInvoice(rates, term), ...knownByQuote(rates, term)],
    contract: scaleOfTerm(term, currency),
    list: rates.list,
    discountPercent: term.discountPercent,
    floor: term.minimum ?? null,
  };
}

/** What was known before the invoice of a period came: to hold it against what was expected. */
export function ratesBefore(rates: Rates, period: string): Rates {
  return { ...rates, invoices: rates.invoices.filter((invoice) => invoice.period < period) };
}

function tiersOf(sizes: readonly number[] | undefined) {
  return sizes ? { sizes, origin: 'contract' as const } : ASSUMED_TIERS;
}

function scaleOfTerm(term: PricedTerm, currency: string): PriceScale | null {
  const bands = term.bands ?? (term.unitPrice === undefined ? null : [{ from: 1, unitPrice: term.unitPrice }]);
  if (!bands) return null;
  return { currency, bands, minimum: null, discountPercent: term.discountPercent, floor: term.minimum ?? null };
}

function knownByInvoice({ contract, invoices }: Rates, term: PricedTerm): readonly KnownPrice[] {
  return invoices.flatMap((invoice): KnownPrice[] => {
    const start = startOf(invoice, contract);
    if (invoice.currency !== contract.currency || !isOf(term, termOn(contract, start))) return [];
    const source = { kind: 'invoice' as const, period: invoice.period };
    return [{ quantity: invoice.quantity, amount: baseOf(invoice), source, date: start }];
  });
}

function knownByQuote({ contract, quotes }: Rates, term: PricedTerm): readonly KnownPrice[] {
  return quotes.flatMap((quote): KnownPrice[] => {
    const then = termOn(contract, quote.date);
    const fits = quote.plan === undefined ? isOf(term, then) : quote.plan === term.kind;
    if (quote.currency !== contract.currency || !fits) return [];
    const source = { kind: 'quote' as const, date: quote.date };
    return [{ quantity: quote.quantity, amount: amountOf(quote), source, date: quote.date }];
  });
}

function isOf(term: PricedTerm, then: Term): boolean {
  return then.from === term.from;
}
