import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { addDays } from '../../core/billing/billing-period.ts';
import type { Report } from '../../core/report.ts';
import { loadPageScripts } from '../../lambdas/report/page-scripts.ts';
import { formatsFor } from '../../render/formats.ts';
import { renderReport } from '../../render/report/report-file.ts';
import { safeText } from '../../render/safe-text.ts';
import { HOSTILE } from '../hostile.ts';
import { guideReport, hostileReport, NO_RATES } from '../reports.ts';
import { makeFolder } from '../stores.ts';
import { guideCounts, stepOf } from '../trend-steps.ts';
import { type OpenPage, openChromium, openPage } from './chromium.ts';

const FIRST = '2025-11-24';
const DAYS = 365;

/** A year of daily snapshots whose counts go up and down, so that no two neighbours are alike. */
const steps = Array.from({ length: DAYS }, (_, index) => {
  const counts = guideCounts(((index * 37) % 300) + 1);
  const baseline = index === 0 ? null : `${addDays(FIRST, index - 1)}T06:00:00Z`;
  return stepOf(`${addDays(FIRST, index)}T06:00:00Z`, { baseline, counts, entries: index % 7, exits: index % 5 });
});
const year = guideReport({ steps, range: { from: FIRST, to: '2026-11-23' } });
const formats = formatsFor('en-GB', 'Europe/Berlin');

let browser: Browser;
let folder: string;
let opened: OpenPage | undefined;
beforeAll(async () => {
  folder = await makeFolder();
  browser = await openChromium();
}, 60_000);
afterEach(async () => {
  expect(opened?.complaints ?? []).toEqual([]);
  await opened?.page.context().close();
  opened = undefined;
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function open(report: Report, size = {}): Promise<Page> {
  const { content } = await renderReport(report, 'html', await loadPageScripts());
  opened = await openPage(browser, folder, String(content), size);
  return opened.page;
}

/** What a chart says of the day it points at: the day, then the values in the order of its legend. */
const shown = (page: Page, chart: string) =>
  page.$$eval(`figure[data-chart="${chart}"] .when, figure[data-chart="${chart}"] .legend output`, (found) =>
    found.map((element) => element.textContent),
  );
const plotOf = (page: Page, chart: string) => page.locator(`figure[data-chart="${chart}"] .plot`);

function expected(index: number) {
  const { billable, avoidable } = steps[index]?.counts ?? { billable: -1, avoidable: -1 };
  return [formats.civilDay(addDays(FIRST, index)), formats.number(billable), formats.number(avoidable)];
}

/** Presses the right arrow through the year, within the page, and tells what was shown of each day. */
const WALK_A_YEAR = `(() => {
  const figure = document.querySelector('figure[data-chart="accounts"]');
  const press = (key) => figure.querySelector('.plot').dispatchEvent(new KeyboardEvent('keydown', { key }));
  press('Home');
  return Array.from({ length: ${DAYS} }, () => {
    const found = [figure.querySelector('.when'), ...figure.querySelectorAll('.legend output')].slice(0, 3);
    const texts = found.map((element) => element.textContent);
    press('ArrowRight');
    return texts;
  });
})()`;

describe('values shown are values in the history', () => {
  test('with the keyboard, every day of a year', async () => {
    const page = await open(year);
    await plotOf(page, 'accounts').focus();
    await page.keyboard.press('Home');
    for (let index = 0; index < 5; index += 1) {
      expect((await shown(page, 'accounts')).slice(0, 3)).toEqual(expected(index));
      await page.keyboard.press('ArrowRight');
    }
    const told = await page.evaluate(WALK_A_YEAR);
    expect(told).toEqual(steps.map((_, index) => expected(index)));
  });

  test('with the pointer, in the legend and in the tip beside it', async () => {
    const page = await open(year);
    const plot = plotOf(page, 'accounts');
    await plot.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const seen = new Set<number>();
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await page.mouse.move(x + width * share, y + height / 2);
      const [when = '', ...values] = await shown(page, 'accounts');
      const index = steps.findIndex((_, day) => expected(day)[0] === when);
      expect(values.slice(0, 2)).toEqual(expected(index).slice(1));
      const tip = await plot.locator('.tip > *').allTextContents();
      const [, billable, avoidable] = expected(index);
      expect(tip.slice(0, 3)).toEqual([when, `Billable ${billable}`, `Probably unplanned ${avoidable}`]);
      seen.add(index);
    }
    expect(seen.size).toBe(5);
  });

  test('in the table, the newest first, each as the chart says it', async () => {
    const page = await open(year);
    const rows = await page.$$eval('table[data-table="days"] tbody tr', (found) =>
      found.map((row) => [...row.querySelectorAll('td')].slice(0, 3).map((cell) => cell.textContent)),
    );
    expect(rows.reverse()).toEqual(steps.map((_, index) => expected(index)));
  });

  test('in money: the period so far, and what is still avoidable', async () => {
    const page = await open(guideReport());
    await plotOf(page, 'cost').focus();
    expect(await shown(page, 'cost')).toEqual(['Mon 23 Nov 2026', '$1,211.67', '$950.00', '$900.00']);
    await page.keyboard.press('Home');
    expect(await shown(page, 'cost')).toEqual(['Sun 1 Nov 2026', '$800.00', '$0.00', '$900.00']);
    const locked = await page.textContent('.tiles li:has-text("Locked in")');
    expect(locked).toContain('$411.67');
    expect(locked).toContain('300 users added since 1 Nov; on the invoice of 1 Dec in any case');
  });
});

/** What has the focus, as it is called. */
const FOCUSED = `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`;

describe('what a reader does', () => {
  test('focus shows the newest day, says it to a screen reader, and Escape takes the tip away', async () => {
    const page = await open(guideReport());
    const plot = plotOf(page, 'accounts');
    await plot.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.textContent('figure[data-chart="accounts"] [aria-live]')).toBe(
      'Sun 22 Nov 2026: Billable 500, Probably unplanned 300, Billed so far 500, Billed above the count 0',
    );
    expect(await plot.locator('.tip').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await plot.locator('.tip').waitFor({ state: 'hidden' });
  });

  test('by Tab alone every chart, button and table is reached', async () => {
    const page = await open(guideReport());
    const reached = new Set<string>();
    for (let press = 0; press < 30; press += 1) {
      await page.keyboard.press('Tab');
      reached.add(String(await page.evaluate(FOCUSED)));
    }
    for (const name of [
      '30 days',
      'all',
      'Chart: Accounts; arrow keys show the values of a day',
      'Product',
      'Drift log',
    ]) {
      expect([...reached]).toContain(name);
    }
  });

  test('a range narrows charts, tables and log alike', async () => {
    const page = await open(year);
    await page.click('[data-range="30"]');
    expect(await page.getAttribute('[data-range="30"]', 'aria-pressed')).toBe('true');
    const rows = (table: string) => page.locator(`table[data-table="${table}"] tr[data-day]:not([hidden])`).count();
    expect(await rows('days')).toBe(31);
    expect(await rows('log')).toBeLessThanOrEqual(31);
    await plotOf(page, 'accounts').focus();
    await page.keyboard.press('Home');
    expect((await shown(page, 'accounts'))[0]).toBe(formats.civilDay('2026-10-24'));
    await page.click('[data-range="all"]');
    expect(await rows('days')).toBe(DAYS);
  });

  test('exposure, product and domain take turns', async () => {
    const page = await open(guideReport());
    await page.click('[data-show="products"]');
    const labels = () => page.$$eval('figure[data-chart] .legend', (found) => found.at(-1)?.textContent);
    expect(await labels()).toBe('Trello300Jira Service Management200');
    await page.click('[data-show="domains"]');
    expect(await labels()).toBe('contoso.com500');
  });
});

describe('on paper', () => {
  test('there are no buttons, nothing is cut off, and the charts have the width of the paper', async () => {
    const page = await open(year, { width: 794 });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`document.querySelector('details').open = true`);
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(794);
    const widths = await page.$$eval('.plot svg', (found) => found.map((svg) => svg.getBoundingClientRect().width));
    expect(widths).toEqual([640, 640, 640]);
  });

  test('it prints', async () => {
    const page = await open(guideReport());
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.byteLength).toBeGreaterThan(20_000);
  });
});

/** Boxes of the page that hide a part of what they hold, and whether the keyboard can scroll them and a label tells which they are. */
const CUT_OFF = `[...document.querySelectorAll('main *:not(figure *, [data-stack] thead *)')]
  .filter((box) => box.clientWidth > 1 && box.scrollWidth > box.clientWidth && getComputedStyle(box).display !== 'inline')
  .map((box) => [
    box.querySelector('table')?.dataset.table ?? box.outerHTML,
    getComputedStyle(box).overflowX === 'auto' && box.tabIndex === 0 && box.getAttribute('aria-label') !== null,
  ])`;
/** A row a day: these scroll within their box, the others stack. */
const BY_DAY = ['days', 'exposures', 'products', 'domains'];
/** The filled cells of the billing periods: their edges, and whether their name stands over them. */
const FIGURES = `[...document.querySelectorAll('[data-table="periods"] tbody td:not(:empty)')].map((cell) => {
  const { left, right } = cell.getBoundingClientRect();
  return { left, right, named: getComputedStyle(cell, '::before').content.includes(cell.dataset.label) };
})`;

describe.each([320, 375, 768, 1200])('%i pixels wide', (width) => {
  test.each([
    ['a year', year],
    ['a month with its bills', guideReport()],
  ])(
    'nothing of %s sticks out or is cut off; only days scroll, each within a box for the keyboard',
    async (_, report) => {
      const page = await open(report, { width });
      await page.evaluate(`document.querySelector('details').open = true`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.locator('.plot svg').count()).toBe(3);
      const cut = z.array(z.tuple([z.string(), z.boolean()])).parse(await page.evaluate(CUT_OFF));
      expect(cut.filter(([table, reachable]) => !BY_DAY.includes(table) || !reachable)).toEqual([]);
    },
  );

  test('every figure of a period is in sight, beside its name', async () => {
    const page = await open(guideReport(), { width });
    const figure = z.object({ left: z.number().positive(), right: z.number().max(width), named: z.literal(true) });
    expect(
      z
        .array(figure)
        .min(8)
        .safeParse(await page.evaluate(FIGURES)).error,
    ).toBeUndefined();
  });
});

test.each([
  ['one snapshot', guideReport({ steps: [stepOf('2026-11-05T06:00:00Z')] })],
  ['no contract', guideReport({ known: NO_RATES })],
  [
    'a gap',
    guideReport({ steps: [1, 2, 3, 9, 10].map((day) => stepOf(`2026-11-${String(day).padStart(2, '0')}T06:00:00Z`)) }),
  ],
])('%s is drawn too', async (_, report) => {
  const page = await open(report);
  await plotOf(page, 'accounts').focus();
  expect((await shown(page, 'accounts'))[1]).toBe(String(report.trend.points.at(-1)?.billable));
});

describe('text from outside', () => {
  test.each(HOSTILE)('%j runs nothing, and is read as text', async (text) => {
    const page = await open(hostileReport(text));
    await plotOf(page, 'accounts').focus();
    await page.click('[data-show="domains"]');
    await page.locator('figure[data-chart="domains"] .plot').hover();
    expect(await page.evaluate(`'hacked' in window`)).toBe(false);
    const label = await page.textContent('figure[data-chart="domains"] .legend span');
    expect(label).toBe(safeText(text));
  });

  test('a script that got in all the same would not run', async () => {
    const { content } = await renderReport(guideReport(), 'html', await loadPageScripts());
    const broken = String(content).replace('</main>', '<script>window.hacked = true</script></main>');
    const { page, complaints } = await openPage(browser, folder, broken);
    expect(await page.evaluate(`'hacked' in window`)).toBe(false);
    expect(complaints).toEqual([expect.stringContaining('Content Security Policy')]);
    await page.context().close();
  });
});
