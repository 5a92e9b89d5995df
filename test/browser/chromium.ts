import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromiumBinary from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';

/** A headless Chromium out of an npm package; for Linux only. */
export async function openChromium(): Promise<Browser> {
  // As a single process it would end with its first page.
  const args = chromiumBinary.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
  return chromium.launch({ executablePath: await chromiumBinary.executablePath(), args });
}

export interface OpenPage {
  readonly page: Page;
  /** What the page complained of, and what it asked the network for. */
  readonly complaints: readonly string[];
}

/** Opens a page as a file, without a network. */
export async function openPage(
  browser: Browser,
  folder: string,
  html: string,
  { width = 1000, height = 800 } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height }, offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(join(folder, 'page.html')).href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`asked for ${request.url()}`);
  });
  await writeFile(join(folder, 'page.html'), html);
  await page.goto(url);
  return { page, complaints };
}
