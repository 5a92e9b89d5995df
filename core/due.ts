import { Temporal } from 'temporal-polyfill';
import type { Instant } from './account.ts';
import type { OrganizationSettings, Weekday } from './settings.ts';

/** When an organization's work is due: its own clock. */
export type OrganizationClock = Pick<OrganizationSettings, 'id' | 'timeZone' | 'schedule'>;

/** What a head tells of when work was last done. Undefined: never. */
export interface LastDone {
  readonly snapshot?: Instant | undefined;
  readonly digest?: Instant | undefined;
  readonly keys?: Instant | undefined;
  readonly lease?: { readonly until: Instant } | undefined;
  /** Taken into care: earlier slots are nobody's fault. */
  readonly since?: Instant | undefined;
}

export interface DueSnapshot {
  readonly organization: string;
  /** The slot that is to be filled; it stays the same at every try. */
  readonly asOf: Instant;
}

const DAYS: Readonly<Record<Weekday, number>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
};

/**
 * The snapshots to be taken now: of each organization whose newest complete snapshot is older than its latest slot and
 * that nobody is walking. There is one slot on every civil day of the organization's zone, so that a missed or partial
 * one is due again at the next hour and daylight saving leaves neither hole nor double.
 */
export function due(
  organizations: readonly OrganizationClock[],
  heads: ReadonlyMap<string, LastDone>,
  now: Instant,
): readonly DueSnapshot[] {
  return organizations.flatMap((clock) => {
    const head = heads.get(clock.id);
    const asOf = snapshotSlot(clock, now);
    const done = head?.snapshot !== undefined && head.snapshot >= asOf;
    const underWay = head?.lease !== undefined && head.lease.until >= now;
    return done || underWay ? [] : [{ organization: clock.id, asOf }];
  });
}

/** The checks of keys to be made now: one for each daily slot, as for the snapshots. */
export function dueKeyChecks(
  organizations: readonly OrganizationClock[],
  heads: ReadonlyMap<string, LastDone>,
  now: Instant,
): readonly DueSnapshot[] {
  return organizations.flatMap((clock) => {
    const asOf = snapshotSlot(clock, now);
    const checked = heads.get(clock.id)?.keys;
    return checked !== undefined && checked >= asOf ? [] : [{ organization: clock.id, asOf }];
  });
}

/** Slots are this old before a person should look: the tries of six hours have failed. */
const OVERDUE_HOURS = 6;

/** The organizations whose latest slot is over six hours old and still not filled. */
export function overdue(
  organizations: readonly OrganizationClock[],
  heads: ReadonlyMap<string, LastDone>,
  now: Instant,
): readonly string[] {
  const sixHoursAgo = instantOf(Temporal.Instant.from(now).subtract({ hours: OVERDUE_HOURS }));
  return organizations
    .filter((clock) => {
      const { snapshot, since } = heads.get(clock.id) ?? {};
      return (snapshot ?? since ?? '') < snapshotSlot(clock, sixHoursAgo);
    })
    .map((clock) => clock.id);
}

/**
 * The latest daily slot at or before `now`. Where the hour does not exist on a day (clocks go forward) the slot is as
 * much later; where it exists twice (clocks go back) it is the first.
 */
export function snapshotSlot(clock: OrganizationClock, now: Instant): Instant {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(clock.timeZone).toPlainDate();
  const slot = slotOn(clock, today);
  return slot <= now ? slot : slotOn(clock, today.subtract({ days: 1 }));
}

/** The latest weekly slot at or before `now`: the daily slot of the digest day. */
export function digestSlot(clock: OrganizationClock, now: Instant): Instant {
  const today = Temporal.Instant.from(now).toZonedDateTimeISO(clock.timeZone).toPlainDate();
  const sinceDigestDay = (today.dayOfWeek - DAYS[clock.schedule.digestDay] + 7) % 7;
  const digestDay = today.subtract({ days: sinceDigestDay });
  const slot = slotOn(clock, digestDay);
  return slot <= now ? slot : slotOn(clock, digestDay.subtract({ weeks: 1 }));
}

/**
 * Whether a complete snapshot of `asOf` is to be told in a digest: the first one always, and then the first one at or
 * after each weekly slot. A Monday without a complete snapshot is told on Tuesday.
 */
export function isDigestDue(clock: OrganizationClock, lastDigest: Instant | undefined, asOf: Instant): boolean {
  return lastDigest === undefined || lastDigest < digestSlot(clock, asOf);
}

/**
 * The share of an hour, in seconds, that an organization's work waits after its dispatch: always the same for one id,
 * spread evenly over many, so that a thousand do not start in one second.
 */
export function startDelaySeconds(organization: string): number {
  let hash = 0x811c9dc5;
  for (const character of organization) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return 1 + (hash % (SPREAD_MINUTES * 60 - 1));
}

// The rest of the hour is for the walk itself: an event that is over an hour old is refused.
const SPREAD_MINUTES = 40;

/** The instant of an organization's hour on a civil day. */
export function slotOn({ timeZone, schedule }: OrganizationClock, day: Temporal.PlainDate): Instant {
  const time = Temporal.PlainTime.from({ hour: schedule.hour });
  return instantOf(day.toZonedDateTime({ timeZone, plainTime: time }).toInstant());
}

function instantOf(instant: Temporal.Instant): Instant {
  return instant.toString({ smallestUnit: 'second' });
}
