import type { Instant } from './account.ts';
import { billedHistory } from './billing/billed-history.ts';
import { addDays } from './billing/billing-period.ts';
import { chargeBills } from './billing/charge-bills.ts';
import { type Chargeback, type ChargebackRow, chargeBack } from './billing/chargeback.ts';
import { type Bills, composeCost } from './billing/compose-cost.ts';
import type { Cost } from './billing/cost.ts';
import { type CostTrend, costTrend, type PeriodCost } from './billing/cost-trend.ts';
import { countDays, type DayCount, observe } from './billing/history.ts';
import { type InvoicedPeriodDocument, invoiceDocuments } from './billing/invoice-document.ts';
import { composeMonth, type MonthDocument } from './billing/month-document.ts';
import type { Rates } from './billing/rates.ts';
import { keptRows, uncounted } from './billing/split-users.ts';
import type { Saving } from './cases/savings-ledger.ts';
import { type RenewalAnswer, renewalPack } from './renewal.ts';
import type { OrganizationSettings } from './settings.ts';
import { type DayRange, type Trend, type TrendStep, trendOf } from './trend.ts';

/** What is known of an organization's prices; `rates` null: nobody has said how it is billed. */
export interface KnownRates {
  readonly bills: Bills;
  readonly rates: Rates | null;
  /** What was assumed of the contract, because the settings have none. */
  readonly assumption: string | null;
}

/** What money did over the time; only of an organization of which it is known how it is billed. */
export interface ReportBooks {
  readonly currency: string;
  readonly rates: Rates;
  readonly trend: CostTrend;
  /** The last whole month. */
  readonly month: MonthDocument;
  /** What the present period costs, split by average price; null where no source prices it. */
  readonly chargeback: {
    readonly domains: Chargeback;
    readonly exposures: Chargeback;
    /** Null: nobody has said who works where. */
    readonly departments: Chargeback | null;
  } | null;
  /** Every period of the time since the first invoice. */
  readonly invoices: readonly InvoicedPeriodDocument[];
  readonly renewal: RenewalAnswer;
  /** What cases did to the periods of the time, each apart. */
  readonly savings: readonly Saving[];
  readonly assumptions: readonly string[];
}

/** All that a cost-trend report tells: numbers and domains, no person. */
export interface Report {
  readonly organization: string;
  readonly name: string;
  readonly timeZone: string;
  readonly locale: string;
  /** The newest snapshot in it. */
  readonly asOf: Instant;
  readonly trend: Trend;
  /** As of that snapshot, the same that a digest of it says. */
  readonly cost: Cost;
  readonly books: ReportBooks | null;
}

export interface ReportFacts {
  readonly settings: Pick<OrganizationSettings, 'id' | 'name' | 'timeZone' | 'locale' | 'contract'>;
  /** In order; those before the range tell what its first period began with. */
  readonly steps: readonly TrendStep[];
  readonly partial: readonly { readonly asOf: Instant; readonly reason: string }[];
  readonly range: DayRange;
  /** A civil day of the organization's zone. */
  readonly today: string;
  readonly known: KnownRates;
  /** Avoidable accounts that are kept on purpose, as the last digest counted: no money can be saved on them. */
  readonly kept?: number;
  /** The ledger of the periods that the range lies in. */
  readonly savings?: readonly Saving[];
  /** The billable accounts of the newest snapshot by department; no history holds it. */
  readonly departments?: readonly ChargebackRow[] | undefined;
}

export type ReportAnswer =
  | { readonly kind: 'report'; readonly report: Report }
  /** `not-begun`: the range begins after today; `empty`: no complete snapshot lies in it. */
  | { readonly kind: 'none'; readonly why: 'not-begun' | 'empty' };

/** The report of a time, or why there is none. What came after its last snapshot is not in it. */
export function composeReport(facts: ReportFacts): ReportAnswer {
  const { settings, steps, partial, range, known, savings = [], departments = null, kept = 0 } = facts;
  if (range.from > facts.today) return { kind: 'none', why: 'not-begun' };
  const { id: organization, name, timeZone, locale } = settings;
  const trend = trendOf({ steps, partial, range, timeZone });
  const asOf = trend.points.at(-1)?.asOf;
  const newest = steps.findLast((step) => step.asOf === asOf);
  if (asOf === undefined || !newest) return { kind: 'none', why: 'empty' };
  const [today = facts.today] = [facts.today, range.to].sort();
  const snapshots = steps
    .filter((step) => step.asOf <= asOf)
    .map((step) => ({ asOf: step.asOf, billable: step.counts.billable, unknown: step.counts.unknown }));
  const avoidable = Math.max(0, newest.counts.avoidable - kept);
  const cost = composeCost({
    ...known.bills,
    ...{ settings, asOf, snapshots, avoidable, premiumUsers: newest.premiumUsers },
  });
  const days = countDays(snapshots, known.bills.external, timeZone);
  const books =
    known.rates &&
    booksOf(known.rates, { trend, newest, avoidable, today, days, savings, departments, assumption: known.assumption });
  return { kind: 'report', report: { organization, name, timeZone, locale, asOf, trend, cost, books } };
}

interface BooksFacts {
  readonly trend: Trend;
  readonly newest: TrendStep;
  readonly avoidable: number;
  readonly today: string;
  readonly days: readonly DayCount[];
  readonly savings: readonly Saving[];
  readonly departments: readonly ChargebackRow[] | null;
  readonly assumption: string | null;
}

function booksOf(
  rates: Rates,
  { trend, newest, avoidable, today, days, savings, departments, assumption }: BooksFacts,
): ReportBooks {
  const { currency } = rates.contract;
  const { history, used, assumptions } = billedHistory(rates, observe(days), today);
  const charged = chargeBills(rates, observe(days), today);
  const costs = costTrend({ rates, charged, history, points: trend.points, remediated: provenBy(savings) });
  const present = costs.periods.at(-1);
  return {
    currency,
    rates,
    trend: costs,
    month: monthOf(rates, days, today),
    chargeback: present ? chargebackOf(present, newest, days.at(-1)?.external ?? 0, departments) : null,
    invoices: invoiceDocuments(rates, days, today).filter(({ period }) => period[1] >= trend.range.from),
    renewal: renewalPack({ rates, history: used, avoidable, today }),
    savings: savings.filter(({ period }) => costs.periods.some(({ period: { start } }) => start === period[0])),
    assumptions: [
      ...new Set([
        ...(assumption === null ? [] : [assumption]),
        ...assumptions,
        ...costs.periods.flatMap(({ charges }) => charges.flatMap((charge) => charge.assumptions)),
      ]),
    ],
  };
}

/** By the first day of a period, how many accounts cases had proven gone. */
function provenBy(savings: readonly Saving[]): ReadonlyMap<string, number> {
  const proven = new Map<string, number>();
  for (const { period, accounts } of savings) proven.set(period[0], (proven.get(period[0]) ?? 0) + accounts.proven);
  return proven;
}

/** As of the last day of the month before today's, by what was known then. */
function monthOf(rates: Rates, days: readonly DayCount[], today: string): MonthDocument {
  const lastDay = addDays(`${today.slice(0, 7)}-01`, -1);
  return composeMonth(rates, observe(days), [`${lastDay.slice(0, 7)}-01`, lastDay]).document;
}

function chargebackOf(
  { total, charges }: PeriodCost,
  newest: TrendStep,
  outside: number,
  departments: readonly ChargebackRow[] | null,
): ReportBooks['chargeback'] {
  if (total === null) return null;
  const billed = charges.reduce((sum, { quantity }) => sum + quantity, 0);
  const others = uncounted(billed, newest.counts.billable, outside);
  return {
    domains: chargeBack(total, [...keptRows('domain', newest), ...others]),
    exposures: chargeBack(total, [...keptRows('exposure', newest), ...others]),
    departments: departments && chargeBack(total, [...departments, ...others]),
  };
}
