import * as z from 'zod';
import type { PolicyFact } from '../../../core/inspection.ts';
import { readShape } from './read-shape.ts';

/** An account whose policy is asked for; its e-mail, because answers go by e-mail. */
export interface PolicyHolder {
  readonly accountId: string;
  readonly email: string | null;
}

// Of an answer's fields only `email`, the first, is documented.
const answerSchema = z.array(z.looseObject({ email: z.string().nullish() }));

/**
 * The policies of a bulk-fetch. How it names a policy is not documented, so that a policy is read only out of fields
 * whose own names say policy, and its id, name and type only out of those that say so too. Whoever is left out, or whose
 * policy cannot be read so, is not told; nothing is guessed.
 *
 * @throws AtlassianError `malformed`
 */
export function readPolicies(
  body: unknown,
  holders: readonly PolicyHolder[],
  what: string,
): ReadonlyMap<string, PolicyFact> {
  const idByEmail = new Map(
    holders.flatMap(({ accountId, email }) => (email ? [[email.toLowerCase(), accountId]] : [])),
  );
  const ids = new Set(holders.map(({ accountId }) => accountId));
  const policies = new Map<string, PolicyFact>();
  for (const info of readShape(answerSchema, body, what)) {
    const told = typeof info.accountId === 'string' && ids.has(info.accountId) ? info.accountId : undefined;
    const accountId = told ?? idByEmail.get(info.email?.toLowerCase() ?? '');
    const policy = policyOf(info);
    if (accountId !== undefined && policy) policies.set(accountId, policy);
  }
  return policies;
}

function policyOf(info: Readonly<Record<string, unknown>>): PolicyFact | null {
  const words = Object.entries(info).flatMap(([name, value]) => (/policy/i.test(name) ? wordsOf(name, value) : []));
  const find = (ending: RegExp) => words.find(([name]) => ending.test(name))?.[1] ?? null;
  const [id, name, type] = [find(/id$/i), find(/name$/i), find(/type$/i)];
  return id === null && name === null && type === null ? null : { id, name, type: typeOf(type) };
}

/** `policyId: "x"` as it is, and `authPolicy: { id: "x" }` a level down. */
function wordsOf(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, text]) => (typeof text === 'string' ? [[inner, text] as const] : []));
}

function typeOf(text: string | null): PolicyFact['type'] {
  if (text === null) return 'unknown';
  if (/^non[-_ ]?billable$/i.test(text)) return 'non-billable';
  return /^billable$/i.test(text) ? 'billable' : 'unknown';
}
