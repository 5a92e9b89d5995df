import { Temporal } from 'temporal-polyfill';
import type { Instant } from './account.ts';
import { addDays, dayOf, periodOn } from './billing/billing-period.ts';
import { type Contract, termOn } from './billing/contract.ts';
import { type LastDone, type OrganizationClock, slotOn } from './due.ts';
import type { OrganizationSettings } from './settings.ts';

/** `report`: monthly, two days after the billing day; `renewal`: 90, 60 and 30 days before a prepaid year renews. */
export interface DueReport {
  readonly organization: string;
  readonly occasion: 'report' | 'renewal';
  /** Its slot; it stays the same at every try. */
  readonly asOf: Instant;
}

export type ReportClock = OrganizationClock & Pick<OrganizationSettings, 'contract'>;

export interface ReportsDone extends LastDone {
  readonly report?: Instant | undefined;
  readonly renewal?: Instant | undefined;
}

/**
 * The reports to be made now. A slot that has passed stays due until its report is noted, or the next slot comes; it
 * waits for a snapshot of the period it is to tell. What was due before an organization came into care is not made up
 * for.
 */
export function dueReports(
  organizations: readonly ReportClock[],
  heads: ReadonlyMap<string, ReportsDone>,
  now: Instant,
): readonly DueReport[] {
  return organizations.flatMap((clock) => {
    const head = heads.get(clock.id) ?? {};
    const monthly = monthlySlot(clock, now);
    const renewal = renewalSlot(clock, now);
    return [
      ...(isDue(head, head.report, monthly) ? [dueReport(clock, 'report', monthly.asOf)] : []),
      ...(renewal && isDue(head, head.renewal, renewal) ? [dueReport(clock, 'renewal', renewal.asOf)] : []),
    ];
  });
}

function dueReport({ id }: ReportClock, occasion: DueReport['occasion'], asOf: Instant): DueReport {
  return { organization: id, occasion, asOf };
}

interface ReportSlot {
  readonly asOf: Instant;
  /** A snapshot of this instant or later is needed. */
  readonly needs: Instant;
}

function isDue({ since, snapshot }: ReportsDone, done: Instant | undefined, { asOf, needs }: ReportSlot): boolean {
  if ((done ?? '') >= asOf || (since ?? '') > asOf) return false;
  return snapshot !== undefined && snapshot >= needs;
}

/** Additions of a period are on the invoice of its last day: two days later it is there to be held against the counts. */
const DAYS_AFTER_BILLING = 2;

/** The latest monthly slot at or before `now`. Prepaid years, and who has no contract, have it on the third. */
function monthlySlot(clock: ReportClock, now: Instant): ReportSlot {
  const today = Temporal.PlainDate.from(dayOf(now, clock.timeZone));
  const slots = [today, today.subtract({ months: 1 }), today.subtract({ months: 2 })].map((day) => {
    const begins = billingDayOf(clock, day);
    const asOf = slotOn(clock, begins.add({ days: DAYS_AFTER_BILLING }));
    return { asOf, needs: slotOn({ ...clock, schedule: { ...clock.schedule, hour: 0 } }, begins) };
  });
  const passed = slots.find(({ asOf }) => asOf <= now);
  if (!passed) throw new RangeError(`now: ${now} lies before every monthly slot`);
  return passed;
}

/** The day of this month on which a period begins. */
function billingDayOf({ contract }: ReportClock, month: Temporal.PlainDate): Temporal.PlainDate {
  const last = month.with({ day: month.daysInMonth });
  const period = contract ? periodOn(contract, last.toString()) : null;
  const day = period?.term.kind === 'monthly' ? period.term.billingDay : 1;
  return month.with({ day });
}

function renewalSlot(clock: ReportClock, now: Instant): ReportSlot | null {
  if (!clock.contract) return null;
  const mark = renewalMark(clock.contract, dayOf(now, clock.timeZone));
  if (mark === null) return null;
  const asOf = slotOn(clock, Temporal.PlainDate.from(mark));
  const week = Temporal.Instant.from(asOf).subtract({ hours: 7 * 24 });
  return asOf <= now ? { asOf, needs: `${week.toString().slice(0, 19)}Z` } : null;
}

/** So many days before a renewal a pack is due. */
const RENEWAL_MARKS = [90, 60, 30] as const;

/** The latest day, up to `today`, on which a renewal pack was due; null where no year is prepaid or none is near. */
export function renewalMark(contract: Contract, today: string): string | null {
  const { term, end } = periodOn(contract, today);
  if (term.kind !== 'annual' || termOn(contract, end).kind !== 'annual') return null;
  const passed = RENEWAL_MARKS.map((days) => addDays(end, -days)).filter((day) => day <= today);
  return passed.at(-1) ?? null;
}
