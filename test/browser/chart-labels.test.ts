import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addDays } from '../../core/billing/billing-period.ts';
import type { Contract } from '../../core/billing/contract.ts';
import type { Report } from '../../core/report.ts';
import { loadPageScripts } from '../../lambdas/report/page-scripts.ts';
import { chartSvg } from '../../render/chart/draw-chart.ts';
import { trendChart } from '../../render/digest/trend.ts';
import { renderReport } from '../../render/report/report-file.ts';
import { contractOf } from '../core/billing/contracts.ts';
import { guideRates, guideReport, knownRates } from '../reports.ts';
import { makeFolder } from '../stores.ts';
import { guideCounts, stepOf } from '../trend-steps.ts';
import { openChromium, openPage } from './chromium.ts';

let browser: Browser;
let folder: string;
let page: Page | undefined;
beforeAll(async () => {
  folder = await makeFolder();
  browser = await openChromium();
}, 60_000);
afterEach(async () => {
  await page?.context().close();
  page = undefined;
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Labels that meet in a chart, by more than the pixel that fonts differ by, and labels that are cut off at its edges. */
const COLLISIONS = `[...document.querySelectorAll('svg')].flatMap((svg) => {
  const labels = [...svg.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  const apart = (one, other) => Math.max(one.left, other.left) + 1 >= Math.min(one.right, other.right)
    || Math.max(one.top, other.top) + 1 >= Math.min(one.bottom, other.bottom);
  const edge = svg.getBoundingClientRect();
  const within = ({ left, right, top }) => left >= edge.left && right <= edge.right && top + 1 >= edge.top;
  return labels.flatMap(({ text, box }, index) => [
    ...(within(box) ? [] : [text + ' is cut off']),
    ...labels.slice(index + 1).filter((other) => !apart(box, other.box)).map((other) => text + ' meets ' + other.text),
  ]);
})`;

interface Drawn {
  readonly days?: readonly number[];
  readonly sizes?: readonly number[];
  readonly billable?: number;
  readonly contract?: Contract;
}

/** So many billable on these days, counted from the first of November, with quotes of these sizes. */
function reportOf({
  days = [1, 2, 3],
  sizes = [],
  billable = 500,
  contract = contractOf({ kind: 'monthly' }),
}: Drawn): Report {
  const quotes = sizes.map((quantity) => ({
    date: '2026-11-20',
    quantity,
    amount: `${quantity * 4}`,
    currency: 'USD',
  }));
  const counts = guideCounts(billable - 200);
  return guideReport({
    known: knownRates({ ...guideRates(), contract, invoices: [], quotes }),
    steps: days.map((day) => stepOf(`${addDays('2026-10-31', day)}T06:00:00Z`, { counts })),
    range: { from: '2026-11-01', to: '2026-12-31' },
    today: '2026-12-31',
  });
}

const annual = { kind: 'annual', from: '2026-03-01' };
const TIERS = [70_000, 71_000, 82_000, 83_000, 100_000, 101_000, 102_000];

describe.each([320, 375, 768, 1200])('on a report page %i pixels wide', (width) => {
  test.each<[string, Drawn, readonly string[]]>([
    [
      'sizes of quotes',
      { sizes: [400, 420, 490, 500, 501, 560, 580] },
      ['tiers 560 and 580, quoted', '3 tiers to 501, quoted', 'tiers 400 and 420, quoted'],
    ],
    [
      'the tiers of a contract',
      { billable: 82_000, contract: contractOf({ ...annual, quantity: 82_000, tiers: TIERS }) },
      ['3 tiers to 102,000, your contract', '2 tiers to 83,000, your contract', '2 tiers to 71,000, your contract'],
    ],
    [
      'assumed tiers and a quote',
      { sizes: [790, 990], billable: 800, contract: contractOf({ ...annual, quantity: 800 }) },
      ['2 tiers to 1,000, partly assumed', '2 tiers to 800, partly assumed'],
    ],
    ['gaps', { days: [1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 22, 23], sizes: [480, 500] }, ['tiers 480 and 500, quoted']],
  ])('no two labels meet: %s', async (_, drawn, labels) => {
    const { content } = await renderReport(reportOf(drawn), 'html', await loadPageScripts());
    ({ page } = await openPage(browser, folder, String(content), { width }));
    const said = await page.locator('.plot svg text').allTextContents();
    expect(said.filter((text) => text.includes('tier'))).toEqual(labels);
    expect(await page.evaluate(COLLISIONS)).toEqual([]);
  });
});

test('where no snapshot was taken is told by the legend of each chart that shows such days', async () => {
  const days = Array.from({ length: 45 }, (_, index) => index + 1).filter((day) => day < 4 || day > 8);
  const { content } = await renderReport(reportOf({ days }), 'html', await loadPageScripts());
  ({ page } = await openPage(browser, folder, String(content)));
  const told = page.locator('.legend li', { hasText: 'no snapshot' });
  expect(await told.count()).toBe(3);
  await page.click('[data-range="30"]');
  expect(await told.count()).toBe(0);
});

describe('in the picture of a mail', () => {
  const file = createRequire(import.meta.url).resolve('@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2');
  const font = `@font-face { font-family: 'Noto Sans'; src: url(data:font/woff2;base64,${readFileSync(file, 'base64')}) }`;
  const weeks = (last: readonly [number, number], before: readonly [number, number]) =>
    Array.from({ length: 26 }, (_, index) => {
      const [billable, avoidable] = index === 25 ? last : before;
      return { asOf: `${addDays('2026-06-01', index * 7)}T06:00:00Z`, billable, avoidable };
    });
  test.each<[string, readonly [number, number], readonly [number, number]]>([
    ['far from each other', [1000, 300], [400, 100]],
    ['near to each other, at the top', [1000, 990], [400, 100]],
    ['near to each other, at the bottom', [12, 3], [1000, 100]],
    ['the same', [50, 50], [100, 40]],
    ['nothing', [0, 0], [1000, 0]],
    ['large', [1_234_567, 1_200_000], [4_000, 100]],
  ])('no two labels meet: the newest numbers %s', async (_, last, before) => {
    page = await browser.newPage();
    const chart = trendChart(weeks(last, before), 'en-GB', 'Europe/Berlin');
    await page.setContent(`<style>${font}</style>${chartSvg(chart)}`);
    await page.evaluate(`document.fonts.load('12px "Noto Sans"')`);
    const said = await page.locator('svg text').allTextContents();
    for (const value of last) expect(said).toContain(chart.number(value));
    expect(await page.evaluate(COLLISIONS)).toEqual([]);
  });
});
