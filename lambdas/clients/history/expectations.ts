import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type Expectation, expectationSchema } from '../../../core/expectations.ts';
import { conditionHeld, type History, organizationKey, putDocument, putIfAbsent, queryRange } from './history.ts';

const rowSchema = expectationSchema.strip();

/** Enters a planned wave once for its day; `false` if one is there already. */
export function putExpectation(history: History, organization: string, expectation: Expectation): Promise<boolean> {
  return putIfAbsent(history, keyOf(organization, expectation.date), expectation);
}

/** Enters a planned wave in place of the one that is there for its day. */
export function replaceExpectation(history: History, organization: string, expectation: Expectation): Promise<void> {
  return putDocument(history, keyOf(organization, expectation.date), expectation);
}

/** Nothing is expected by that day any more; `false` if nothing was. */
export function removeExpectation({ client, table }: History, organization: string, date: string): Promise<boolean> {
  return conditionHeld(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: keyOf(organization, date),
        ConditionExpression: 'attribute_exists(pk)',
      }),
    ),
  );
}

/** The planned waves of an organization by their day; `from`: only those that are not over before that day. */
export function listExpectations(history: History, organization: string, from = ''): Promise<Expectation[]> {
  const { pk } = organizationKey(organization, '');
  return queryRange(history, { pk, from: `EXPECT#${from}`, to: 'EXPECT#~' }, rowSchema);
}

function keyOf(organization: string, date: string) {
  return organizationKey(organization, `EXPECT#${date}`);
}
