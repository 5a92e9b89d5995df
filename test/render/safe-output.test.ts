import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { peopleCsv, personOf } from '../../render/digest/people.ts';
import { fitText, hangingText } from '../../render/hanging-text.ts';
import { html } from '../../render/html.ts';
import { safeText } from '../../render/safe-text.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '=HYPERLINK("https://evil.example","x")',
  '+1+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  'a\r\nBcc: everyone@evil.example',
  '\u202Egnp.exe',
  '\u001b[31mred\u001b[0m',
  '\u0000',
  '👩‍👩‍👧',
  'x'.repeat(500),
  '" onmouseover="x',
];

describe('text from outside', () => {
  test.each(HOSTILE)('%j is one line without control or direction marks', (text) => {
    expect(safeText(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    expect([...safeText(text)].length).toBeLessThanOrEqual(120);
  });

  test('a family of emoji stays whole', () => {
    expect(safeText('👩‍👩‍👧')).toBe('👩‍👩‍👧');
  });

  test('in HTML nothing of it is markup', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string()), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']/);
      }),
    );
  });

  test('escaped HTML goes in as it is, and lists too', () => {
    expect(html`<p>${html`<b>${'&'}</b>`}${[html`<i>1</i>`, html`<i>2</i>`]}${3}</p>`.markup).toBe(
      '<p><b>&amp;</b><i>1</i><i>2</i>3</p>',
    );
  });

  test.each(HOSTILE)('in the CSV %j is no formula', (name) => {
    const who = { name, email: `${name}@contoso.com`, lastActive: 'never' };
    const change = { kind: 'unclear', accountId: 'a', from: 'unknown', to: 'billable' } as const;
    const text = peopleCsv([personOf('unclear', change, who)]);
    const [, row] = parse(text, { bom: true });
    for (const cell of row ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(parse(text, { bom: true })).toHaveLength(2);
  });
});

test('long text hangs below its beginning, within 80 columns', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { maxLength: 40 }), (words) => {
      const text = hangingText('    300  ', words.join(' '));
      const lines = text.split('\n');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
      for (const line of lines.slice(1)) expect(line).toMatch(/^ {9}\S/);
      expect(text.replaceAll(/\n {9}/g, ' ').slice(9)).toBe(words.join(' '));
    }),
  );
});

describe('text fitted to a terminal', () => {
  test('no line is longer, and no word is lost or broken', () => {
    const word = fc.stringMatching(/^[a-z,.:/-]{1,25}$/);
    const line = fc.tuple(
      fc.constantFrom('', '  ', 'Archive   ', 'MEND  key         '),
      fc.array(word, { minLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 60, max: 100 }), (lines, columns) => {
        const text = lines.map(([lead, words]) => lead + words.join(' ')).join('\n');
        const fitted = fitText(text, columns);
        for (const each of fitted.split('\n')) expect(each.length).toBeLessThanOrEqual(columns);
        expect(fitted.split(/\s+/)).toEqual(text.split(/\s+/));
        expect(fitText(fitted, columns)).toBe(fitted);
      }),
    );
  });

  test.each([
    ['ok    stores      one two three four', 30, ['ok    stores      one two', '      three four']],
    [
      '  12  ask the holder to leave it or to delete it',
      30,
      ['  12  ask the holder to leave', '      it or to delete it'],
    ],
    ['a sentence without any column in it', 20, ['a sentence without', 'any column in it']],
    ['see /a/path/that/is/longer/than/it here', 20, ['see', '/a/path/that/is/longer/than/it', 'here']],
    ['山田太郎 山田太郎 山田太郎', 20, ['山田太郎 山田太郎', '山田太郎']],
    ['short', 20, ['short']],
  ])('%j in %d columns', (text, columns, lines) => {
    expect(fitText(text, columns).split('\n')).toEqual(lines);
  });
});
