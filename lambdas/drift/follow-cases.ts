import { dayOf } from '../../core/billing/billing-period.ts';
import { countDays } from '../../core/billing/history.ts';
import { knownContract } from '../../core/billing/known-contract.ts';
import { newestPriceList } from '../../core/billing/price-lists.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import { reEntriesOf } from '../../core/cases/our-moves.ts';
import { savingsLedger } from '../../core/cases/savings-ledger.ts';
import type { Entry } from '../../core/drift.ts';
import { daysBefore } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { getBills } from '../clients/history/bills.ts';
import { appendOnce, loadCases } from '../clients/history/cases.ts';
import { listSnapshotCounts } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { putSaving } from '../clients/history/savings.ts';

/** Notes with a case that accounts it had proven gone are billable again. */
export async function noteReEntries(
  history: History,
  cases: readonly FoldedCase[],
  { asOf }: CompleteSnapshot,
  entries: readonly Entry[],
): Promise<void> {
  const entered = entries.map(({ accountId }) => accountId);
  for (const { case: one, accountIds } of reEntriesOf(cases, entered, asOf)) {
    await appendOnce(history, one, { kind: 're-entered', at: asOf, key: asOf, snapshot: asOf, accountIds });
  }
}

/** A prepaid year, and the one before it. */
const LEDGER_DAYS = 2 * 366 + 180;

/** Keeps the ledger of savings as of the newest snapshot, whose step drift is stored. */
export async function keepLedger(
  history: History,
  { asOf }: CompleteSnapshot,
  settings: OrganizationSettings,
): Promise<void> {
  const cases = (await loadCases(history, settings.id, asOf)).filter(({ endedAt }) => endedAt !== null);
  if (cases.length === 0) return;
  const today = dayOf(asOf, settings.timeZone);
  const { external, invoices, quotes } = await getBills(history, settings.id);
  const known = knownContract(settings, invoices, quotes);
  // While nobody has said how the organization is billed there is no period to tell of.
  if (!known) return;
  const rates = { contract: known.contract, invoices, quotes, list: newestPriceList(today) };
  const snapshots = await listSnapshotCounts(history, settings.id, daysBefore(asOf, LEDGER_DAYS), asOf);
  const days = countDays(snapshots, external, settings.timeZone);
  const { timeZone } = settings;
  for (const saving of savingsLedger({ rates, days, today, timeZone, cases })) {
    await putSaving(history, settings.id, saving);
  }
}
