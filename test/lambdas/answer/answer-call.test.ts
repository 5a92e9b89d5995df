import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ANSWER_IDS } from '../../../core/cases/answers.ts';
import { answerCall } from '../../../lambdas/answer/answer-call.ts';
import { shownWord } from '../../../lambdas/answer/shown-word.ts';
import { type AnswerToken, putAnswerToken } from '../../../lambdas/clients/history/answer-tokens.ts';
import { closeAnswers, listAnswers } from '../../../lambdas/clients/history/answers.ts';
import { startFunctionUrl } from '../../../local/function-url.ts';
import type { LoopbackServer } from '../../../local/loopback-server.ts';
import { HOSTILE } from '../../hostile.ts';
import { deathAt, mortalHistory } from '../../mortal.ts';
import { openTestStores, type TestStores } from '../../stores.ts';

const TOKEN = 'A'.repeat(43);
const OTHER = `${'B'.repeat(42)}Q`;
const OPENS: AnswerToken = {
  ...{ organization: 'acme', organizationName: 'Acme', id: 'c0ffee0001', accountId: 'a1', product: 'Trello' },
  ...{ locale: 'en-GB', timeZone: 'Europe/Berlin', contact: 'admin@acme.example', until: '2026-12-14T08:00:00Z' },
};

let stores: TestStores;
let server: LoopbackServer;
let now: string;
beforeEach(async () => {
  now = '2026-11-23T08:00:00Z';
  stores = await openTestStores();
  server = await startFunctionUrl((event) => answerCall(event, stores.history, new Date(now)));
  await putAnswerToken(stores.history, TOKEN, OPENS);
  await putAnswerToken(stores.history, OTHER, { ...OPENS, accountId: 'a2' });
});
afterEach(async () => {
  await server.close();
  await stores.close();
});

const answers = async () =>
  (await listAnswers(stores.history, OPENS)).map(({ accountId, answer, by }) => [accountId, answer, by]);

async function ask(method: string, fields?: Record<string, string> | string, token = TOKEN) {
  const body = fields === undefined ? null : new URLSearchParams(fields);
  const response = await fetch(`${server.url}/${token}`, { method, body, redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const send = (answer: string, word = shownWord(TOKEN), token = TOKEN) => ask('POST', { answer, word }, token);

describe('a holder', () => {
  test('sees the question, with nothing chosen and nothing filled in', async () => {
    const { status, text } = await ask('GET');
    expect(status).toBe(200);
    expect(text).toContain('Do you still need Trello?');
    expect(text).toContain('until Mon 14 Dec 2026');
    for (const id of ANSWER_IDS) expect(text).toContain(`value="${id}"`);
    expect(text).not.toMatch(/checked|selected/);
    expect(text).toMatch(/name="word"[^>]* value=""/);
    expect(text).toContain(`<strong>${shownWord(TOKEN)}</strong>`);
  });

  test.each(ANSWER_IDS)('answers "%s", is thanked, and loading the page again sends nothing', async (id) => {
    const { status, headers } = await send(id, ` ${shownWord(TOKEN).toUpperCase()} `);
    expect([status, headers.get('location')]).toEqual([303, `/${TOKEN}`]);
    expect(await answers()).toEqual([['a1', id, 'holder']]);
    expect((await ask('GET')).text).toContain('Thank you');
  });

  test('says the same again and nothing happens; another answer is not taken, and it is said whom to tell', async () => {
    await send('use-it');
    expect((await send('use-it')).status).toBe(303);
    const { status, text } = await send('dont-need');
    expect(status).toBe(409);
    expect(text).toMatch(/I use it for my work.*the first one stands.*admin@acme\.example/s);
    expect(await answers()).toEqual([['a1', 'use-it', 'holder']]);
  });

  test.each([
    ['the word alone', { word: shownWord(TOKEN) }, /choose one answer/],
    ['an answer that is none', { answer: 'delete-all', word: shownWord(TOKEN) }, /choose one answer/],
    ['another word', { answer: 'use-it', word: 'window pane' }, /the word did not match/],
  ])('who sends %s is asked again, and has decided nothing', async (_, fields, problem) => {
    const { status, text } = await ask('POST', fields);
    expect(status).toBe(400);
    expect(text).toMatch(problem);
    expect(text).not.toContain('checked');
    expect(await answers()).toEqual([]);
  });
});

describe('a mail scanner that follows and posts everything decides nothing', () => {
  interface Field {
    readonly name: string;
    readonly value: string;
  }
  const bodyOf = (fields: readonly Field[]) =>
    new URLSearchParams(fields.map(({ name, value }): [string, string] => [name, value])).toString();
  const forms = (page: string) => [...page.matchAll(/<form.*?<\/form>/gs)].map(([form]) => form);
  const inputs = (form: string) =>
    [...form.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
      name: /\bname="([^"]*)"/.exec(tag)?.[1] ?? '',
      value: /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '',
      radio: tag.includes('type="radio"'),
      checked: /\bchecked\b/.test(tag),
    }));

  test('GET, HEAD and OPTIONS, each form as it is, each answer without the word or with a word of the page', async () => {
    for (const method of ['HEAD', 'GET', 'OPTIONS', 'GET', 'HEAD']) await ask(method);
    const page = (await ask('GET')).text;
    expect(forms(page)).toHaveLength(1);
    for (const form of forms(page)) {
      const fields = inputs(form);
      const asIs = fields.filter(({ radio, checked }) => !radio || checked);
      const radios = fields.filter(({ radio }) => radio);
      expect(radios).toHaveLength(5);
      const posts = [
        [],
        asIs,
        fields,
        ...radios.flatMap((radio) => {
          const guesses = ['', 'yes', 'on', '1', 'word', 'answer', radio.value];
          return [[radio], [radio, ...asIs], ...guesses.map((value) => [radio, { name: 'word', value }])];
        }),
      ];
      for (const post of posts) {
        expect((await ask('POST', bodyOf(post))).status).toBe(400);
      }
      // All answers at once, and the word with them.
      const all = [...radios, { name: 'word', value: shownWord(TOKEN) }];
      expect((await ask('POST', bodyOf(all))).status).toBe(400);
    }
    expect(await answers()).toEqual([]);
    expect((await ask('GET')).text).toContain('Do you still need Trello?');
  });

  test('it leads nowhere else: no link, picture, script or frame to follow', async () => {
    const page = (await ask('GET')).text;
    expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|meta http-equiv)/i);
    const links = [...page.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, link]) => link);
    expect(links).toEqual(['mailto:admin@acme.example']);
  });
});

describe('a token', () => {
  test.each([
    ['of nobody', 'C'.repeat(43)],
    ['that is cut off', TOKEN.slice(1)],
    ['that is none', '../SETTINGS'],
    ['that is left out', ''],
    ['that is a hash', 'f'.repeat(64)],
  ])('%s opens nothing', async (_, token) => {
    for (const method of ['GET', 'POST']) {
      const { status, text } = await ask(
        method,
        method === 'POST' ? { answer: 'use-it', word: 'x' } : undefined,
        token,
      );
      expect([status, text.includes('Trello')]).toEqual([404, false]);
    }
    expect(await answers()).toEqual([]);
  });

  test('of somebody else answers for their account, and its word is its own', async () => {
    expect((await send('use-it', shownWord(TOKEN), OTHER)).status).toBe(400);
    await send('use-it', shownWord(OTHER), OTHER);
    expect(await answers()).toEqual([['a2', 'use-it', 'holder']]);
    expect((await ask('GET')).text).toContain('Do you still need');
  });

  test.each([
    ['one second before its end', '2026-12-14T08:00:00Z', 303, 1],
    ['after its end, though its row is still there', '2026-12-14T08:00:01Z', 410, 0],
  ])('%s', async (_, at, status, taken) => {
    now = at;
    expect((await send('use-it')).status).toBe(status);
    expect(await answers()).toHaveLength(taken);
  });

  test('after the case has ended shows that it is over, and takes nothing', async () => {
    await closeAnswers(stores.history, OPENS, now);
    expect((await ask('GET')).status).toBe(410);
    const { status, text } = await send('dont-need');
    expect([status, text.includes('you keep what you have')]).toEqual([410, true]);
    expect(await answers()).toEqual([]);
  });

  test('is nowhere in the table, and its row leaves by itself', async () => {
    const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
    const { client, table } = stores.history;
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    expect(JSON.stringify(Items)).not.toContain(TOKEN);
    expect(Items.map(({ ttl }) => ttl)).toEqual([1799827200, 1799827200]);
  });
});

describe('at once, and killed', () => {
  test('of two answers at once one is taken, and the other is told so', async () => {
    const replies = await Promise.all([send('use-it'), send('dont-need')]);
    expect(replies.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await answers()).toHaveLength(1);
  });

  test('killed at any call and sent again: one answer', async () => {
    for (let deadly = 1, reached = true; reached; deadly += 1) {
      const id = `c0ffee${String(deadly).padStart(4, '0')}`;
      const token = `${'D'.repeat(41)}${String(deadly).padStart(2, '0')}`;
      await putAnswerToken(stores.history, token, { ...OPENS, id });
      const body = new URLSearchParams({ answer: 'use-it', word: shownWord(token) }).toString();
      const event = { rawPath: `/${token}`, requestContext: { http: { method: 'POST' } }, body };
      const death = deathAt(deadly);
      const first = answerCall(event, mortalHistory(stores.history, death), new Date(now));
      await first.catch(() => {});
      reached = death.calls() >= deadly;
      expect((await answerCall(event, stores.history, new Date(now))).statusCode).toBe(303);
      expect(await listAnswers(stores.history, { ...OPENS, id })).toHaveLength(1);
    }
  });
});

describe('what is sent back', () => {
  test('is kept by nobody, tells nobody where it was read, and runs nothing', async () => {
    for (const { headers } of [
      await ask('GET'),
      await ask('HEAD'),
      await send('x'),
      await ask('GET', undefined, 'no'),
    ]) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('HEAD has no body, and other methods are refused', async () => {
    expect((await ask('HEAD')).text).toBe('');
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await ask(method);
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    }
  });

  test('a form that is far too large decides nothing', async () => {
    const { status } = await ask('POST', { answer: 'use-it', word: shownWord(TOKEN), more: 'x'.repeat(10_000) });
    expect(status).toBe(400);
    expect(await answers()).toEqual([]);
  });

  test.each(HOSTILE)('text from the settings is text: %j', async (text) => {
    const token = 'E'.repeat(43);
    await putAnswerToken(stores.history, token, { ...OPENS, organizationName: text, product: text, contact: text });
    const page = (await ask('GET', undefined, token)).text;
    expect(page).not.toMatch(/<script|<img|onerror="|<svg/i);
    expect(page.match(/<form/g)).toHaveLength(1);
  });

  test('a call that comes otherwise than by the URL is refused without repeating it', async () => {
    await expect(answerCall({ token: TOKEN }, stores.history, new Date(now))).rejects.toThrow(
      'this function is called by its URL only.',
    );
  });
});
