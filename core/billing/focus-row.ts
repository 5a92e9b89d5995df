/** The columns of FOCUS 1.2 that a seat licence fills, in the specification's order, then our own. */
export const FOCUS_COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'x_Assumptions',
  'x_Estimate',
  'x_MonthlyUnitPrice',
  'x_PriceSource',
  'x_PurchaseOrder',
] as const;

export type FocusColumn = (typeof FOCUS_COLUMNS)[number];

/** One row; null is written as an empty field. */
export type FocusRow = Readonly<Record<FocusColumn, string | null>>;
