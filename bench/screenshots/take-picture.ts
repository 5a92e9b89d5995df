import { readFile, writeFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { type Pixels, smallPng } from './small-png.ts';

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
}

/** A picture of a page, in a font that comes from npm, so that it looks alike on every machine. */
export async function takePicture(browser: Browser, html: string, file: string, look: Look): Promise<void> {
  const { width, height, dark = false } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    bypassCSP: true,
  });
  const page = await context.newPage();
  await page.setContent(html);
  await page.addStyleTag({ content: await fontStyle() });
  await page.evaluate('document.fonts.ready');
  const png = smallPng(await pixelsOf(page, await page.screenshot()));
  await context.close();
  await writeFile(file, png);
  if (png.byteLength > MOST_BYTES) throw new Error(`${file} has ${png.byteLength} bytes: show less of the page.`);
}

/** A browser knows how to read what it wrote. */
async function pixelsOf(page: Page, png: Buffer): Promise<Pixels> {
  const source = JSON.stringify(`data:image/png;base64,${png.toString('base64')}`);
  const read = await page.evaluate(`(async () => {
    const image = new Image(); image.src = ${source}; await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
    return { width: image.width, height: image.height, data: btoa(text) };
  })()`);
  const { width, height, data } = pixelsSchema.parse(read);
  return { width, height, data: Buffer.from(data, 'base64') };
}

const pixelsSchema = z.object({ width: z.number(), height: z.number(), data: z.string() });

const MOST_BYTES = 150_000;
const WEIGHTS = [400, 600];

async function fontStyle(): Promise<string> {
  const faces = await Promise.all(
    WEIGHTS.map(async (weight) => {
      const file = `node_modules/@fontsource/noto-sans/files/noto-sans-latin-${weight}-normal.woff2`;
      const source = `data:font/woff2;base64,${(await readFile(file)).toString('base64')}`;
      return `@font-face { font-family: Shown; font-weight: ${weight}; src: url(${source}); }`;
    }),
  );
  return `${faces.join('\n')}\n* { font-family: Shown, sans-serif !important; }`;
}
