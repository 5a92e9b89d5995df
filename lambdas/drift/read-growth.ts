import type { Instant } from '../../core/account.ts';
import type { Silence } from '../../core/alerts/alert.ts';
import type { AlertRule, Crossing } from '../../core/alerts/crossing.ts';
import { type Growth, type GrowthPrices, type RuleReading, readRules } from '../../core/alerts/growth.ts';
import { isQuiet } from '../../core/alerts/judge-edge.ts';
import { thresholdsOf } from '../../core/alerts/thresholds.ts';
import { dayOf } from '../../core/billing/billing-period.ts';
import { externalOn } from '../../core/billing/invoices.ts';
import { knownContract } from '../../core/billing/known-contract.ts';
import type { Counts } from '../../core/count-accounts.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { listAlerts } from '../clients/history/alerts.ts';
import { getBills } from '../clients/history/bills.ts';
import type { History } from '../clients/history/history.ts';
import { loadPlanned } from '../load-waves.ts';

/** What the rules on growth measure as of a snapshot; prices are read only where a threshold is in money. */
export async function readGrowth(
  history: History,
  settings: OrganizationSettings,
  growth: Growth,
  asOf: Instant,
): Promise<readonly RuleReading[]> {
  const thresholds = thresholdsOf(settings);
  const prices =
    thresholds.money === undefined ? null : await loadPrices(history, settings, dayOf(asOf, settings.timeZone));
  return readRules(thresholds, growth, prices);
}

async function loadPrices(
  history: History,
  settings: OrganizationSettings,
  today: string,
): Promise<GrowthPrices | null> {
  const { invoices, quotes, external } = await getBills(history, settings.id);
  const known = knownContract(settings, invoices, quotes);
  if (!known) return null;
  const rates = { contract: known.contract, invoices, quotes, list: null };
  return { rates, external: (externalOn(external, today) ?? external[0])?.users ?? 0, today };
}

export interface CountedGrowth extends Omit<Growth, 'planned'> {
  readonly asOf: Instant;
}

/** The growth since a snapshot, with how much of it was planned. */
export async function growthSince(
  history: History,
  { id, timeZone }: OrganizationSettings,
  baseline: { readonly asOf: Instant },
  { asOf, before, now }: CountedGrowth,
): Promise<Growth> {
  const range = { after: baseline.asOf, upTo: asOf, timeZone };
  return { before, now, planned: now > before ? await loadPlanned(history, id, range) : 0 };
}

interface Compared {
  readonly asOf: Instant;
  /** Undefined: nothing can be compared. */
  readonly before: Pick<Counts, 'billable'> | undefined;
  readonly now: Pick<Counts, 'billable'>;
}

/** The thresholds that growth has crossed and that nobody has muted: what a digest says in place of an alert. */
export async function findCrossings(
  history: History,
  settings: OrganizationSettings,
  baseline: { readonly asOf: Instant } | null,
  { asOf, before, now }: Compared,
): Promise<readonly Crossing[]> {
  if (!baseline || !before) return [];
  const counted = { asOf, before: before.billable, now: now.billable };
  const growth = await growthSince(history, settings, baseline, counted);
  const readings = await readGrowth(history, settings, growth, asOf);
  const crossed = readings.flatMap(({ value, ...rest }): Crossing[] =>
    value !== null && value >= rest.threshold ? [{ ...rest, value }] : [],
  );
  if (crossed.length === 0) return [];
  const silences = new Map<AlertRule, Silence | null>(
    (await listAlerts(history, settings.id)).map(({ rule, silence }) => [rule, silence]),
  );
  const today = dayOf(asOf, settings.timeZone);
  return crossed.filter(({ rule, value }) => !isQuiet(silences.get(rule) ?? null, today, value));
}
