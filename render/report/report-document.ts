import type { Chargeback } from '../../core/billing/chargeback.ts';
import type { CostPoint, PeriodCost } from '../../core/billing/cost-trend.ts';
import { decimalOf, type Money } from '../../core/billing/money.ts';
import { documentOf } from '../../core/billing/price-document.ts';
import { saySource } from '../../core/billing/price-source.ts';
import type { RenewalPack } from '../../core/renewal.ts';
import type { Report, ReportBooks } from '../../core/report.ts';
import { safeLine } from '../safe-text.ts';

/** What `report --format json` prints: amounts as decimal text in `currency`, before tax; null where nothing is known. */
export function reportDocument({ organization, name, timeZone, asOf, trend, cost, books }: Report) {
  return {
    organization,
    name: safeLine(name),
    timeZone,
    asOf,
    range: trend.range,
    currency: books?.currency ?? null,
    peak: trend.peak,
    points: trend.points.map((point, index) => ({ ...point, ...costPart(books?.trend.points[index]) })),
    exposures: trend.exposures,
    products: trend.products,
    domains: trend.domains,
    departments: trend.departments,
    gaps: trend.gaps,
    log: trend.log,
    cost,
    books: books && booksPart(books),
  };
}

export type ReportDocument = ReturnType<typeof reportDocument>;

function costPart(point: CostPoint | undefined) {
  if (!point) return { billed: null, aboveCount: null, cost: null, avoidableCost: null };
  const { billed, aboveCount, cost, avoidable } = point;
  return { billed, aboveCount, cost: decimal(cost), avoidableCost: decimal(avoidable) };
}

function booksPart({ currency, trend, month, chargeback, invoices, renewal, savings, assumptions }: ReportBooks) {
  return {
    periods: trend.periods.map((period) => periodPart(period, currency)),
    tiers: trend.tiers,
    sources: trend.sources.map(saySource),
    month,
    chargeback: chargeback && {
      basis: chargeback.domains.basis,
      domains: splitPart(chargeback.domains),
      departments: chargeback.departments && splitPart(chargeback.departments),
      exposures: splitPart(chargeback.exposures),
    },
    invoices,
    renewal: renewal.kind === 'renewal' ? renewalDocument(renewal.pack) : null,
    savings,
    assumptions,
  };
}

function periodPart({ period, charges, unpriced, total, budget, effect }: PeriodCost, currency: string) {
  return {
    from: period.start,
    until: period.end,
    plan: period.term.kind,
    lines: documentOf(currency, charges).lines,
    total: decimal(total),
    missingQuotes: unpriced,
    budget: budget && { amount: decimal(budget.budget), over: decimal(budget.over), basis: budget.basis },
    avoided: decimal(effect.avoided),
    reduced: decimal(effect.reduced),
  };
}

function splitPart({ parts }: Chargeback) {
  return parts.map(({ name, users, amount }) => ({ name: safeLine(name), users, amount: decimal(amount) }));
}

/** A renewal pack as JSON. */
export function renewalDocument(pack: RenewalPack) {
  const { sizes, order, cliffs } = pack;
  return {
    ...pack,
    sizes: sizes.map((size) => ({
      ...size,
      amount: decimal(size.amount),
      source: size.source && saySource(size.source),
    })),
    order: { tier: order.tier, saves: decimal(order.saves) },
    cliffs: {
      fits: cliffs.fits && { ...cliffs.fits, amount: decimal(cliffs.fits.amount) },
      below: cliffs.below && { ...cliffs.below, saves: decimal(cliffs.below.saves) },
      above: cliffs.above && { ...cliffs.above, costs: decimal(cliffs.above.costs) },
    },
  };
}

function decimal(amount: Money | null): string | null {
  return amount && decimalOf(amount);
}
