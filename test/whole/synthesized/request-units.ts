import * as z from 'zod';
import type { SentCall } from './read-call.ts';

const table = z.record(z.string(), z.unknown());
const requestSchema = z.object({
  RequestItems: z
    .record(z.string(), z.union([z.array(z.unknown()), z.object({ Keys: z.array(z.unknown()) })]))
    .optional(),
  Item: table.optional(),
});

const WRITES = ['PutItem', 'UpdateItem', 'BatchWriteItem'];

/**
 * How many request units of on-demand capacity a call uses: one for each KB written, and one for each 4 KB read with
 * consistency, of every item, rounded up. Sizes are those of the JSON, which is a little more than DynamoDB counts.
 */
export function requestUnits({ headers, body }: SentCall, answered: number): number {
  const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
  const { RequestItems, Item } = requestSchema.parse(JSON.parse(body.toString()));
  const kilobytes = (value: unknown) => Math.max(1, Math.ceil(JSON.stringify(value).length / 1024));
  const batch = Object.values(RequestItems ?? {}).flatMap((items) => ('Keys' in items ? items.Keys : items));
  if (operation === 'BatchWriteItem') return batch.reduce<number>((sum, item) => sum + kilobytes(item), 0);
  if (WRITES.includes(operation)) return Item ? kilobytes(Item) : Math.max(1, Math.ceil(body.length / 1024));
  return Math.max(batch.length, 1, Math.ceil(answered / 4096));
}
