import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../../../core/account.ts';
import { conditionHeld, getDocument, type History, organizationKey } from './history.ts';

const pauseSchema = z.object({ case: z.string() });

export interface PauseRequest {
  readonly organization: string;
  readonly directoryId: string;
  readonly caseId: string;
  readonly now: Instant;
}

/**
 * Holds a directory for the one case that may pause its provisioning, until then at the latest; whoever holds it already
 * holds it on. Null: it is held. Else the case that holds it.
 */
export async function holdDirectory(
  history: History,
  { organization, directoryId, caseId, now }: PauseRequest,
  until: Instant,
): Promise<string | null> {
  const key = organizationKey(organization, `PAUSE#${directoryId}`);
  const held = await conditionHeld(
    history.client.send(
      new UpdateCommand({
        TableName: history.table,
        Key: { ...key },
        UpdateExpression: 'SET #case = :case, #until = :until',
        ConditionExpression: 'attribute_not_exists(#case) OR #case = :case OR #until <= :now',
        ExpressionAttributeNames: { '#case': 'case', '#until': 'until' },
        ExpressionAttributeValues: { ':case': caseId, ':until': until, ':now': now },
      }),
    ),
  );
  if (held) return null;
  return (await getDocument(history, key, pauseSchema))?.case ?? null;
}

/** Lets the directory go, if it is this case that holds it. */
export async function releaseDirectory(
  { client, table }: History,
  { organization, directoryId, caseId, now }: PauseRequest,
): Promise<void> {
  await conditionHeld(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { ...organizationKey(organization, `PAUSE#${directoryId}`) },
        UpdateExpression: 'SET #until = :now',
        ConditionExpression: '#case = :case',
        ExpressionAttributeNames: { '#case': 'case', '#until': 'until' },
        ExpressionAttributeValues: { ':case': caseId, ':now': now },
      }),
    ),
  );
}
