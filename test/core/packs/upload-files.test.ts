import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UPLOAD_BYTES, UPLOAD_ROWS, uploadFiles } from '../../../core/packs/upload-files.ts';
import { agent } from '../../accounts.ts';

function rowsOf(emails: readonly (string | null)[]): readonly (readonly string[])[] {
  const accounts = emails.map((email, index) => agent({ accountId: `a${index}`, email }));
  return uploadFiles('up', accounts).files.map((file) =>
    file.kind === 'table' ? file.rows.map(([cell]) => cell ?? '') : [],
  );
}

test('a single column without a header, each address once', () => {
  const { files } = uploadFiles('up', [
    agent({ email: 'a@x.com' }),
    agent({ email: 'A@x.com' }),
    agent({ email: 'b@x.com' }),
  ]);
  expect(files).toEqual([{ kind: 'table', name: 'up', header: null, rows: [['A@x.com'], ['b@x.com']] }]);
});

test('one row too many makes a second file', () => {
  const emails = Array.from({ length: UPLOAD_ROWS + 1 }, (_, index) => `a${index}@x.com`);
  expect(rowsOf(emails).map(({ length }) => length)).toEqual([UPLOAD_ROWS, 1]);
  const { files } = uploadFiles(
    'up',
    emails.map((email) => agent({ email })),
  );
  expect(files.map(({ name }) => name)).toEqual(['up-1-of-2', 'up-2-of-2']);
});

test('nobody makes no file', () => {
  expect(uploadFiles('up', [])).toEqual({ files: [], leftOut: [] });
});

describe('an address that cannot be uploaded is left out and told', () => {
  test.each([
    [null],
    ['=HYPERLINK("http://x","y")@x.com'],
    ['+a@x.com'],
    ['-a@x.com'],
    ['@x.com'],
    ['a@x.com,b@x.com'],
    ['a b@x.com'],
    ['a@x.com\r\nb@x.com'],
    ['"a"@x.com'],
    ['no address'],
  ])('%j', (email) => {
    expect(uploadFiles('up', [agent({ accountId: 'a', email })])).toMatchObject({
      files: [],
      leftOut: [{ accountId: 'a' }],
    });
  });

  test.each([["o'neil@x.com"], ['a+b@x.com'], ['ünal@müller.de']])('but %s is an address', (email) => {
    expect(rowsOf([email])).toEqual([[email]]);
  });
});

test('no file has too many rows or bytes, and none loses a row', () => {
  const longName = fc.integer({ min: 300, max: 2000 });
  fc.assert(
    fc.property(
      fc.array(longName, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 12_000 }),
      (sizes, count) => {
        const emails = Array.from(
          { length: count },
          (_, index) => `${'ü'.repeat(sizes[index % sizes.length] ?? 1)}${index}@x.com`,
        );
        const files = rowsOf(emails);
        for (const rows of files) {
          expect(rows.length).toBeLessThanOrEqual(UPLOAD_ROWS);
          expect(Buffer.byteLength(rows.map((row) => `${row}\r\n`).join(''))).toBeLessThanOrEqual(UPLOAD_BYTES);
        }
        expect(files.flat().length).toBe(count);
      },
    ),
    { numRuns: 8 },
  );
});
