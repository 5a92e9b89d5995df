import { Temporal } from 'temporal-polyfill';
import { addDays, type BillingPeriod, periodOn } from './billing-period.ts';
import { type Contract, termOn } from './contract.ts';

/** Until when accounts have to be not billable so that the next period is charged without them. */
export interface Deadline {
  /** The last working day before the count. */
  readonly fixBy: string;
  /** The day whose count the next period is charged by. */
  readonly countedOn: string;
  /** The day the next period, or the renewed year, begins. */
  readonly startsOn: string;
}

export interface Deadlines {
  /** The first deadline that can still be met today; null: what comes next is charged by no count. */
  readonly next: Deadline | null;
  /** The nearest deadline, if its day has passed and the period it was for has not begun. */
  readonly missed: Deadline | null;
}

/**
 * The fix-by date: the last working day, Monday to Friday, before the day on which the next period is counted. A month
 * is counted on the last day before it, a year as many days before the renewal as the quote needs. Holidays are not
 * known. `today` is a civil day of the organization's zone.
 */
export function deadlinesOn(contract: Contract, today: string): Deadlines {
  let period = periodOn(contract, today);
  const nearest = deadlineAfter(contract, period);
  let next = nearest;
  while (next && next.fixBy < today) {
    period = periodOn(contract, period.end);
    next = deadlineAfter(contract, period);
  }
  return { next, missed: nearest && nearest.fixBy < today ? nearest : null };
}

/** The count that comes next, whether or not its deadline can still be met; null where none comes. */
export function upcomingCount(contract: Contract, today: string): Deadline | null {
  const { next, missed } = deadlinesOn(contract, today);
  return missed ?? next;
}

/** When the period after this one is counted; null where that is part of an Enterprise plan. */
function deadlineAfter(contract: Contract, period: BillingPeriod): Deadline | null {
  const term = termOn(contract, period.end);
  if (term.kind === 'enterprise') return null;
  const lead = term.kind === 'annual' ? Math.max(1, term.quoteLeadDays) : 1;
  const countedOn = addDays(period.end, -lead);
  return { fixBy: lastWorkingDayBefore(countedOn), countedOn, startsOn: period.end };
}

const FRIDAY = 5;

function lastWorkingDayBefore(day: string): string {
  const before = Temporal.PlainDate.from(day).subtract({ days: 1 });
  return before.subtract({ days: Math.max(0, before.dayOfWeek - FRIDAY) }).toString();
}
