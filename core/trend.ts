import type { Instant } from './account.ts';
import { dayOf, daysBetween } from './billing/billing-period.ts';
import { LEAST_PEOPLE } from './billing/chargeback.ts';
import type { Counts } from './count-accounts.ts';
import type { ClaimedDomain } from './drift.ts';
import { EXPOSURES, type Exposure } from './exposure.ts';
import type { ChangeGroups } from './group-changes.ts';
import type { TopCounts } from './tally.ts';

/** What the history keeps of a complete snapshot and of what changed since the one before. */
export interface TrendStep {
  readonly asOf: Instant;
  /** Null: nothing before it could be compared. */
  readonly baseline: Instant | null;
  readonly counts: Counts;
  /** Accounts that count for Guard Premium. */
  readonly premiumUsers: number;
  readonly byDomain: TopCounts;
  /** Null: no people file told departments when it was taken. */
  readonly byDepartment: TopCounts | null;
  readonly entries: number;
  readonly exits: number;
  readonly unclear: number;
  readonly came: ChangeGroups;
  readonly went: ChangeGroups;
  readonly claimedDomains: readonly ClaimedDomain[];
}

/** Civil days of the organization's zone, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The last snapshot of a civil day, and what changed on that day. */
export interface TrendPoint {
  readonly day: string;
  readonly asOf: Instant;
  readonly accounts: number;
  readonly billable: number;
  readonly avoidable: number;
  readonly unknown: number;
  readonly came: number;
  readonly went: number;
  readonly unclear: number;
}

/** One value for each point; `name` null: all that have no series of their own. */
export interface TrendSeries<Name extends string = string, Value = number> {
  readonly name: Name | null;
  readonly values: readonly Value[];
}

/** Days between two points without a complete snapshot. */
export interface TrendGap {
  readonly after: string;
  readonly until: string;
  /** Why walks in between were not complete. */
  readonly reasons: readonly string[];
}

/** What changed from one snapshot to the next; only steps that changed something are listed. */
export interface LoggedStep {
  readonly day: string;
  readonly asOf: Instant;
  /** The snapshot it was compared with; null: nothing could be compared, so what changed is not known. */
  readonly baseline: Instant | null;
  /** Its day. */
  readonly since: string | null;
  readonly billable: number;
  readonly entries: number;
  readonly exits: number;
  readonly unclear: number;
  readonly came: ChangeGroups;
  readonly went: ChangeGroups;
  readonly claimedDomains: readonly ClaimedDomain[];
}

export interface Trend {
  readonly range: DayRange;
  /** The oldest first, at most one a day. */
  readonly points: readonly TrendPoint[];
  /** The first snapshot of the time, also where its day has a later one; null without points. */
  readonly first: { readonly asOf: Instant; readonly billable: number } | null;
  /** The day of the snapshot with the most billable accounts, the first of them; null without points. */
  readonly peak: { readonly day: string; readonly billable: number } | null;
  readonly exposures: readonly TrendSeries<Exposure>[];
  /** An account with two products counts for both: these do not add up. */
  readonly products: readonly TrendSeries[];
  readonly domains: readonly TrendSeries[];
  /** Null where no people file told departments yet; empty if none ever did. */
  readonly departments: readonly TrendSeries<string, number | null>[];
  readonly gaps: readonly TrendGap[];
  readonly log: readonly LoggedStep[];
}

export interface TrendFacts {
  /** In order. */
  readonly steps: readonly TrendStep[];
  /** Walks that did not become a complete snapshot. */
  readonly partial: readonly { readonly asOf: Instant; readonly reason: string }[];
  readonly range: DayRange;
  readonly timeZone: string;
}

/** What the history says of a time: counts day by day, what they are made of, what changed, and what is missing. */
export function trendOf({ steps, partial, range, timeZone }: TrendFacts): Trend {
  const dated = steps
    .map((step) => ({ day: dayOf(step.asOf, timeZone), step }))
    .filter(({ day }) => day >= range.from && day <= range.to);
  const days = [...Map.groupBy(dated, ({ day }) => day)].map(([day, ofDay]) => ({
    day,
    steps: ofDay.map(({ step }) => step),
  }));
  const points = days.flatMap(({ day, steps: ofDay }) => pointOf(day, ofDay) ?? []);
  const last = days.flatMap(({ steps: ofDay }) => ofDay.at(-1) ?? []);
  const first = dated[0]?.step;
  return {
    range,
    points,
    first: first ? { asOf: first.asOf, billable: first.counts.billable } : null,
    peak: dated.reduce<Trend['peak']>(
      (peak, { day, step: { counts } }) =>
        peak && peak.billable >= counts.billable ? peak : { day, billable: counts.billable },
      null,
    ),
    exposures: EXPOSURES.map((name) => ({
      name,
      values: last.map(({ counts }) => counts.exposures[name] ?? 0),
    })).filter(({ values }) => values.some((value) => value > 0)),
    products: productSeries(last),
    domains: domainSeries(last),
    departments: departmentSeries(last),
    gaps: gapsBetween(
      points.map(({ day }) => day),
      partial.map(({ asOf, reason }) => ({ day: dayOf(asOf, timeZone), reason })),
    ),
    log: dated.filter(({ step }) => isTold(step)).map(({ day, step }) => loggedStep(day, step, timeZone)),
  };
}

function pointOf(day: string, steps: readonly TrendStep[]): TrendPoint | null {
  const last = steps.at(-1);
  if (!last) return null;
  const { accounts, billable, avoidable, unknown } = last.counts;
  const sum = (pick: (step: TrendStep) => number) => steps.reduce((total, step) => total + pick(step), 0);
  return {
    ...{ day, asOf: last.asOf, accounts, billable, avoidable, unknown },
    came: sum(({ entries }) => entries),
    went: sum(({ exits }) => exits),
    unclear: sum(({ unclear }) => unclear),
  };
}

/** Series of their own that a chart can still tell apart. */
const MOST_SERIES = 8;

function productSeries(steps: readonly TrendStep[]): readonly TrendSeries[] {
  const counts = steps.map((step) => new Map(Object.entries(step.counts.byProduct)));
  return largestOf(counts, 1).map((name) => ({ name, values: counts.map((count) => count.get(name) ?? 0) }));
}

/** Domains with fewer than five people would name somebody: they are counted with the rest. */
function domainSeries(steps: readonly TrendStep[]): readonly TrendSeries[] {
  const counts = steps.map(({ byDomain }) => new Map(byDomain.rows.map(({ name, accounts }) => [name, accounts])));
  const names = largestOf(counts, LEAST_PEOPLE);
  const shown = names.map((name) => ({ name, values: counts.map((count) => count.get(name) ?? 0) }));
  const rest = steps.map(({ counts: { billable } }, index) =>
    shown.reduce((left, { values }) => left - (values[index] ?? 0), billable),
  );
  return rest.some((value) => value > 0) ? [...shown, { name: null, values: rest }] : shown;
}

/** As domains; who is in no department that is known is counted with the rest. */
function departmentSeries(steps: readonly TrendStep[]): readonly TrendSeries<string, number | null>[] {
  const counts = steps.map(({ byDepartment }) => {
    return byDepartment && new Map(byDepartment.rows.map(({ name, accounts }) => [name, accounts]));
  });
  const known = counts.flatMap((count) => count ?? []);
  if (known.length === 0) return [];
  const names = largestOf(known, LEAST_PEOPLE);
  const shown = names.map((name) => ({ name, values: counts.map((count) => count && (count.get(name) ?? 0)) }));
  const rest = steps.map(
    ({ counts: { billable }, byDepartment }, index) =>
      byDepartment && shown.reduce((left, { values }) => left - (values[index] ?? 0), billable),
  );
  return rest.some((value) => value !== null && value > 0) ? [...shown, { name: null, values: rest }] : shown;
}

/** The names with the highest counts of any day, the largest first. */
function largestOf(counts: readonly ReadonlyMap<string, number>[], least: number): readonly string[] {
  const highest = new Map<string, number>();
  for (const count of counts) {
    for (const [name, accounts] of count) highest.set(name, Math.max(highest.get(name) ?? 0, accounts));
  }
  return [...highest]
    .filter(([, accounts]) => accounts >= least)
    .sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))
    .slice(0, MOST_SERIES)
    .map(([name]) => name);
}

/** A stretch is a gap when it is over one and a half times the usual one (the median) between two points. */
function gapsBetween(
  days: readonly string[],
  partial: readonly { readonly day: string; readonly reason: string }[],
): readonly TrendGap[] {
  const stretches = days.slice(1).map((until, index) => {
    const after = days[index] ?? until;
    return { after, until, length: daysBetween(after, until) };
  });
  const sorted = stretches.map(({ length }) => length).sort((one, other) => one - other);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 1;
  return stretches
    .filter(({ length }) => length > 1.5 * usual)
    .map(({ after, until }) => {
      const between = partial.filter(({ day }) => day > after && day < until);
      return { after, until, reasons: [...new Set(between.map(({ reason }) => reason))] };
    });
}

function isTold({ baseline, entries, exits, unclear, claimedDomains }: TrendStep): boolean {
  return baseline === null || entries + exits + unclear + claimedDomains.length > 0;
}

function loggedStep(day: string, step: TrendStep, timeZone: string): LoggedStep {
  const { asOf, baseline, counts, entries, exits, unclear, came, went, claimedDomains } = step;
  const since = baseline === null ? null : dayOf(baseline, timeZone);
  const changes = { entries, exits, unclear, came, went, claimedDomains };
  return { day, asOf, baseline, since, billable: counts.billable, ...changes };
}
