import { describe, expect, test } from '@jest/globals';
import type { Digest } from '../../core/digest.ts';
import type { Person } from '../../render/digest/people.ts';
import { renderDigest } from '../../render/digest/render-digest.ts';
import { formatsFor } from '../../render/formats.ts';
import { billedBy, costOf, ROUGH_COST } from '../costs.ts';
import { gained as group, guideDigest as guide, NO_GROUPS as none } from '../digests.ts';
import { wordsOf } from './mail-words.ts';

const { drift } = guide;

const person = (index: number): Person => ({
  what: 'came',
  accountId: `a${index}`,
  name: `Person ${index}`,
  email: `p${index}@contoso.com`,
  cause: 'product added',
  certainty: 'observed',
  exposure: 'signed up by themselves',
  access: 'Trello',
  lastActive: '2026-11-20',
});

function render(digest: Digest, people: readonly Person[] | null = null, locale = 'en-GB', timeZone = 'UTC') {
  return renderDigest({ digest, organizationName: 'Contoso', formats: formatsFor(locale, timeZone), people });
}

test("the guide's week", () => {
  const mail = render(guide);
  expect(mail.subject).toBe('Guard, Contoso: 300 new paid accounts. Fix by Fri 27 Nov or pay $950/month from 1 Dec');
  expect(mail.text).toBe(`Contoso   Mon 23 Nov 2026   since the digest of 16 Nov   data complete, 0 unknown
Billable 500 (was 200, +300)   probably unplanned 300 (was 0, +300)
Claimed accounts 10,000   billed so far this period 500   Premium: not bought

MONEY
$411.67  locked in already: 300 first seen 18 Nov (13 of 30 days), on the
         invoice of 1 Dec
$950.00  a month ($11,400.00 a year) still avoidable from Tue 1 Dec 2026 on, for
         300 accounts; counted on Mon 30 Nov 2026, fix by Fri 27 Nov 2026
  By Mon 30 Nov 2026 522 to 792 users, if it goes on as in 4 days of counts.
  The quoted size of 500 has room for 0 more.
  Last invoice, Nov 2026: 200 billed, 200 explained.
  By your invoice of Nov 2026 and your quote of Fri 20 Nov 2026; before tax.
  External users: none entered.
  Assumed: your settings have no contract: taken as monthly, billed on the 1st,
  in USD; additions are prorated by whole days, of 30 in the period of
  2026-11-01; Atlassian's day count is not published.

WHO CAME, AND WHY
    288  signed up for Trello, nothing else
     12  gained Confluence on agency-x.atlassian.net (not your site)
`);
});

describe('the subject', () => {
  const quiet = { ...drift, net: 0, entries: 0 };
  const unplanned = 'Guard, Contoso: 500 billable, 300 probably unplanned';
  test.each([
    ['first, by a list', { baseline: null, cost: ROUGH_COST }, unplanned],
    ['first', { baseline: null }, `${unplanned}. Fix by Fri 27 Nov or pay $950/month from 1 Dec`],
    ['quiet, by a list', { drift: quiet, cost: ROUGH_COST }, 'Guard, Contoso: no change, 500 billable'],
    [
      'quiet, with the fix-by date before the next one',
      { drift: quiet },
      'Guard, Contoso: no change, 500 billable. Fix 300 by Fri 27 Nov or pay $950/month from 1 Dec',
    ],
    ['quiet, with time', { drift: quiet, asOf: '2026-11-19T06:00:00Z' }, 'Guard, Contoso: no change, 500 billable'],
    [
      'one, by a list',
      { drift: { ...drift, net: 1, entries: 1 }, cost: ROUGH_COST },
      'Guard, Contoso: 1 new paid account, 500 billable (+1)',
    ],
    [
      'some went',
      { drift: { ...drift, net: -2, entries: 0, exits: 2 } },
      'Guard, Contoso: 0 new paid accounts, 2 gone. Fix 300 by Fri 27 Nov or pay $950/month from 1 Dec',
    ],
    [
      'a year',
      {
        cost: costOf({
          settings: billedBy({ kind: 'annual', renewal: '2026-03-01', unitPrice: 4 }),
          invoices: [],
          quotes: [],
        }),
      },
      'Guard, Contoso: 300 new paid accounts. Fix by Fri 26 Feb or pay $12,000/year from 1 Mar',
    ],
    [
      'nothing avoidable',
      { cost: costOf({ avoidable: 0 }) },
      'Guard, Contoso: 300 new paid accounts, 500 billable (+300)',
    ],
  ])('%s', (_, change, subject) => {
    expect(render({ ...guide, ...change }).subject).toBe(subject);
  });

  test('speaks of money only by invoice, quote or contract', () => {
    const listed = costOf({ quotes: [] });
    expect(listed).toMatchObject({ kind: 'monthly', verified: false, missingQuotes: [500] });
    expect(render({ ...guide, cost: listed }).subject).toBe(
      'Guard, Contoso: 300 new paid accounts, 500 billable (+300)',
    );
  });
});

test('a quiet week is three lines', () => {
  const quiet = { ...guide, drift: { ...drift, net: 0, entries: 0 }, came: none, before: guide.counts };
  expect(render(quiet).text.trim().split('\n')).toHaveLength(3);
});

test('numbers and days are written as the organization writes them, in its time zone', () => {
  const { text } = render({ ...guide, asOf: '2026-11-22T23:30:00Z' }, null, 'de-DE', 'Europe/Berlin');
  expect(text).toMatch(/Mo\.? 23\. Nov\.? 2026/);
  expect(text).toMatch(/Claimed accounts 10\.000/);
});

/** How English writes a day, a month or a thousand. */
const ENGLISH = /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Dec)\b/;

describe('an organization that writes otherwise', () => {
  const weeks = [1, 2, 3, 4].map((week) => ({
    asOf: `2026-11-${String(week * 7 - 5).padStart(2, '0')}T06:00:00Z`,
    billable: 1_000 * week,
    avoidable: 100 * week,
  }));
  const unlike = { ...guide, counts: { ...guide.counts, billable: 12_500 }, before: guide.counts };
  const written = (locale: string) => {
    const trend = { weeks, png: new Uint8Array() };
    const mail = renderDigest({
      ...{ digest: unlike, organizationName: 'Contoso', people: [person(1)], trend },
      formats: formatsFor(locale, 'Europe/Berlin'),
    });
    return `${mail.subject}\n${mail.text.replaceAll(/\n +/g, ' ')}\n${/alt="([^"]*)"/.exec(mail.html)?.[1]}`;
  };

  test('in German', () => {
    const text = written('de-DE');
    expect(text).not.toMatch(ENGLISH);
    expect(text).not.toMatch(/\d,\d{3}/);
    expect(text).not.toMatch(/\$\d/);
    for (const part of ['12.500', '950,00\u00a0$', 'Fr 27. Nov', '950\u00a0$/month', '2. Nov. 1.000']) {
      expect(text.replaceAll(/Fr\.,? /g, 'Fr ')).toContain(part);
    }
  });

  test('in Japanese', () => {
    const text = written('ja-JP');
    expect(text).not.toMatch(ENGLISH);
    for (const part of ['12,500', '$950.00', '11月27日', '2026年11月23日', '11月2日 1,000'])
      expect(text).toContain(part);
  });
});

describe('names', () => {
  const people = Array.from({ length: 25 }, (_, index) => person(index));

  test('are in the mail for admins, twenty of them, and all in the file', () => {
    const mail = render(guide, people);
    expect(mail.text).toMatch(/NAMES \(FOR ADMINS ONLY\)\n {2}came: Person 0, p0@contoso\.com, Trello/);
    expect(mail.text).toMatch(/and 5 more in the attached file/);
    expect(mail.text).not.toMatch(/Person 20/);
    expect(mail.attachments).toMatchObject([
      { filename: 'accounts-2026-11-23.csv', content: expect.stringContaining('Person 24') },
    ]);
  });

  test('are nowhere else', () => {
    expect(JSON.stringify(render(guide))).not.toMatch(/Person|@contoso/);
    expect(render(guide, []).attachments).toEqual([]);
  });

  test('a hostile name does no harm in either part', () => {
    const name = '<img src=x onerror=alert(1)>\r\nBcc: x@evil.example';
    const mail = render(guide, [{ ...person(1), name }]);
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;img src=x');
    expect(mail.text).toMatch(/came: <img src=x onerror=alert\(1\)> Bcc: x@evil\.example, p1/);
  });
});

test('text and HTML say the same, each nothing more than the other', () => {
  const mail = render(guide, [person(1)]);
  const words = wordsOf(mail);
  expect(words.html).toBe(words.text);
  expect(words.html).toContain('$950.00');
});

test('a digest too large for Gmail is cut in both parts, and whole in a file beside it', () => {
  const groups = Array.from({ length: 2_000 }, (_, index) => group(index + 1, [`product ${index}`]));
  const mail = render({ ...guide, came: { groups, other: 0 } });
  expect(Buffer.byteLength(mail.html)).toBeLessThan(102_000);
  const words = wordsOf(mail);
  expect(words.html).toBe(words.text);
  expect(mail.text).toMatch(/and 1,\d+ more, in the attached digest-2026-11-23\.txt/);
  const [whole] = mail.attachments;
  expect(whole).toMatchObject({ filename: 'digest-2026-11-23.txt', content: expect.stringContaining('product 1999') });
});

describe('every line of a digest has its words', () => {
  const entries = ['created-or-claimed', 'reactivated', 'invited', 'product-added', 'flag-flipped'] as const;
  const exits = ['deleted-or-unclaimed', 'deactivated', 'product-removed', 'flag-flipped'] as const;
  const bare = { products: [], sites: [] };

  test('entries', () => {
    const groups = entries.flatMap((cause) => [
      { ...group(2, ['trello']), cause },
      { ...group(1, []), ...bare, cause },
    ]);
    const { text } = render({
      ...guide,
      came: { groups: [...groups, { ...group(40, []), claimedDomain: 'fabrikam.com' }], other: 7 },
    });
    expect(text.split('\n').filter((line) => /^ {3,6}\d+ {2}/.test(line))).toHaveLength(12);
    expect(text).toContain('accounts of fabrikam.com, claimed at once');
    expect(text).toContain('      7  in smaller groups');
  });

  test('exits', () => {
    const groups = exits.flatMap((cause) => [
      { ...group(2, ['trello']), cause },
      { ...group(1, []), ...bare, cause },
    ]);
    const { text } = render({ ...guide, went: { groups, other: 0 } });
    expect(text).toMatch(/2 {2}deactivated \(had Trello\)\n {6}1 {2}deactivated\n/);
    expect(text).toMatch(/no longer in Trello/);
  });

  test('notes and next steps', () => {
    const { text } = render({
      ...guide,
      keys: [],
      plan: null,
      prevention: [],
      crossings: [],
      quality: [
        { kind: 'unknown-flags', accounts: 1 },
        { kind: 'gap', accounts: 3 },
        { kind: 'unconfirmed-absences', accounts: 2 },
        { kind: 'duplicates', rows: 1 },
        { kind: 'unreadable-rows', rows: 2, lines: [812, 4410] },
        { kind: 'source-changed', from: 'csv', to: 'api' },
        { kind: 'not-comparable', baseline: '2026-11-16T06:00:00Z' },
        { kind: 'assumed-sites', hosts: [] },
        { kind: 'assumed-sites', hosts: ['a.atlassian.net'] },
      ],
      nextSteps: [
        { kind: 'confirm-sites', hosts: [] },
        { kind: 'confirm-sites', hosts: ['a.net', 'b.net'] },
        { kind: 'review-self-signups', accounts: 1, products: ['trello', 'loom'] },
        { kind: 'review-foreign-sites', accounts: 2, hosts: ['x.net'] },
        { kind: 'review-sandboxes', accounts: 2 },
        { kind: 'review-idle-licences', accounts: 2 },
        { kind: 'run-again' },
      ],
    });
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    expect(text.replaceAll(/\n +/g, ' ')).toContain('2 rows of the file not readable (lines 812 and 4410).');
    expect(text).toContain('1 row told an account again');
  });
});
