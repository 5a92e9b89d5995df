import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import type { Browser } from 'playwright-core';
import * as z from 'zod';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import type { UserPage } from '../../local/simulation/user-pages.ts';
import { dayTime } from '../../local/simulation/world.ts';
import { openChromium, openPage } from '../browser/chromium.ts';
import { commandLine, type Said } from '../command-line.ts';
import { HOSTILE } from '../hostile.ts';

/** The name of an organization is one text for everything that is sent: all that does harm at once. */
const NAME = '=1+1 <script>window.hacked = true</script>\r\nBcc: everyone@evil.example\u202E\u001b[31m';

let folder: string;
let simulation: Simulation;
let browser: Browser;
const said: Said[] = [];
const asked: Record<string, Said> = {};

const row = z.looseObject({ product_access: z.array(z.looseObject({})).optional() });

/** Each billable account has one of the texts wherever Atlassian hands on what somebody has written. */
function alterPage(page: UserPage, first: number): unknown {
  const data = page.data.map((one, index) => {
    const user = row.parse(one);
    const text = HOSTILE[(first + index) % HOSTILE.length] ?? '';
    const access = user.product_access?.map((each) => ({
      ...each,
      key: text || 'x',
      name: text,
      url: `https://${text}`,
    }));
    return {
      ...user,
      name: text,
      email: text,
      account_status: user.product_access ? 'active' : text,
      product_access: access,
    };
  });
  return { ...page, data };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-hostile-'));
  browser = await openChromium();
  simulation = await startSimulation({ accounts: 200, agents: 40, signUps: 60, alterPage });
  const config = join(folder, 'billable-drift.json');
  const organization = { id: SIMULATED_ORGANIZATION, name: NAME, sites: ['contoso.atlassian.net'] };
  await writeFile(config, JSON.stringify({ organizations: [organization] }));
  const env = { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY };
  const state = ['--state', join(folder, 'state'), '--config', config];
  const on = (day: number) => ({ env, now: dayTime(day) });
  const command = (name: string, args: readonly string[], day: number) =>
    commandLine([name, ...args, '--organization', SIMULATED_ORGANIZATION, ...state], on(day));
  const account = [...simulation.world.accounts.values()].find(({ access }) => access.length > 0)?.id ?? '';
  for (const day of [0, 7]) {
    simulation.goTo(day);
    said.push(await command('run', [], day));
    if (day > 0) continue;
    const until = ['--until', '2027-01-31', '--author', NAME];
    asked.exclude = await command('exclusions', ['add', account, '--reason', NAME, ...until], day);
    asked.expect = await command('expect', ['+80', 'by', '2026-11-30', NAME, '--author', NAME], day);
  }
  asked.exclusions = await command('exclusions', ['list', '--people'], 7);
  asked.options = await command('options', [], 7);
  asked.explain = await command('explain', [account], 7);
  for (const format of ['html', 'xlsx', 'csv', 'json']) {
    const range = ['--from', '2026-11-16', '--to', '2026-11-23', '--out', join(folder, `report.${format}`)];
    asked[format] = await command('report', [...range, '--format', format], 7);
  }
}, 180_000);

afterAll(async () => {
  await browser.close();
  await simulation.close();
  await rm(folder, { recursive: true });
});

/** Control characters and marks that turn the direction of reading; lines may end. */
const UNSAFE = /(?![\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\uFEFF]/u;

type Named = readonly [name: string, content: string];

async function outbox(ending: string): Promise<readonly Named[]> {
  const names = (await readdir(join(folder, 'state/outbox'))).filter((name) => name.endsWith(ending));
  return Promise.all(
    names.map(async (name): Promise<Named> => [name, await readFile(join(folder, 'state/outbox', name), 'utf8')]),
  );
}

/** The text of each part of a mail, by its type, decoded. */
function partsOf(eml: string): readonly Named[] {
  return eml.split(/^--.*$/m).flatMap((part): readonly Named[] => {
    const [head = '', ...body] = part.replaceAll('\r\n', '\n').trimStart().split('\n\n');
    const type = /^Content-Type: ([^;\n]+)/im.exec(head)?.[1];
    if (type === undefined || type.startsWith('multipart')) return [];
    return [[type, decode(body.join('\n\n'), head)]];
  });
}

function decode(body: string, head: string): string {
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  if (!/encoding: quoted-printable/i.test(head)) return body;
  const bytes = body
    .replaceAll(/=\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

test('everything could be said', () => {
  for (const one of [...said, ...Object.values(asked)]) expect(one).toMatchObject({ exit: 0, err: '' });
});

test('the terminal is told lines of plain text', () => {
  for (const { out } of [...said, ...Object.values(asked)]) {
    expect(out).not.toMatch(UNSAFE);
    expect(out.split('\n').filter((line) => [...line].length > 1_000)).toEqual([]);
  }
  expect(said[1]?.out).toContain('<script>window.hacked = true</script>');
});

describe('a mail', () => {
  test('has the headers of ours and no other, each of them one line', async () => {
    const mails = await outbox('.eml');
    expect(mails.length).toBeGreaterThanOrEqual(4);
    for (const [, eml] of mails) {
      const [head = ''] = eml.split('\r\n\r\n');
      const headers = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
      const names = headers.map((line) => line.split(':')[0]?.toLowerCase() ?? '');
      for (const name of names) expect(OURS).toContain(name);
      expect(headers.find((line) => /^to:/i.test(line))).toMatch(/^To: (admins|finance)@outbox\.invalid$/);
      expect(head).not.toMatch(/(?![\r\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    }
  });

  test('has a text part of plain lines', async () => {
    for (const [, eml] of await outbox('.eml')) {
      const text = partsOf(eml).find(([type]) => type === 'text/plain')?.[1] ?? '';
      expect(text).toContain('Billable');
      expect(text).not.toMatch(UNSAFE);
    }
  });

  test('has an attached file without a formula', async () => {
    const files = (await outbox('.eml')).flatMap(([, eml]) => partsOf(eml).filter(([type]) => type === 'text/csv'));
    expect(files.length).toBeGreaterThan(0);
    for (const [, csv] of files) {
      for (const cell of parse(csv, { bom: true }).flat()) expect(cell).not.toMatch(/^[=+\-@|\t\r]/);
    }
  });

  test('runs nothing when it is looked at, and asks for nothing', async () => {
    for (const [name, html] of await outbox('.html')) await expectInert(html, name);
  });
});

const OURS = [
  ...['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type', 'auto-submitted'],
  ...['content-transfer-encoding', 'x-ses-configuration-set', 'x-ses-message-tags'],
];

describe('a report', () => {
  test('as a page runs nothing', async () => {
    await expectInert(await readFile(join(folder, 'report.html'), 'utf8'), 'report');
  });

  test('as a workbook has text and no formula, in sheets of plain names', async () => {
    const { sheets } = await readXlsx(await readFile(join(folder, 'report.xlsx')));
    for (const sheet of sheets) {
      expect(sheet.name).not.toMatch(UNSAFE);
      for (const cell of sheet.rows.flat()) {
        if (typeof cell === 'string') expect(cell).not.toMatch(/^[=+\-@|]/);
        if (typeof cell === 'string') expect(cell).not.toMatch(UNSAFE);
      }
    }
  });

  test('as CSV has no formula', async () => {
    const csv = await readFile(join(folder, 'report.csv'), 'utf8');
    for (const cell of parse(csv, { bom: true }).flat()) expect(cell).not.toMatch(/^[=+@|\t\r]|^-\D/);
  });

  test('as JSON is one document', async () => {
    const document = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    expect(document).toMatchObject({ organization: SIMULATED_ORGANIZATION });
  });
});

async function expectInert(html: string, name: string): Promise<void> {
  const { page, complaints } = await openPage(browser, folder, html);
  expect({ name, hacked: await page.evaluate(`'hacked' in window`), complaints }).toEqual({
    name,
    hacked: false,
    complaints: [],
  });
  expect(await page.locator('img[src="x"], [onmouseover], [onerror]').count()).toBe(0);
  await page.context().close();
}
