import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { answerCall } from '../../lambdas/answer/answer-call.ts';
import { shownWord } from '../../lambdas/answer/shown-word.ts';
import { putAnswerToken } from '../../lambdas/clients/history/answer-tokens.ts';
import { listAnswers } from '../../lambdas/clients/history/answers.ts';
import { startFunctionUrl } from '../../local/function-url.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';
import { openTestStores, type TestStores } from '../stores.ts';
import { openChromium } from './chromium.ts';

const TOKEN = 'A'.repeat(43);
const CASE = { organization: 'acme', id: 'c0ffee0001' };
const NOW = new Date('2026-11-23T08:00:00Z');

let browser: Browser;
let stores: TestStores;
let server: LoopbackServer;
let complaints: string[];
beforeAll(async () => {
  browser = await openChromium();
}, 60_000);
beforeEach(async () => {
  complaints = [];
  stores = await openTestStores();
  server = await startFunctionUrl((event) => answerCall(event, stores.history, NOW));
  await putAnswerToken(stores.history, TOKEN, {
    ...{ ...CASE, organizationName: 'Contoso', accountId: 'a1', product: 'Trello', contact: 'guard@contoso.com' },
    ...{ locale: 'en-GB', timeZone: 'Europe/Berlin', until: '2026-12-14T08:00:00Z' },
  });
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  for (const context of browser.contexts()) await context.close();
  await server.close();
  await stores.close();
});
afterAll(() => browser.close());

async function open(width = 375, options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 740 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('request', (request) => {
    // A browser asks for the icon of a site by itself.
    const { origin, pathname } = new URL(request.url());
    if (origin !== server.url || ![`/${TOKEN}`, '/favicon.ico'].includes(pathname)) {
      complaints.push(`asked for ${request.url()}`);
    }
  });
  await page.goto(`${server.url}/${TOKEN}`);
  return page;
}

const answers = async () => (await listAnswers(stores.history, CASE)).map(({ answer }) => answer);

describe('on a phone', () => {
  test('choose, type the word, send, and be thanked; back and reload send nothing again', async () => {
    const page = await open();
    await page.getByLabel('I use it for my work').check();
    await page.getByLabel(/type the word/).fill(shownWord(TOKEN));
    await page.getByRole('button', { name: 'Send my answer' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await page.textContent('main')).toContain('You answered: I use it for my work.');
    await page.reload();
    expect(await page.textContent('h1')).toBe('Thank you');
    expect(await answers()).toEqual(['use-it']);
  });

  test('the wrong word is told first, and nothing is sent without an answer', async () => {
    const page = await open();
    await page.getByLabel(/type the word/).fill(shownWord(TOKEN));
    await page.getByRole('button').click();
    expect(await page.evaluate(`document.querySelector('input[name=answer]').validity.valueMissing`)).toBe(true);
    await page.getByLabel('I never signed up for it').check();
    await page.getByLabel(/type the word/).fill('mistake');
    // The browser says that a page came with an error.
    const [response] = await Promise.all([page.waitForNavigation(), page.getByRole('button').click()]);
    expect(response?.status()).toBe(400);
    expect(await page.getByRole('alert').textContent()).toMatch(/the word did not match/);
    expect(await page.locator('input:checked').count()).toBe(0);
    expect(await answers()).toEqual([]);
    complaints = complaints.filter((text) => !text.includes('status of 400'));
  });

  test.each([320, 375, 768])(
    '%i pixels wide, nothing sticks out, and what is touched is large enough',
    async (width) => {
      const page = await open(width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const heights = await page.$$eval('.choice label, button, input[name=word]', (found) =>
        found.map((element) => element.getBoundingClientRect().height),
      );
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(36);
    },
  );

  test('without JavaScript it is the same page', async () => {
    const page = await open(375, { javaScriptEnabled: false });
    await page.getByLabel('I do not need it').check();
    await page.getByLabel(/type the word/).fill(shownWord(TOKEN));
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await answers()).toEqual(['dont-need']);
  });
});

describe('with a keyboard and a screen reader', () => {
  test('every choice says what happens then, the group says what it is, and one heading leads', async () => {
    const page = await open();
    expect(await page.getByRole('heading').count()).toBe(1);
    expect(await page.getByRole('group', { name: 'Your answer' }).count()).toBe(1);
    const radios = page.getByRole('radio');
    expect(await radios.count()).toBe(5);
    const described = await radios.evaluateAll((found) =>
      found.map(
        (radio) => radio.ownerDocument.getElementById(radio.getAttribute('aria-describedby') ?? '')?.textContent,
      ),
    );
    expect(described[0]).toMatch(/^Please leave the Trello workspace/);
    expect(new Set(described).size).toBe(5);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  test('by keys alone', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type(shownWord(TOKEN));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await answers()).toEqual(['use-it']);
  });
});

test('a script that got in all the same would not run, and no style but its own', async () => {
  const page = await open();
  expect(await page.evaluate(`getComputedStyle(document.querySelector('main')).maxWidth`)).toBe('576px');
  await page.evaluate(`{
    const style = document.createElement('style');
    style.textContent = 'main { max-width: 1px; }';
    document.head.append(style);
  }`);
  expect(await page.evaluate(`getComputedStyle(document.querySelector('main')).maxWidth`)).toBe('576px');
  expect(complaints).toEqual([expect.stringContaining('Content Security Policy')]);
  complaints = [];
});
