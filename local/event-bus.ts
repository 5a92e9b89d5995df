import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Operation } from './aws-json-endpoint.ts';

const putEventsSchema = z.object({
  Entries: z.array(z.object({ Source: z.string(), DetailType: z.string(), Detail: z.string() })),
});

/** An event as a rule's target gets it. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

/** EventBridge's `PutEvents`: hands each event on and does not wait for what it starts. */
export function putEventsOperation(deliver: (event: BusEvent) => void): Operation {
  return async (input) => {
    const { Entries } = putEventsSchema.parse(input);
    const events = Entries.map(({ Source, DetailType, Detail }) => {
      const detail: unknown = JSON.parse(Detail);
      return { id: randomUUID(), source: Source, 'detail-type': DetailType, detail };
    });
    events.forEach(deliver);
    return { FailedEntryCount: 0, Entries: events.map(({ id }) => ({ EventId: id })) };
  };
}
