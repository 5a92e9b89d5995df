import * as z from 'zod';
import { type ExternalUsers, externalUsersSchema } from '../../../core/billing/invoices.ts';
import { type History, organizationKey, putDocument, queryRange } from './history.ts';

const rowSchema = z.object(externalUsersSchema.shape);

/** Enters how many external users there are as of a day; a later word on the same day holds. */
export function putExternalUsers(history: History, organization: string, external: ExternalUsers): Promise<void> {
  return putDocument(history, organizationKey(organization, `EXTERNAL#${external.date}`), external);
}

/** All numbers of external users of an organization, the oldest first. */
export function getExternalUsers(history: History, organization: string): Promise<ExternalUsers[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'EXTERNAL#', to: 'EXTERNAL#~' }, rowSchema);
}
