import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../messages.ts';

const TRIES = 3;

/**
 * Puts one event on the bus. EventBridge may take a call and refuse the event in it: that is tried again.
 *
 * @throws Error with the code of the refusal
 */
export async function putEvent(
  client: EventBridgeClient,
  bus: string,
  detailType: string,
  detail: object,
): Promise<void> {
  const entry = { EventBusName: bus, Source: EVENT_SOURCE, DetailType: detailType, Detail: JSON.stringify(detail) };
  for (let tries = 1; ; tries += 1) {
    const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    if (!FailedEntryCount) return;
    const code = Entries?.[0]?.ErrorCode ?? 'unknown reason';
    if (tries >= TRIES) throw new Error(`the event "${detailType}" was refused by the bus ${bus}: ${code}.`);
  }
}
