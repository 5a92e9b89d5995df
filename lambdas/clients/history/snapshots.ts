import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../../core/account.ts';
import { type CompleteSnapshot, type Snapshot, snapshotSchema } from '../../../core/snapshot.ts';
import { conditionHeld, getDocument, type History, organizationKey, queryRange } from './history.ts';

export function getSnapshot(history: History, organization: string, asOf: Instant): Promise<Snapshot | undefined> {
  return getDocument(history, organizationKey(organization, `SNAPSHOT#${asOf}`), snapshotSchema);
}

/** The complete snapshot of an instant that is known to have one. */
export async function requireSnapshot(
  history: History,
  organization: string,
  asOf: Instant,
): Promise<CompleteSnapshot> {
  const snapshot = await getSnapshot(history, organization, asOf);
  if (snapshot?.state === 'complete') return snapshot;
  throw new Error(`the history has no complete snapshot of ${organization} as of ${asOf}.`);
}

/** Records a snapshot. A complete one never changes; a partial one gives way to a better walk. `false`: too late. */
export function putSnapshot({ client, table }: History, snapshot: Snapshot): Promise<boolean> {
  return conditionHeld(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...snapshot, ...organizationKey(snapshot.organization, `SNAPSHOT#${snapshot.asOf}`) },
        ConditionExpression: 'attribute_not_exists(pk) OR #state = :partial',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':partial': 'partial' },
      }),
    ),
  );
}

/** Points a snapshot to other files of the same accounts; `false` if somebody else has done so meanwhile. */
export function moveSnapshot(
  { client, table }: History,
  { organization, asOf, manifestSha256 }: CompleteSnapshot,
  to: Pick<CompleteSnapshot, 'folder' | 'manifestSha256'>,
): Promise<boolean> {
  return conditionHeld(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: organizationKey(organization, `SNAPSHOT#${asOf}`),
        UpdateExpression: 'SET #folder = :folder, #manifest = :manifest',
        ConditionExpression: '#manifest = :known',
        ExpressionAttributeNames: { '#folder': 'folder', '#manifest': 'manifestSha256' },
        ExpressionAttributeValues: { ':folder': to.folder, ':manifest': to.manifestSha256, ':known': manifestSha256 },
      }),
    ),
  );
}

/** Complete and partial snapshots from one instant to another, both included, in order. */
export function listSnapshots(history: History, organization: string, from: Instant, to: Instant): Promise<Snapshot[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: `SNAPSHOT#${from}`, to: `SNAPSHOT#${to}` }, snapshotSchema);
}
