import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld, getDocument, type History, type ItemKey } from './history.ts';

const openCaseSchema = z.object({ case: z.string().nullable() });

export type Claim =
  | { readonly claimed: true }
  /** Another case, still open, holds this account. */
  | { readonly claimed: false; readonly accountId: string; readonly case: string };

/**
 * Claims accounts for a case, each for one open case at a time. A claim counts as long as its case is open; of one that
 * has ended nothing has to be released. If one account cannot be had, those taken so far are given back.
 */
export async function claimAccounts(
  history: History,
  organization: string,
  accountIds: readonly string[],
  caseId: string,
  isOpenCase: (caseId: string) => Promise<boolean>,
): Promise<Claim> {
  for (const [index, accountId] of accountIds.entries()) {
    const holder = await claimOne(history, keyOf(organization, accountId), caseId, isOpenCase);
    if (holder === null) continue;
    for (const taken of accountIds.slice(0, index)) {
      await setCase(history, keyOf(organization, taken), null, caseId);
    }
    return { claimed: false, accountId, case: holder };
  }
  return { claimed: true };
}

/** Which of these accounts an open case holds; nothing is claimed. */
export async function findHolders(
  history: History,
  organization: string,
  accountIds: readonly string[],
  isOpenCase: (caseId: string) => Promise<boolean>,
): Promise<readonly { readonly accountId: string; readonly case: string }[]> {
  const found: { accountId: string; case: string }[] = [];
  for (const accountId of accountIds) {
    const holder = (await getDocument(history, keyOf(organization, accountId), openCaseSchema))?.case ?? null;
    if (holder !== null && (await isOpenCase(holder))) found.push({ accountId, case: holder });
  }
  return found;
}

/** Null once the account is ours; else the open case that holds it. */
async function claimOne(
  history: History,
  key: ItemKey,
  caseId: string,
  isOpenCase: (caseId: string) => Promise<boolean>,
): Promise<string | null> {
  for (;;) {
    const holder = (await getDocument(history, key, openCaseSchema))?.case ?? null;
    if (holder === caseId) return null;
    if (holder !== null && (await isOpenCase(holder))) return holder;
    if (await setCase(history, key, caseId, holder)) return null;
  }
}

function setCase({ client, table }: History, key: ItemKey, to: string | null, from: string | null): Promise<boolean> {
  return conditionHeld(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...key },
        UpdateExpression: 'SET #case = :to',
        ConditionExpression: from === null ? 'attribute_not_exists(#case) OR #case = :from' : '#case = :from',
        ExpressionAttributeNames: { '#case': 'case' },
        ExpressionAttributeValues: { ':to': to, ':from': from },
      }),
    ),
  );
}

function keyOf(organization: string, accountId: string): ItemKey {
  return { pk: `ACCOUNT#${organization}#${accountId}`, sk: 'OPEN-CASE' };
}
