import * as z from 'zod';
import type { DirectoryUser } from '../../../core/compose-inspection.ts';
import { readShape } from './read-shape.ts';

const text = z.string().nullish();

// Every field is optional in public client libraries.
const userSchema = z.object({
  accountId: z.string(),
  managementSource: text,
  platformRoles: z.array(z.unknown()).nullish(),
  addedToOrg: text,
  department: text,
  productAccess: z.array(z.object({ lastActiveTimestamp: text })).nullish(),
});

const answerSchema = z.object({ data: z.array(userSchema) });

/**
 * The accounts of a `users/search`. What was left out is undefined; a management source that is null was told.
 *
 * @throws AtlassianError `malformed`
 */
export function readDirectoryUsers(body: unknown, what: string): readonly DirectoryUser[] {
  return readShape(answerSchema, body, what).data.map((user) => ({
    accountId: user.accountId,
    managementSource: user.managementSource,
    platformRoles: user.platformRoles?.flatMap(roleKey),
    addedToOrg: user.addedToOrg ?? undefined,
    department: user.department || undefined,
    productsActive: (user.productAccess ?? []).flatMap(({ lastActiveTimestamp }) => lastActiveTimestamp ?? []),
  }));
}

/** A role is written as its key; one written as an object is taken by whatever in it is a key. */
function roleKey(role: unknown): readonly string[] {
  if (typeof role === 'string') return [role];
  if (typeof role !== 'object' || role === null) return [];
  return Object.values(role).filter((value) => typeof value === 'string');
}
