import { counted } from '../counted.ts';
import { type BillLine, estimated } from './bill-lines.ts';
import { periodOn } from './billing-period.ts';
import type { Charge } from './charge.ts';
import type { Contract } from './contract.ts';
import type { FocusRow } from './focus-row.ts';
import { decimalOf, type Money, shareOf, sumMoney, unitPriceOf } from './money.ts';
import type { BandAmount } from './price-quantity.ts';
import { saySource } from './price-source.ts';
import { taxOn } from './tax.ts';

/** Whose bill it is. */
export interface BillingAccount {
  readonly id: string;
  readonly name: string;
  readonly contract: Contract;
}

/**
 * Lines of the bill as rows of FOCUS 1.2: one for each band, one for what a minimum adds, one for tax. Only those of an
 * entered invoice have an InvoiceId; estimates have none, nor has the tax on them, which the contract's rate tells. Unit
 * prices are those of the charge, so of a year or of the days left, with as many places as make
 * quantity × unit price, rounded half up to the currency's smallest unit, the cost. The list cost is before the contract's
 * discount: of the list or the contract's bands, or reckoned back from what was billed; without a discount it is what was
 * contracted, for an invoice names no list price, and `x_ListPriceSource` says so. Days are the contract's civil days,
 * written as UTC; an addition is of the billing period whose invoice it is on.
 */
export function focusRows(account: BillingAccount, lines: readonly BillLine[]): readonly FocusRow[] {
  return lines.flatMap((line) => {
    const parts = partsOf(line);
    const tax = taxOf(line);
    return [...parts.map((part) => rowOf(account, line, part)), ...(tax ? [taxRow(account, line, tax)] : [])];
  });
}

/** What one row prices: users of a band, all users at once, or the rest up to a minimum. */
interface Part {
  readonly quantity: number;
  readonly cost: Money;
  readonly listCost: Money;
  readonly listSource: string;
  readonly band: BandAmount | null;
  readonly says: string;
  readonly sku: string;
}

function partsOf({ charge, counted: isCounted }: BillLine): readonly Part[] {
  const { bands, topUp, quantity, amount, source } = charge;
  const whole = { cost: amount, ...listOfWhole(charge), band: null };
  if (!isCounted) return [{ ...whole, quantity: 1, says: 'as invoiced', sku: 'invoiced' }];
  if (bands.length === 0 && topUp.minor === 0) {
    return [{ ...whole, quantity, says: counted(quantity, 'user'), sku: 'whole' }];
  }
  const listSource = source.kind === 'list' ? saySource(source) : 'your contract, before discount';
  const ofBands = bands.map((band): Part => {
    const upTo = band.to === null ? 'on' : `to ${band.to}`;
    const sku = `${band.from}-${band.to ?? ''}`;
    const says = `${counted(band.quantity, 'user')} of the band from ${band.from} ${upTo}`;
    return { quantity: band.quantity, cost: band.amount, listCost: band.listAmount, listSource, band, says, sku };
  });
  if (topUp.minor === 0) return ofBands;
  return [
    ...ofBands,
    { quantity: 1, cost: topUp, ...listOfMinimum(charge), band: null, says: 'up to the minimum', sku: 'minimum' },
  ];
}

/**
 * A price of the whole size, so of an invoice or a quote, is what is left after the discount. FOCUS wants a list price on
 * every purchase; where none is known it is said that there is none.
 */
function listOfWhole({ amount, source, period: { term } }: Charge): Pick<Part, 'listCost' | 'listSource'> {
  const isOwn = source.kind === 'invoice' || source.kind === 'quote';
  const discount = isOwn && term.kind !== 'enterprise' && term.discountPercent < 100 ? term.discountPercent : 0;
  if (discount === 0) return { listCost: amount, listSource: 'not known: as contracted' };
  const listSource = `${saySource(source)}, before your discount of ${discount} %`;
  return { listCost: beforeDiscount(amount, discount), listSource };
}

/** A contract's minimum is after its discount, so it is its own list cost; from a list's the discount was taken off. */
function listOfMinimum({ topUp, source, period: { term } }: Charge): Pick<Part, 'listCost' | 'listSource'> {
  const ofList = source.kind === 'list' && (term.kind === 'enterprise' || term.minimum === undefined);
  if (!ofList) return { listCost: topUp, listSource: 'your contract' };
  const discount = term.kind === 'enterprise' ? 0 : term.discountPercent;
  return { listCost: beforeDiscount(topUp, discount), listSource: saySource(source) };
}

const MILLION = 1_000_000;

function beforeDiscount(amount: Money, discount: number): Money {
  return shareOf(amount, MILLION, MILLION - Math.round((discount * MILLION) / 100));
}

function rowOf(account: BillingAccount, line: BillLine, part: Part): FocusRow {
  const { quantity, cost, listCost, listSource, band, sku, says } = part;
  const { charge, product } = line;
  const perCharge = sku === 'minimum' || sku === 'invoiced';
  return {
    ...sharedColumns(account, line),
    BilledCost: decimalOf(cost),
    ChargeCategory: 'Purchase',
    ChargeDescription: `${PRODUCTS[product].name}, ${KINDS[charge.kind]}: ${says}`,
    ContractedCost: decimalOf(cost),
    ContractedUnitPrice: unitPriceOf(cost, quantity),
    EffectiveCost: decimalOf(cost),
    ListCost: decimalOf(listCost),
    ListUnitPrice: unitPriceOf(listCost, quantity),
    PricingCategory: 'Standard',
    PricingQuantity: String(quantity),
    PricingUnit: perCharge ? 'Charges' : 'Users',
    SkuId: PRODUCTS[product].sku,
    SkuMeter: sku === 'minimum' ? 'Minimum' : 'Users',
    SkuPriceDetails: band && JSON.stringify({ x_BandFrom: band.from, x_BandTo: band.to }),
    SkuPriceId: `${PRODUCTS[product].sku}:${charge.source.kind}:${sku}`,
    x_ListPriceSource: listSource,
    x_MonthlyUnitPrice: band?.unitPrice ?? null,
  };
}

function taxRow(account: BillingAccount, line: BillLine, { cost, listCost }: Tax): FocusRow {
  const { charge, product } = line;
  return {
    ...sharedColumns(account, estimated(charge, product)),
    BilledCost: decimalOf(cost),
    ChargeCategory: 'Tax',
    ChargeDescription: `Tax on ${PRODUCTS[product].name}, ${KINDS[charge.kind]}`,
    ContractedCost: decimalOf(cost),
    ContractedUnitPrice: null,
    EffectiveCost: decimalOf(cost),
    ListCost: decimalOf(listCost),
    ListUnitPrice: null,
    PricingCategory: null,
    PricingQuantity: null,
    PricingUnit: null,
    SkuId: null,
    SkuMeter: null,
    SkuPriceDetails: null,
    SkuPriceId: null,
    x_ListPriceSource: null,
    x_MonthlyUnitPrice: null,
  };
}

const PRODUCTS = {
  standard: { name: 'Atlassian Guard Standard', sku: 'guard-standard' },
  premium: { name: 'Atlassian Guard Premium', sku: 'guard-premium' },
} as const;
const KINDS = { base: 'base', addition: 'users added', upgrade: 'upgrade' } as const;

function sharedColumns({ id, name, contract }: BillingAccount, { charge, product, origin }: BillLine) {
  const { kind, from, to, period, source, assumptions, amount } = charge;
  const billedIn = kind === 'addition' ? periodOn(contract, period.end) : period;
  return {
    BillingAccountId: id,
    BillingAccountName: name,
    BillingCurrency: amount.currency,
    BillingPeriodEnd: midnight(billedIn.end),
    BillingPeriodStart: midnight(billedIn.start),
    ChargeClass: null,
    ChargeFrequency: kind === 'base' ? 'Recurring' : 'One-Time',
    ChargePeriodEnd: midnight(to),
    ChargePeriodStart: midnight(from),
    InvoiceId: origin.kind === 'invoice' ? origin.number : null,
    InvoiceIssuerName: period.term.seller ?? 'Atlassian',
    ProviderName: 'Atlassian',
    PublisherName: 'Atlassian',
    ServiceCategory: 'Identity',
    ServiceName: PRODUCTS[product].name,
    ServiceSubcategory: 'Identity and Access Management',
    x_Assumptions: assumptions.length > 0 ? assumptions.join('; ') : null,
    x_Estimate: String(origin.kind === 'estimate'),
    x_PriceSource: saySource(source),
    x_PurchaseOrder: period.term.purchaseOrder ?? null,
  };
}

interface Tax {
  readonly cost: Money;
  readonly listCost: Money;
}

function taxOf(line: BillLine): Tax | null {
  const { charge } = line;
  const { term } = charge.period;
  const listCosts = partsOf(line).map(({ listCost }) => listCost);
  const cost = taxOn(term, charge.amount);
  const listCost = taxOn(term, sumMoney(charge.amount.currency, listCosts));
  return cost && listCost && { cost, listCost };
}

function midnight(day: string): string {
  return `${day}T00:00:00Z`;
}
