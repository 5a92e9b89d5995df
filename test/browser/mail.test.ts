import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { openDrawing } from '../../lambdas/clients/open-drawing.ts';
import { htmlAlone } from '../../lambdas/clients/outbox/queue-mail.ts';
import type { Person } from '../../render/digest/people.ts';
import { renderDigest } from '../../render/digest/render-digest.ts';
import { trendChart } from '../../render/digest/trend.ts';
import { formatsFor } from '../../render/formats.ts';
import { safeText } from '../../render/safe-text.ts';
import { guideDigest } from '../digests.ts';
import { HOSTILE } from '../hostile.ts';
import { makeFolder } from '../stores.ts';
import { openChromium, openPage } from './chromium.ts';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await makeFolder();
  browser = await openChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const long = 'a-very-long-name-without-a-single-space-in-it'.repeat(3);
const person = (name: string): Person => ({
  ...{ what: 'came', accountId: 'a1', name, email: `${long}@contoso.com`, cause: 'product added' },
  ...{ certainty: 'observed', exposure: 'signed up by themselves', access: 'Trello', lastActive: '2026-11-20' },
});

async function open(people: readonly Person[] = [person(long)], width = 800): Promise<Page> {
  const formats = formatsFor('en-GB', 'UTC');
  const mail = renderDigest({ digest: guideDigest, organizationName: 'Contoso', formats, people });
  const { page, complaints } = await openPage(browser, folder, mail.html, { width });
  expect(complaints).toEqual([]);
  return page;
}

const relativeLuminance = (color: string) => {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((text) => {
    const part = Number(text) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** Each text's colour and the first background behind it that is not transparent. */
const COLOURS = `[...document.querySelectorAll('h1, h2, p, td.count, th')].map((element) => {
  let behind = element;
  while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  return [getComputedStyle(element).color, behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)'];
})`;
const coloursSchema = z.array(z.tuple([z.string(), z.string()])).min(10);

describe('legible', () => {
  test.each(['light', 'dark'] as const)(
    'in the %s scheme, each text by at least 7 to 1 (WCAG AAA)',
    async (colorScheme) => {
      const page = await open();
      await page.emulateMedia({ colorScheme });
      for (const [text, behind] of coloursSchema.parse(await page.evaluate(COLOURS))) {
        const [dark = 0, light = 0] = [relativeLuminance(text), relativeLuminance(behind)].sort(
          (one, two) => one - two,
        );
        expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(7);
        expect(relativeLuminance(behind) < 0.5).toBe(colorScheme === 'dark');
      }
      await page.context().close();
    },
  );

  test.each([320, 375, 640, 1200])('%i pixels wide, nothing sticks out', async (width) => {
    const page = await open([person(long)], width);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(
      await page.evaluate(`[...document.querySelectorAll('p, th, td.count')].filter((element) =>
      element.getBoundingClientRect().right > innerWidth).length`),
    ).toBe(0);
    await page.context().close();
  });
});

test('a screen reader finds headings in order, numbers with what they count, and no table that only lays out', async () => {
  const page = await open();
  const tree = await page.locator('body').ariaSnapshot();
  const headings = [...tree.matchAll(/heading "([^"]*)" \[level=(\d)\]/g)].map(
    ([, title, level]) => `${level} ${title}`,
  );
  expect(headings).toEqual([
    '1 Guard, Contoso: 300 new paid accounts. Fix by Fri 27 Nov or pay $950/month from 1 Dec',
    '2 Money',
    '2 Who came, and why',
    '2 Names (for admins only)',
  ]);
  expect(tree.match(/- table/g)).toHaveLength(2);
  expect(tree).toMatch(/row "288 signed up for Trello, nothing else"/);
  expect(tree).toMatch(/rowheader "signed up for Trello, nothing else"/);
  await page.context().close();
});

test.each(HOSTILE)('%j as a name runs nothing, and is read as text', async (name) => {
  const page = await open([person(name)]);
  expect(await page.evaluate(`'hacked' in window`)).toBe(false);
  const said = await page.textContent('p:has-text("came: ")');
  expect(said).toContain(`came: ${safeText(name) || 'name hidden'}, `);
  await page.context().close();
});

describe('the chart', () => {
  const weeks = [1, 2, 3, 4].map((week) => ({
    asOf: `2026-11-${String(week * 7 - 5).padStart(2, '0')}T06:00:00Z`,
    billable: 1_000 * week,
    avoidable: 100 * week,
  }));
  const formats = formatsFor('en-GB', 'UTC');

  test('without its picture is read as words, by eyes and by a screen reader', async () => {
    const trend = { weeks, png: new Uint8Array() };
    const mail = renderDigest({ digest: guideDigest, organizationName: 'Contoso', formats, people: null, trend });
    const { page } = await openPage(browser, folder, mail.html, { width: 375 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    const tree = await page.locator('body').ariaSnapshot();
    expect(tree).toContain(
      'img "Line chart. Billable from 1,000 on 2 Nov to 4,000 on 23 Nov, 4,000 at most. All values are below."',
    );
    expect(tree).toContain('paragraph: "Billable: 2 Nov 1,000, 9 Nov 2,000, 16 Nov 3,000, 23 Nov 4,000."');
    await page.context().close();
  });

  test('as it lies in the outbox is within the page, and of the page', async () => {
    const draw = await openDrawing();
    const trend = { weeks, png: await draw(trendChart(weeks, 'en-GB', 'UTC')) };
    const mail = renderDigest({ digest: guideDigest, organizationName: 'Contoso', formats, people: null, trend });
    const { page } = await openPage(browser, folder, htmlAlone(mail), { width: 375 });
    const size = await page.locator('img').evaluate((image) => {
      const { left, right } = image.getBoundingClientRect();
      return { left, right, complete: 'naturalWidth' in image && image.naturalWidth };
    });
    expect(size).toEqual({ left: 24, right: 351, complete: 1184 });
    await page.context().close();
  });
});
