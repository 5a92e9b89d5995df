import * as z from 'zod';

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Whether an event fits a pattern of EventBridge, as far as our template goes: fields by exact value, each with a list of
 * those it may have.
 *
 * @throws Error if the pattern says more than that
 */
export function matchEventPattern(pattern: unknown, event: unknown): boolean {
  return Object.entries(objectSchema.parse(pattern)).every(([field, expected]) => {
    const found = objectSchema.safeParse(event).data?.[field];
    if (!Array.isArray(expected)) return matchEventPattern(expected, found);
    if (expected.some((value) => typeof value === 'object'))
      throw new Error(`${field}: only plain values are matched here.`);
    // A list in an event fits if one of its members does.
    return [found].flat().some((value) => expected.includes(value));
  });
}
