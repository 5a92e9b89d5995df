import * as z from 'zod';
import type { Privilege } from '../../../core/inspection.ts';
import { readShape } from './read-shape.ts';

const ruleSchema = z.object({
  allowed: z.boolean(),
  reason: z.object({ key: z.string().nullish() }).nullish(),
});

const answerSchema = z.record(z.string(), z.unknown());

/**
 * The privileges of `GET /users/{id}/manage`. Those that are told field by field (`profile.write`) are left out: nothing
 * here writes a profile.
 *
 * @throws AtlassianError `malformed`
 */
export function readPrivileges(body: unknown, what: string): Readonly<Record<string, Privilege>> {
  const entries = Object.entries(readShape(answerSchema, body, what)).flatMap(([name, rule]) => {
    const read = ruleSchema.safeParse(rule);
    if (!read.success) return [];
    const { allowed, reason } = read.data;
    const privilege: Privilege = allowed ? { allowed } : { allowed, reason: reason?.key ?? null };
    return [[name, privilege] as const];
  });
  return Object.fromEntries(entries);
}
