import type { Instant } from '../../core/account.ts';
import { composeCost } from '../../core/billing/compose-cost.ts';
import type { Cost } from '../../core/billing/cost.ts';
import { daysBefore } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { getBills } from '../clients/history/bills.ts';
import { listSnapshotCounts } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';

/** A prepaid year, and the longest time that a quote may be asked for before it. */
const HISTORY_DAYS = 366 + 180;

/** What drift costs as of a snapshot whose step drift is stored: its counts are the last of the history. */
export async function loadCost(
  history: History,
  settings: OrganizationSettings,
  facts: { readonly asOf: Instant; readonly avoidable: number; readonly premiumUsers: number },
): Promise<Cost> {
  const { asOf } = facts;
  const bills = await getBills(history, settings.id);
  const snapshots = await listSnapshotCounts(history, settings.id, daysBefore(asOf, HISTORY_DAYS), asOf);
  return composeCost({ ...bills, ...facts, settings, snapshots });
}
