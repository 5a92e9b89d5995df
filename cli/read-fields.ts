import type * as z from 'zod';
import { plainWords } from '../core/plain-words.ts';
import { UsageError } from './command-context.ts';

/**
 * The options of a command as a document.
 *
 * @throws UsageError naming each field and its value
 */
export function readFields<Schema extends z.ZodType>(schema: Schema, fields: object): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const result = schema.safeParse(given, { error: plainWords });
  if (result.success) return result.data;
  throw new UsageError(
    `${result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
  );
}
