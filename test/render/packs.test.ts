import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Pack, PackFile } from '../../core/packs/pack.ts';
import { formatsFor } from '../../render/formats.ts';
import { renderPack } from '../../render/packs/render-pack.ts';

const formats = formatsFor('en-GB', 'UTC');
const BAD = '=HYPERLINK("http://evil")\r\nnext\u202E';

function render(file: PackFile, leftOut: Pack['leftOut'] = []) {
  return renderPack({ remedy: 'leave-unclaimed', accounts: 1, files: [file], leftOut }, formats);
}

const content = (file: PackFile) => render(file).files[0]?.content ?? '';

describe('tables', () => {
  test('a formula in a name runs nowhere, and a row stays one row', () => {
    const csv = content({ kind: 'table', name: 'list', header: ['Name'], rows: [[BAD], ['+1'], ['@x'], ['Ada']] });
    expect(parse(csv, { bom: true })).toEqual([
      ['Name'],
      [`'=HYPERLINK("http://evil") next`],
      ["'+1"],
      ["'@x"],
      ['Ada'],
    ]);
  });

  test('an upload has neither a header nor a byte order mark', () => {
    expect(content({ kind: 'table', name: 'up', header: null, rows: [['a@b.c'], ['d@e.f']] })).toBe(
      'a@b.c\r\nd@e.f\r\n',
    );
  });

  test('who was left out has a file of its own', () => {
    const { files } = render({ kind: 'table', name: 'up', header: null, rows: [] }, [
      { accountId: 'a', why: 'hidden' },
    ]);
    expect(files.map(({ name }) => name)).toEqual(['up.csv', 'left-out.csv']);
  });
});

test('steps are numbered, texts are paragraphs without line breaks of their own', () => {
  const steps = [{ who: 'holder' as const, text: 'Leave it.' }];
  expect(content({ kind: 'steps', name: 's', steps: [...steps, ...steps] })).toBe(
    '1. holder: Leave it.\n2. holder: Leave it.\n',
  );
  expect(content({ kind: 'text', name: 't', title: 'T', paragraphs: ['a\nb', 'c'] })).toBe('T\n\na b\n\nc\n');
});

describe('a mail to a holder', () => {
  const mail = {
    ...{
      accountId: 'a',
      to: 'a@b.c\r\nBcc: x@y.z',
      name: '<script>',
      subject: 'Do you?\r\nX: y',
      paragraphs: ['One.'],
    },
    answers: [{ id: 'use-it' as const, label: 'I use it', after: 'You keep it.' }],
  };
  const ask = (answerBy: string | null, name = mail.name) =>
    render({ kind: 'mails', name: 'mails', mails: [{ ...mail, name, answerBy }] }).mails[0];

  test('carries no second header and no markup of the name', () => {
    expect(ask(null)).toMatchObject({ to: 'a@b.c Bcc: x@y.z', subject: 'Do you? X: y' });
    expect(ask(null)?.html).toContain('Hello &lt;script&gt;,');
  });

  test('says until when an answer counts, if anybody knows', () => {
    expect(ask('2026-11-27')?.text).toContain('Please answer by Fri 27 Nov.');
    expect(ask(null)?.text).not.toContain('answer by');
  });

  test('says hello to a hidden name too', () => {
    expect(ask(null, '')?.text).toMatch(
      /^Hello,\n\nOne\.\n\nAnswer this mail with the number that is true:\n\n1\. I use it\./,
    );
  });
});
