import type * as z from 'zod';

/**
 * What a schema has to say in its own words about a value that does not fit, as a plain sentence that names what is expected
 * and quotes no value: given to `safeParse` as its `error`. Words that stand with a schema itself come before these.
 */
export function plainWords(issue: z.core.$ZodRawIssue): string {
  const words = expectedWords(issue);
  return issue.input === undefined ? `it is missing; ${words}` : words;
}

function expectedWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected, issue.input);
    case 'invalid_value':
      return oneOfWords(issue.values);
    case 'invalid_union':
      return Array.isArray(issue.options) ? oneOfWords(issue.options) : 'it has none of the forms that are known';
    case 'invalid_format':
      return `${FORMATS[issue.format] ?? 'text of another form'} is expected`;
    case 'too_small':
      return limitWords(issue.origin, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return limitWords(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor} is expected`;
    case 'unrecognized_keys':
      return unknownWords(issue.keys);
    case 'invalid_key':
      return 'the name of a field in it is not right';
    default:
      return 'the value is not right';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with named fields',
  record: 'an object with named fields',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day such as 2026-12-31',
  datetime: 'an instant such as 2026-12-31T06:00:00Z',
  email: 'an e-mail address such as ada@contoso.com',
  url: 'a URL',
  uuid: 'a UUID, 32 digits and letters a to f in five groups,',
  hostname: 'a host such as contoso.atlassian.net',
};

function typeWords(expected: string, input: unknown): string {
  const wanted = TYPES[expected] ?? 'another kind of value';
  const given = TYPES[kindOf(input)];
  return given === undefined || given === wanted ? `${wanted} is expected` : `${wanted} is expected, not ${given}`;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'array';
  return Number.isNaN(input) ? 'nothing' : typeof input;
}

function oneOfWords(values: readonly unknown[]): string {
  const named = values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  return named.length === 1 ? `${named[0]} is expected` : `one of ${named.join(', ')} is expected`;
}

function limitWords(origin: string, limit: number | bigint, bound: string): string {
  if (origin === 'string') {
    if (limit === 1 && bound === 'at least') return 'it is empty; text is expected';
    return `text of ${bound} ${limit} characters is expected`;
  }
  if (origin === 'array' || origin === 'set') {
    return `a list of ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'} is expected`;
  }
  return `a number of ${bound} ${limit} is expected`;
}

function unknownWords(keys: readonly string[]): string {
  const named = keys.map((key) => JSON.stringify(key)).join(', ');
  const fields = keys.length === 1 ? `there is no field ${named}` : `there are no fields ${named}`;
  return `${fields}; correct the name, or take it out`;
}
