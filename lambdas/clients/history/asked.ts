import { type Asked, askedSchema } from '../../../core/asked.ts';
import { type History, organizationKey, putDocument, queryRange } from './history.ts';

const rowSchema = askedSchema.strip();

/** Keeps that a holder was asked by hand; an earlier asking of the same account gives way. */
export function putAsked(history: History, organization: string, asked: Asked): Promise<void> {
  return putDocument(history, organizationKey(organization, `ASKED#${asked.accountId}`), asked);
}

/** Whose holders were asked by hand, by account id. */
export function listAsked(history: History, organization: string): Promise<Asked[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'ASKED#', to: 'ASKED#~' }, rowSchema);
}
