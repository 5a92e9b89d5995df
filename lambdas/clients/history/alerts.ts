import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type AlertRecord, alertRecordSchema } from '../../../core/alerts/alert.ts';
import type { AlertRule } from '../../../core/alerts/crossing.ts';
import { conditionHeld, getDocument, type History, organizationKey, queryRange } from './history.ts';

/** The rules of an organization that have a state. */
export function listAlerts(history: History, organization: string): Promise<AlertRecord[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: 'ALERT#', to: 'ALERT#~' }, alertRecordSchema);
}

export type AlertChange = Partial<Pick<AlertRecord, 'edge' | 'alert' | 'silence'>>;

/**
 * Changes the state of a rule by what `decide` makes of the present one, null: nothing. If somebody else changed it
 * meanwhile it is read and decided anew. Returns the state as it stands; undefined: the rule has none.
 */
export async function changeAlert(
  history: History,
  organization: string,
  rule: AlertRule,
  decide: (record: AlertRecord | undefined) => AlertChange | null,
): Promise<AlertRecord | undefined> {
  const key = organizationKey(organization, `ALERT#${rule}`);
  for (;;) {
    const record = await getDocument(history, key, alertRecordSchema);
    const change = decide(record);
    if (change === null) return record;
    const fresh: AlertRecord = { organization, rule, revision: 0, edge: 'armed', alert: null, silence: null };
    const next: AlertRecord = { ...(record ?? fresh), ...change, revision: (record?.revision ?? 0) + 1 };
    if (await putAfter(history, next, record?.revision)) return next;
  }
}

/** Puts a state in the place of the one of a revision; undefined: of none. `false`: another one is there. */
function putAfter({ client, table }: History, record: AlertRecord, known: number | undefined): Promise<boolean> {
  return conditionHeld(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...record, ...organizationKey(record.organization, `ALERT#${record.rule}`) },
        ...(known === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#revision = :known',
              ExpressionAttributeNames: { '#revision': 'revision' },
              ExpressionAttributeValues: { ':known': known },
            }),
      }),
    ),
  );
}
