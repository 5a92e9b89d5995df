import type { Instant } from './account.ts';
import type { Cost } from './billing/cost.ts';
import type { KeyRecord } from './keys.ts';

/** What keeps an organization's money from being saved, and whose turn it is. */
export interface Block {
  readonly on: 'admins' | 'finance' | 'consultancy';
  readonly what: 'no-snapshot' | 'stale-snapshot' | 'key-refused' | 'assumed-sites' | 'no-bill' | 'missing-quotes';
}

/** One organization in the calendar of a consultancy. */
export interface CalendarEntry {
  readonly organization: string;
  readonly name: string;
  readonly asOf: Instant | null;
  readonly billable: number;
  readonly avoidable: number;
  /** The next cut-off, and what is lost a year if nothing is done by then; null where it is not known or there is none. */
  readonly cutOff: {
    readonly fixBy: string;
    readonly startsOn: string;
    readonly amount: string;
    readonly perYear: string;
    readonly per: 'month' | 'year';
    readonly currency: string;
    readonly verified: boolean;
  } | null;
  readonly blocks: readonly Block[];
}

export interface CalendarFacts {
  readonly organization: string;
  readonly name: string;
  /** The newest complete snapshot; null: none. */
  readonly newest: { readonly asOf: Instant; readonly billable: number; readonly avoidable: number } | null;
  readonly cost: Cost | null;
  readonly keys: readonly KeyRecord[];
  readonly sitesNamed: boolean;
  readonly now: Instant;
}

/** A snapshot this old no longer says what would be saved. */
const STALE_DAYS = 8;
const DAY_MS = 86_400_000;

export function calendarEntry(facts: CalendarFacts): CalendarEntry {
  const { organization, name, newest, cost } = facts;
  return {
    organization,
    name,
    asOf: newest?.asOf ?? null,
    billable: newest?.billable ?? 0,
    avoidable: newest?.avoidable ?? 0,
    cutOff: cutOffOf(cost),
    blocks: blocksOf(facts),
  };
}

function cutOffOf(cost: Cost | null): CalendarEntry['cutOff'] {
  if (cost?.kind !== 'monthly' && cost?.kind !== 'annual') return null;
  const { avoidable, currency, verified } = cost;
  if (!avoidable || avoidable.accounts === 0) return null;
  const { amount, per, perYear, deadline } = avoidable;
  return { fixBy: deadline.fixBy, startsOn: deadline.startsOn, amount, per, perYear, currency, verified };
}

function blocksOf({ newest, cost, keys, sitesNamed, now }: CalendarFacts): readonly Block[] {
  const stale = newest !== null && Date.parse(now) - Date.parse(newest.asOf) > STALE_DAYS * DAY_MS;
  const refused = keys.some(({ trial }) => trial.state === 'refused');
  const priced = cost?.kind === 'monthly' || cost?.kind === 'annual';
  const blocks: readonly (Block | null)[] = [
    newest ? null : { on: 'consultancy', what: 'no-snapshot' },
    stale ? { on: 'consultancy', what: 'stale-snapshot' } : null,
    refused ? { on: 'admins', what: 'key-refused' } : null,
    sitesNamed ? null : { on: 'admins', what: 'assumed-sites' },
    cost?.kind === 'rough' ? { on: 'finance', what: 'no-bill' } : null,
    cost?.kind === 'unpriced' || (priced && cost.missingQuotes.length > 0)
      ? { on: 'finance', what: 'missing-quotes' }
      : null,
  ];
  return blocks.filter((block) => block !== null);
}

/**
 * The nearest cut-off first, and of one day what loses most a year, currency by currency, for nothing is converted. Then
 * who has no cut-off, those with the most avoidable accounts first.
 */
export function sortCalendar(entries: readonly CalendarEntry[]): readonly CalendarEntry[] {
  return [...entries].sort(
    (one, other) =>
      compareText(one.cutOff?.fixBy ?? '~', other.cutOff?.fixBy ?? '~') ||
      compareText(one.cutOff?.currency ?? '', other.cutOff?.currency ?? '') ||
      Number(other.cutOff?.perYear ?? 0) - Number(one.cutOff?.perYear ?? 0) ||
      other.avoidable - one.avoidable ||
      compareText(one.name, other.name),
  );
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
