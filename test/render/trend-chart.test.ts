import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { composeMail } from '../../lambdas/clients/compose-mail.ts';
import { openDrawing } from '../../lambdas/clients/open-drawing.ts';
import { chartSvg } from '../../render/chart/draw-chart.ts';
import { renderDigest } from '../../render/digest/render-digest.ts';
import { trendChart } from '../../render/digest/trend.ts';
import { formatsFor } from '../../render/formats.ts';
import { openChromium } from '../browser/chromium.ts';
import { guideDigest } from '../digests.ts';
import { wordsOf } from './mail-words.ts';

const weeks = Array.from({ length: 26 }, (_, index) => ({
  asOf: `${new Date(Date.parse('2026-06-01T06:00:00Z') + index * 7 * 86_400_000).toISOString().slice(0, 19)}Z`,
  billable: 1_200 + index * 37,
  avoidable: index * 31,
}));
const LOCALES = ['en-GB', 'en-US', 'de-DE', 'de-CH', 'fr-FR', 'sv-SE', 'ja-JP', 'ar-EG', 'fa-IR', 'th-TH', 'hi-IN'];

describe('the picture', () => {
  test.each(LOCALES)('says in %s only what its font has', (locale) => {
    const chart = trendChart(weeks, locale, 'Europe/Berlin');
    const svg = chartSvg(chart);
    const said = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text.replaceAll('&#39;', "'"));
    expect(said).toContain(chart.number(2_125));
    expect(said).toContain('Probably unplanned');
    expect(chart.labels.at(-1)).toMatch(/23/);
    // Basic Latin, the space that does not break, and the apostrophe of Swiss numbers: all in the font's Latin part.
    for (const text of [...said, ...chart.labels]) expect(text).toMatch(/^[\u0020-\u007e\u00a0\u2019]+$/);
  });

  test('its words and numbers paint pixels', async () => {
    const draw = await openDrawing();
    const chart = trendChart(weeks, 'en-GB', 'UTC');
    const [png, wordless] = [
      await draw(chart),
      await draw({ ...chart, number: () => '', labels: weeks.map(() => '') }),
    ];
    expect(await inkOf(png)).toBeGreaterThan((await inkOf(wordless)) + 2_000);
    expect(await inkOf(await draw({ ...chart, lines: [] }))).toBeGreaterThan(500);
    expect(png.byteLength).toBeLessThan(100_000);
  }, 60_000);
});

/** How many pixels have the colour of the letters. */
async function inkOf(png: Uint8Array): Promise<number> {
  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    const url = JSON.stringify(`data:image/png;base64,${Buffer.from(png).toString('base64')}`);
    return z.number().parse(
      await page.evaluate(`(async () => {
        const image = new Image(); image.src = ${url}; await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
        canvas.drawImage(image, 0, 0);
        const { data } = canvas.getImageData(0, 0, image.width, image.height);
        let ink = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at] < 90 && data[at + 2] < 130) ink += 1;
        return ink;
      })()`),
    );
  } finally {
    await browser.close();
  }
}

describe('the mail', () => {
  const trend = { weeks, png: new Uint8Array([137, 80, 78, 71]) };
  const formats = formatsFor('de-DE', 'Europe/Berlin');
  const mail = renderDigest({ digest: guideDigest, organizationName: 'Contoso', formats, people: null, trend });

  test('tells every number of the picture in both parts, and the alternative says what it shows', () => {
    const text = mail.text.replaceAll(/\n +/g, ' ');
    for (const { billable, avoidable } of weeks) {
      expect(text).toContain(` ${formats.number(billable)}`);
      expect(text).toContain(` ${formats.number(avoidable)}`);
    }
    expect(wordsOf(mail).html).toBe(wordsOf(mail).text);
    expect(mail.html).toContain(
      'alt="Line chart. Billable from 1.200 on 1. Juni to 2.125 on 23. Nov., 2.125 at most. All values are below."',
    );
  });

  test('carries it inside, related to the HTML part', async () => {
    const envelope = { from: 'a@contoso.com', to: 'b@contoso.com', name: 'x', date: guideDigest.asOf };
    const eml = (await composeMail(mail, envelope)).toString();
    expect(eml).toMatch(/Content-Type: multipart\/related/);
    expect(eml).toMatch(/Content-Id: <trend>/i);
    expect(eml).toMatch(/Content-Disposition: inline/);
  });

  test('has no picture where the weeks say nothing', () => {
    const plain = renderDigest({ digest: guideDigest, organizationName: 'Contoso', formats, people: null });
    expect(plain.html).not.toContain('<img');
    expect(plain.attachments).toEqual([]);
  });
});
