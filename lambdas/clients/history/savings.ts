import { type Saving, savingSchema } from '../../../core/cases/savings-ledger.ts';
import { type History, organizationKey, putDocument, queryRange } from './history.ts';

/** Keeps what a case did to a period; it is counted anew while the period runs, and once more when its invoice came. */
export function putSaving(history: History, organization: string, saving: Saving): Promise<void> {
  return putDocument(history, organizationKey(organization, `SAVING#${saving.period[0]}#${saving.case}`), saving);
}

/** What cases did to the periods that begin between two days, both included, in the order of periods. */
export function listSavings(history: History, organization: string, from: string, to: string): Promise<Saving[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: `SAVING#${from}`, to: `SAVING#${to}#~` }, savingSchema);
}
