import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { type Case, minutesAfter } from '../../../core/cases/case.ts';
import { isOpen } from '../../../core/cases/case-state.ts';
import { loadCase } from './cases.ts';
import { conditionHeld, getDocument, type History, type ItemKey } from './history.ts';

const openCaseSchema = z.object({ case: z.string().nullable() });

export type Claim =
  | { readonly claimed: true }
  /** Another case, still open, holds this account. */
  | { readonly claimed: false; readonly accountId: string; readonly case: string };

/**
 * Claims accounts for a case, each for one open case at a time. A claim counts as long as its case is open at `now`; of one
 * that has ended nothing has to be released. If one account cannot be had, those taken so far are given back.
 */
export async function claimAccounts(
  history: History,
  { organization, id, plan: { accountIds } }: Pick<Case, 'organization' | 'id' | 'plan'>,
  now: Instant,
): Promise<Claim> {
  const taken: ItemKey[] = [];
  for (const accountId of accountIds) {
    const key = keyOf(organization, accountId);
    const { state, holder } = await claimOne(history, { organization, key, id, now });
    if (state === 'taken') taken.push(key);
    if (state !== 'held') continue;
    for (const each of taken) await setCase(history, each, null, id);
    return { claimed: false, accountId, case: holder };
  }
  return { claimed: true };
}

/** Which of these accounts an open case holds; nothing is claimed. */
export async function findHolders(
  history: History,
  organization: string,
  accountIds: readonly string[],
  now: Instant,
): Promise<readonly { readonly accountId: string; readonly case: string }[]> {
  const found: { accountId: string; case: string }[] = [];
  for (const accountId of accountIds) {
    const holder = (await getDocument(history, keyOf(organization, accountId), openCaseSchema))?.case ?? null;
    if (holder !== null && (await isOpenCase(history, organization, holder, now))) {
      found.push({ accountId, case: holder });
    }
  }
  return found;
}

/** A case without an event is being born so long, and then was given up. */
const UNBORN_MINUTES = 10;

async function isOpenCase(history: History, organization: string, id: string, now: Instant): Promise<boolean> {
  const folded = await loadCase(history, organization, id, now);
  if (!folded) return false;
  if (folded.events.length === 0) return minutesAfter(folded.case.proposedAt, UNBORN_MINUTES) > now;
  return isOpen(folded);
}

interface OneClaim {
  readonly organization: string;
  readonly key: ItemKey;
  readonly id: string;
  readonly now: Instant;
}

/** `ours`: it was claimed for this case before, `held`: `holder`, another open case, has it. */
async function claimOne(
  history: History,
  { organization, key, id, now }: OneClaim,
): Promise<{ readonly state: 'taken' | 'ours' | 'held'; readonly holder: string }> {
  for (;;) {
    const holder = (await getDocument(history, key, openCaseSchema))?.case ?? null;
    if (holder === id) return { state: 'ours', holder };
    if (holder !== null && (await isOpenCase(history, organization, holder, now))) return { state: 'held', holder };
    if (await setCase(history, key, id, holder)) return { state: 'taken', holder: id };
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
