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

/** Keeps what an account has reported since, in further rows; what is kept already stays where it is. */
export async function addListedRequests(
  history: History,
  one: CaseKey,
  accountId: string,
  requests: Listed,
): Promise<void> {
  const { pk, prefix } = placeOf(one, accountId);
  for (;;) {
    const rows = await listRows(history, one, accountId);
    const kept = new Set(rows.flatMap((row) => row.requests.map(({ key }) => key)));
    const more = requests.filter(({ key }) => !kept.has(key)).slice(0, ROW);
    if (more.length === 0) return;
    await putIfAbsent(history, { pk, sk: `${prefix}${String(rows.length).padStart(3, '0')}` }, { requests: more });
  }
}

export async function getListedRequests(history: History, one: CaseKey, accountId: string): Promise<Listed> {
  return (await listRows(history, one, accountId)).flatMap(({ requests }) => requests);
}

function listRows(history: History, one: CaseKey, accountId: string) {
  const { pk, prefix } = placeOf(one, accountId);
  return queryRange(history, { pk, from: prefix, to: `${prefix}~` }, pageSchema);
}

function placeOf({ organization, id }: CaseKey, accountId: string) {
  return { pk: `CASE#${organization}#${id}`, prefix: `REQUESTS#${accountId}#` };
}
