import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { plainWords } from '../../core/plain-words.ts';
import { settingsSchema } from '../../core/settings.ts';

function wordsOf(schema: z.ZodType, value: unknown): readonly string[] {
  const result = schema.safeParse(value, { error: plainWords });
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}

/** What zod says by itself. */
const ZODS_OWN = /Invalid|Too (small|big)|Unrecognized|received|undefined|>=|<=|NaN/;

const kinds = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]);

describe('what is expected, in plain words', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['nothing there', z.object({ a: z.string() }), {}, 'it is missing; text is expected'],
    ['of another type', z.string(), 7, 'text is expected, not a number'],
    ['a list for a text', z.string(), [], 'text is expected, not a list'],
    ['a text for a number', z.coerce.number(), 'x', 'a number is expected'],
    ['a fraction', z.number().int(), 1.5, 'a whole number is expected, not a number'],
    ['a null', z.array(z.string()), null, 'a list is expected, not null'],
    ['none of the words', z.enum(['due', 'now']), 'x', 'one of "due", "now" is expected'],
    ['not the word', z.literal('a'), 'b', '"a" is expected'],
    ['no known kind', kinds, { kind: 'c' }, 'one of "a", "b" is expected'],
    ['of no form', z.union([z.string(), z.number()]), true, 'it has none of the forms that are known'],
    ['an empty text', z.string().min(1), '', 'it is empty; text is expected'],
    ['a long text', z.string().max(3), 'long', 'text of at most 3 characters is expected'],
    ['an empty list', z.array(z.string()).min(1), [], 'a list of at least 1 entry is expected'],
    ['a small number', z.number().gt(1), 1, 'a number of more than 1 is expected'],
    ['no multiple', z.number().multipleOf(5), 1, 'a multiple of 5 is expected'],
    ['no day', z.iso.date(), 'soon', 'a day such as 2026-12-31 is expected'],
    ['no address', z.email(), 'x', 'an e-mail address such as ada@contoso.com is expected'],
    ['a pattern without words', z.string().regex(/a/), 'b', 'text of another form is expected'],
    ['a slip', z.strictObject({}), { untill: 1 }, 'there is no field "untill"; correct the name, or take it out'],
    ['a check without words', z.string().refine(() => false), 'b', 'the value is not right'],
    ['words of its own', z.string().regex(/a/, 'a policy id'), 'b', 'a policy id'],
  ])('%s', (_, schema, value, words) => {
    expect(wordsOf(schema, value)).toEqual([words]);
  });

  test('whatever stands in the settings, zod never speaks', () => {
    const field = fc.constantFrom('id', 'name', 'sites', 'mail', 'schedule', 'contract', 'remediation', 'directories');
    const value = fc.oneof(fc.constantFrom('', null, 1.5, true, [], {}, [1], [{}], { hour: 99, admins: [1] }));
    fc.assert(
      fc.property(fc.dictionary(field, value), (organization) => {
        for (const words of wordsOf(settingsSchema, { organizations: [organization] })) {
          expect(words).not.toMatch(ZODS_OWN);
        }
      }),
    );
  });
});
