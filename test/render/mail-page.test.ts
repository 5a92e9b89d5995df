import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { compileMail } from '../../bench/compile-mail.ts';
import { formatsFor } from '../../render/formats.ts';
import { fitSections, MOST_HTML_BYTES } from '../../render/mail/fit-sections.ts';
import { type Line, pageOf, type Section } from '../../render/mail-page.ts';

const formats = formatsFor('en-GB', 'UTC');
const line = (index: number): Line => ({
  count: `${index}`,
  text: `Trello and nothing else, of the site number ${index}`,
});
const section = (title: string, lines: number): Section => ({
  title,
  lines: Array.from({ length: lines }, (_, index) => line(index)),
});
const render = (sections: readonly Section[], language = 'en') =>
  pageOf('Subject', [['Contoso'], ['Billable 500', 'was 200']], sections, language).markup;

test('the parts are what mail.mjml makes; else npm run mail', async () => {
  const made = await compileMail(await readFile('render/mail/mail.mjml', 'utf8'));
  expect(await readFile('render/mail/mail-parts.ts', 'utf8')).toBe(made);
});

test('a template that MJML does not know is refused', async () => {
  await expect(compileMail('<mjml><mj-body><mj-nothing /></mj-body></mjml>')).rejects.toThrow(/mj-nothing/);
});

describe('the page', () => {
  const mixed: Section = {
    title: 'Money',
    lines: [line(1), line(2), { count: null, text: 'By your <invoice>' }, line(3)],
    picture: { cid: 'trend', alt: 'From "200" to 500', png: new Uint8Array() },
  };

  test('names the language of its words', () => {
    expect(render([])).toContain('<html lang="en" dir="ltr"');
    expect(render([], 'en-GB')).toContain('<html lang="en-GB" dir="ltr"');
    expect(formatsFor('en-GB', 'UTC').language).toBe('en-GB');
    expect(formatsFor('de-DE', 'UTC').language).toBe('en');
  });

  test('shows in a list of mails what comes after its first line', () => {
    expect(render([])).toMatch(/<body[^>]*>\s*<div style="display:none;[^>]*>Billable 500 · was 200<\/div>/);
  });

  test('has a table for numbers that follow each other, with the words as headings of its rows', () => {
    const data = render([mixed]).split(/<table(?![^>]*role="presentation")[^>]*>/);
    expect(data).toHaveLength(3);
    expect(data[1]).toMatch(
      />1<\/td><th[^>]* scope="row"[^>]*>Trello[\s\S]*>2<\/td>[\s\S]*<p[^>]*>By your &lt;invoice&gt;/,
    );
  });

  test('has every style that counts in the elements, and nothing from elsewhere', () => {
    const page = render([mixed]);
    for (const [element] of page.matchAll(/<(?:p|h1|h2|td|th|div|img)\b[^>]*>/g)) expect(element).toMatch(/style=/);
    expect(page).not.toMatch(/(?:src|href)="(?!cid:)|@import|url\(/);
    expect(page).toContain('<img alt="From &quot;200&quot; to 500" src="cid:trend"');
  });
});

describe('a page too large for Gmail', () => {
  const bytesOf = (sections: readonly Section[]) => Buffer.byteLength(render(sections));
  const fitted = (sections: readonly Section[]) => fitSections(sections, { file: 'digest.txt', formats, bytesOf });

  test('is cut, all of its sections alike, and says how much more there is', () => {
    const cut = fitted([section('Came', 3_000), section('Went', 40), section('Small', 2)]);
    expect(bytesOf(cut)).toBeLessThanOrEqual(MOST_HTML_BYTES);
    const [came, went, small] = cut;
    expect(came?.lines.at(-1)?.text).toBe(
      `and ${formats.number(3_001 - (came?.lines.length ?? 0))} more, in the attached digest.txt`,
    );
    expect(went?.lines).toHaveLength(40);
    expect(small?.lines).toHaveLength(2);
  });

  test('one that fits stays as it is', () => {
    const sections = [section('Came', 100)];
    expect(fitted(sections)).toBe(sections);
  });
});
