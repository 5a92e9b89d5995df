import type { Instant } from '../account.ts';
import { billedHistory } from './billed-history.ts';
import { addDays, type BillingPeriod, dayOf, periodOn } from './billing-period.ts';
import { bridgeInvoice } from './bridge.ts';
import { bridgeCounts } from './bridge-counts.ts';
import { type Cliffs, findCliffs } from './cliffs.ts';
import type { BesideCost, Cost } from './cost.ts';
import { type CostDocument, costDocumentOf, roughDocumentOf } from './cost-document.ts';
import { costOfDrift } from './drift-cost.ts';
import { upcomingCount } from './fix-by.ts';
import { forecastUsers, peakSince } from './forecast.ts';
import { countDays, type DayCount, type Observation, observe } from './history.ts';
import { type ExternalUsers, externalOn, type Invoice, type Quote, startOf } from './invoices.ts';
import { knownContract } from './known-contract.ts';
import { decimalOf } from './money.ts';
import { costOfPremium } from './premium.ts';
import { newestPriceList } from './price-lists.ts';
import { bookOf, type Rates } from './rates.ts';
import { roughCost } from './rough-cost.ts';

/** What was entered of an organization's bills. */
export interface Bills {
  readonly invoices: readonly Invoice[];
  readonly quotes: readonly Quote[];
  readonly external: readonly ExternalUsers[];
}

/** All that the cost of a digest is made of. */
export interface CostFacts extends Bills {
  readonly settings: Parameters<typeof knownContract>[0] & { readonly timeZone: string };
  readonly asOf: Instant;
  /** What complete snapshots up to `asOf` counted, that one included. */
  readonly snapshots: readonly { readonly asOf: Instant; readonly billable: number; readonly unknown: number }[];
  /** Billable accounts that probably nobody planned. */
  readonly avoidable: number;
  /** Accounts that count for Guard Premium. */
  readonly premiumUsers: number;
}

/** What drift costs as of a snapshot; by the public list alone where nobody has said how the organization is billed. */
export function composeCost(facts: CostFacts): Cost {
  const { settings, asOf, external, invoices, quotes } = facts;
  const today = dayOf(asOf, settings.timeZone);
  const days = countDays(facts.snapshots, external, settings.timeZone);
  const list = newestPriceList(today);
  const known = knownContract(settings, invoices, quotes);
  const now = observe(days).at(-1)?.users ?? 0;
  if (!known) {
    const rough = list && roughCost(list, now, facts.avoidable);
    const document: CostDocument = rough ? roughDocumentOf(rough) : { kind: 'unpriced', missingQuotes: [now] };
    return { ...document, ...besideNothing(facts, now, today) };
  }
  const rates = { contract: known.contract, invoices, quotes, list };
  const { history, used, assumptions } = billedHistory(rates, observe(days), today);
  const document = costDocumentOf(costOfDrift(rates, history, facts.avoidable, today));
  const said = [...(known.assumption === null ? [] : [known.assumption]), ...assumptions];
  const believed =
    'assumptions' in document ? { ...document, assumptions: [...said, ...document.assumptions] } : document;
  return { ...believed, ...beside(facts, rates, { days, used, today }) };
}

function besideNothing({ external }: CostFacts, now: number, today: string): BesideCost {
  const users = { now, peak: null };
  const nothing = { premium: null, forecasts: [], cliffs: null, lastInvoice: null, taxPercent: null };
  return { users, external: externalPart(external, today), ...nothing };
}

interface Seen {
  readonly days: readonly DayCount[];
  readonly used: readonly Observation[];
  readonly today: string;
}

function beside({ external, premiumUsers }: CostFacts, rates: Rates, { days, used, today }: Seen): BesideCost {
  const period = periodOn(rates.contract, today);
  const { term } = period;
  const now = used.at(-1)?.users ?? 0;
  const peak = peakSince(used, period.start);
  const premium = costOfPremium(rates.contract.currency, term, premiumUsers);
  return {
    users: { now, peak: peak && { day: peak.date, users: peak.users } },
    external: externalPart(external, today),
    premium: premium && {
      users: premium.users,
      quantity: premium.quantity,
      amount: premium.amount && decimalOf(premium.amount),
    },
    forecasts: forecastDays(rates, period, today).map((day) => forecastUsers(used, day)),
    cliffs: term.kind === 'enterprise' ? null : cliffsPart(findCliffs(bookOf(rates, term).known, now)),
    lastInvoice: lastInvoice(rates, days, today),
    taxPercent: term.kind === 'enterprise' ? null : (term.taxPercent ?? null),
  };
}

function externalPart(external: readonly ExternalUsers[], today: string): BesideCost['external'] {
  const known = externalOn(external, today) ?? external[0];
  return known ? { users: known.users, date: known.date } : null;
}

/** The last day of the period, and the day that the next period or renewal is counted on. */
function forecastDays({ contract }: Rates, { term, end }: BillingPeriod, today: string): readonly string[] {
  if (term.kind === 'enterprise') return [];
  const counted = upcomingCount(contract, today)?.countedOn;
  return [...new Set([addDays(end, -1), ...(counted === undefined ? [] : [counted])])].sort();
}

function cliffsPart({ fits, below, above }: Cliffs): BesideCost['cliffs'] {
  if (!fits && !below) return null;
  return {
    fits: fits && { ...fits, amount: decimalOf(fits.amount) },
    below: below && { ...below, saves: below.saves && decimalOf(below.saves) },
    above: above && { ...above, costs: decimalOf(above.costs) },
  };
}

function lastInvoice(rates: Rates, days: readonly DayCount[], today: string): BesideCost['lastInvoice'] {
  const { contract, invoices } = rates;
  const newest = invoices
    .filter((invoice) => startOf(invoice, contract) <= today)
    .reduce<Invoice | null>((best, one) => (best && best.period > one.period ? best : one), null);
  if (!newest) return null;
  const counts = bridgeCounts(contract, periodOn(contract, startOf(newest, contract)), days, newest.quantity);
  const explained = counts ? bridgeInvoice(rates, newest, counts).explained : null;
  return { period: newest.period, billed: newest.quantity, explained };
}
