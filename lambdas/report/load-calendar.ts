import { type Instant, toInstant } from '../../core/account.ts';
import { composeCost } from '../../core/billing/compose-cost.ts';
import { type CalendarEntry, calendarEntry, sortCalendar } from '../../core/calendar.ts';
import { daysBefore } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { getBills } from '../clients/history/bills.ts';
import { listStepDrifts } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { listKeys } from '../clients/history/keys.ts';

/** A prepaid year, and the longest time that a quote may be asked for before it. */
const HISTORY_DAYS = 366 + 180;

/** The calendar of organizations by what each loses at its next cut-off; one after the other, each by bounded reads. */
export async function loadCalendar(
  history: History,
  organizations: readonly OrganizationSettings[],
  now: Date,
): Promise<readonly CalendarEntry[]> {
  const entries: CalendarEntry[] = [];
  for (const settings of organizations) entries.push(await loadEntry(history, settings, toInstant(now)));
  return sortCalendar(entries);
}

async function loadEntry(history: History, settings: OrganizationSettings, now: Instant): Promise<CalendarEntry> {
  const steps = await listStepDrifts(history, settings.id, daysBefore(now, HISTORY_DAYS), now);
  const newest = steps.at(-1);
  const keys = await listKeys(history, settings.id);
  const { id: organization, name } = settings;
  const about = { organization, name, keys, sitesNamed: settings.sites !== undefined, now };
  if (!newest) return calendarEntry({ ...about, newest: null, cost: null });
  const snapshots = steps.map(({ asOf, counts }) => ({ asOf, billable: counts.billable, unknown: counts.unknown }));
  const { asOf, counts, premiumUsers } = newest;
  const { billable, avoidable } = counts;
  const bills = await getBills(history, organization);
  const cost = composeCost({ ...bills, settings, asOf, snapshots, avoidable, premiumUsers });
  return calendarEntry({ ...about, newest: { asOf, billable, avoidable }, cost });
}
