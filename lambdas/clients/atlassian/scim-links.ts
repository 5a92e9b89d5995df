import * as z from 'zod';
import type { ScimLink } from '../../../core/inspection.ts';
import { readShape } from './read-shape.ts';

const answerSchema = z.object({
  scimLinks: z.array(z.object({ directoryId: z.string(), scimUserId: z.string() })),
});

/**
 * The links of `get-scim-links`, as public client libraries show them.
 *
 * @throws AtlassianError `malformed`
 */
export function readScimLinks(body: unknown, what: string): readonly ScimLink[] {
  return readShape(answerSchema, body, what).scimLinks;
}
