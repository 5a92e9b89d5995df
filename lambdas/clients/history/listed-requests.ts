import * as z from 'zod';
import { type History, putIfAbsent, queryRange } from './history.ts';

const pageSchema = z.object({ requests: z.array(z.object({ id: z.string(), key: z.string() })) });
type Listed = z.output<typeof pageSchema>['requests'];

interface CaseKey {
  readonly organization: string;
  readonly id: string;
}

/** Requests in one row: well below the 400 KB of an item. */
const ROW = 1000;

/** Keeps what an account had reported when its case began, ids and keys; what is kept already stays as it is. */
export async function putListedRequests(
  history: History,
  one: CaseKey,
  accountId: string,
  requests: Listed,
): Promise<void> {
  const { pk, prefix } = placeOf(one, accountId);
  for (let from = 0; from < requests.length; from += ROW) {
    const sk = `${prefix}${String(from / ROW).padStart(3, '0')}`;
    await putIfAbsent(history, { pk, sk }, { requests: requests.slice(from, from + ROW) });
  }
}

export async function getListedRequests(history: History, one: CaseKey, accountId: string): Promise<Listed> {
  const { pk, prefix } = placeOf(one, accountId);
  const pages = await queryRange(history, { pk, from: prefix, to: `${prefix}~` }, pageSchema);
  return pages.flatMap(({ requests }) => requests);
}

function placeOf({ organization, id }: CaseKey, accountId: string) {
  return { pk: `CASE#${organization}#${id}`, prefix: `REQUESTS#${accountId}#` };
}
