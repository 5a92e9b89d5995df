import { addDays } from '../billing/billing-period.ts';
import type { Cost } from '../billing/cost.ts';
import type { Deadline } from '../billing/fix-by.ts';
import type { PlanRecord } from '../record-plan.ts';
import type { Alert, Reminder, Silence } from './alert.ts';

export interface ReminderFacts {
  /** The first deadline that can still be met; null: none is known, or none comes. */
  readonly deadline: Deadline | null;
  /** A civil day of the organization's zone. */
  readonly today: string;
  readonly reminderDays: number;
  /** The last reminder. */
  readonly told: Alert | null;
  readonly silence: Silence | null;
  /** The civil day of the last digest: one in these days has said it. */
  readonly lastDigestOn: string;
}

/**
 * Whether a reminder of the fix-by date is due: in the last days before it, that day included, once for each date, and
 * not if a digest came in these days.
 */
export function isReminderDue({ deadline, today, reminderDays, told, silence, lastDigestOn }: ReminderFacts): boolean {
  if (!deadline || reminderDays === 0) return false;
  const from = addDays(deadline.fixBy, -reminderDays);
  if (today < from || today > deadline.fixBy || lastDigestOn >= from) return false;
  if (silence !== null && silence.until >= today) return false;
  return told?.kind !== 'reminder' || told.fixBy < deadline.fixBy;
}

/** What can still be saved by the fix-by date; null if nothing can: nothing is avoidable, or no option makes it. */
export function reminderOf(cost: Cost, plan: PlanRecord): Reminder | null {
  if ((cost.kind !== 'monthly' && cost.kind !== 'annual') || !cost.avoidable) return null;
  const { accounts, amount, per, deadline } = cost.avoidable;
  if (accounts === 0 || Number(amount) === 0) return null;
  const groups = plan.groups.flatMap(({ remedy, products, sites, accounts: members, makesCutOff }) =>
    makesCutOff === 'yes' || makesCutOff === 'depends'
      ? [{ remedy, products, sites, accounts: members, makesCutOff }]
      : [],
  );
  if (groups.length === 0) return null;
  const { currency, verified } = cost;
  const sources = cost.sources.map(({ source }) => source);
  return {
    fixBy: deadline.fixBy,
    startsOn: deadline.startsOn,
    accounts,
    amount,
    currency,
    per,
    sources,
    verified,
    groups,
  };
}
