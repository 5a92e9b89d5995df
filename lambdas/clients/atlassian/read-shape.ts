import type { z } from 'zod';
import { plainWords } from '../../../core/plain-words.ts';
import { AtlassianError } from './atlassian-error.ts';

/**
 * An answer held against the shape that is known of it.
 *
 * @throws AtlassianError `malformed` naming the call and the field
 */
export function readShape<Schema extends z.ZodType>(schema: Schema, body: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(body, { error: plainWords });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'the whole';
  throw new AtlassianError(
    'malformed',
    `${what}: the answer does not have the known shape (${field}: ${issue?.message}). Atlassian may have changed the API.`,
  );
}
