import type { AlertRecord } from '../../core/alerts/alert.ts';
import { isReminderDue, reminderOf } from '../../core/alerts/remind.ts';
import { thresholdsOf } from '../../core/alerts/thresholds.ts';
import { dayOf } from '../../core/billing/billing-period.ts';
import { deadlinesOn } from '../../core/billing/fix-by.ts';
import { changeAlert } from '../clients/history/alerts.ts';
import { loadCases } from '../clients/history/cases.ts';
import type { MailStores } from '../clients/outbox/queue-mail.ts';
import { findRules } from '../find-rules.ts';
import { loadRates } from '../load-rates.ts';
import { advise } from './advise.ts';
import { loadCost } from './load-cost.ts';
import type { AlertFacts } from './ring-alerts.ts';

/**
 * Records the reminder of the fix-by date in the last days before it, if something can still be saved: the accounts are
 * read and planned only then. Returns the state of its rule.
 */
export async function remindOfFixBy(
  stores: Pick<MailStores, 'archive' | 'history'>,
  { snapshot, step, settings, last, recipients }: AlertFacts,
  known: AlertRecord | undefined,
): Promise<AlertRecord | undefined> {
  const { archive, history } = stores;
  const { organization, asOf } = snapshot;
  const { reminderDays } = thresholdsOf(settings);
  const rates = reminderDays === 0 ? null : await loadRates(history, settings);
  if (!rates) return known;
  const today = dayOf(asOf, settings.timeZone);
  const deadline = deadlinesOn(rates.contract, today).next;
  const lastDigestOn = dayOf(last.asOf, settings.timeZone);
  const isDue = (record: Pick<AlertRecord, 'alert' | 'silence'> = { alert: null, silence: null }) =>
    isReminderDue({ deadline, today, reminderDays, lastDigestOn, told: record.alert, silence: record.silence });
  if (!isDue(known)) return known;
  const { counts, premiumUsers } = step;
  const cost = await loadCost(history, settings, { asOf, avoidable: counts.avoidable, premiumUsers });
  const rules = await findRules(archive, snapshot, settings);
  const cases = await loadCases(history, organization, asOf);
  const { plan } = await advise(stores, { snapshot, settings, rules, baseline: null, cases, last });
  const reminder = reminderOf(cost, plan);
  if (!reminder) return known;
  const alert = { kind: 'reminder' as const, asOf, since: last.asOf, recipients: [...recipients], ...reminder };
  return changeAlert(history, organization, 'fix-by', (record) => (isDue(record) ? { edge: 'rung', alert } : null));
}
