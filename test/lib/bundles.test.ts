import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DRAWING_FILES } from '../../lambdas/clients/open-drawing.ts';
import { type Bundle, bundleFunctions, FUNCTIONS } from './bundles.ts';

/** For each function the clients it uses, and how many bytes it may have: about a twentieth more than it has. */
const TABLE = {
  dispatch: { limit: 700_000, clients: ['dynamodb', 'lambda'] },
  // The durable SDK saves its checkpoints through the client of Lambda.
  snapshot: { limit: 980_000, clients: ['dynamodb', 'eventbridge', 'lambda', 's3', 'secrets-manager'] },
  // Departments and the open additions of an invoice have added to it.
  drift: { limit: 1_120_000, clients: ['dynamodb', 'eventbridge', 's3', 'ses'] },
  keys: { limit: 980_000, clients: ['dynamodb', 's3', 'secrets-manager', 'ses'] },
  // The workbook's writer is a ninth of it.
  report: { limit: 1_200_000, clients: ['dynamodb', 's3', 'ses'] },
  delivery: { limit: 550_000, clients: ['dynamodb'] },
  decide: { limit: 800_000, clients: ['dynamodb', 'eventbridge'] },
  remediate: { limit: 1_300_000, clients: ['dynamodb', 'lambda', 's3', 'secrets-manager', 'ses'] },
  answer: { limit: 570_000, clients: ['dynamodb'] },
} as const;

const DURABLE_SDK = '@aws/durable-execution-sdk-js';

let folder: string;
let bundles: ReadonlyMap<string, Bundle>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'billable-drift-bundles-'));
  bundles = bundleFunctions(folder);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test('every function is in the table', () => {
  expect(Object.keys(TABLE).sort()).toEqual([...FUNCTIONS].sort());
});

describe.each(FUNCTIONS)('%s', (name) => {
  const bundle = () => bundles.get(name) ?? { file: '', bytes: 0, code: '', packages: new Set<string>() };

  test('stays within its limit', () => {
    expect(bundle().bytes).toBeGreaterThan(0);
    expect(bundle().bytes).toBeLessThanOrEqual(TABLE[name].limit);
  });

  test('carries the SDK clients that it uses, and no other', () => {
    const clients = [...bundle().packages].flatMap((name) => /^@aws-sdk\/client-(.+)$/.exec(name)?.[1] ?? []);
    expect(clients.sort()).toEqual(TABLE[name].clients);
  });

  test('carries the durable SDK if it is durable', () => {
    expect(bundle().packages.has(DURABLE_SDK)).toBe(name === 'snapshot' || name === 'remediate');
  });

  test('is minified, and has a source map', () => {
    expect(bundle().code.length / bundle().code.split('\n').length).toBeGreaterThan(500);
    expect(bundle().code).toMatch(/\n\/\/# sourceMappingURL=index\.mjs\.map\n$/);
    expect(existsSync(`${bundle().file}.map`)).toBe(true);
  });

  test('has beside it what is no code of its own: scripts of a page, what draws a chart', () => {
    const beside: Readonly<Record<string, readonly string[]>> = {
      report: ['echarts.js', 'report-page.js'],
      drift: [...DRAWING_FILES].sort(),
    };
    const own = /^index\./;
    const files = readdirSync(join(bundle().file, '..')).filter((file) => !own.test(file));
    expect(files.sort()).toEqual(beside[name] ?? []);
  });

  test('is an ES module that can be loaded with nothing beside it', async () => {
    const source = `console.log(typeof (await import(${JSON.stringify(bundle().file)})).handler)`;
    const env = { PATH: process.env.PATH ?? '' };
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], { env, cwd: folder });
    expect(await run).toEqual({ stdout: 'function\n', stderr: '' });
  });
});

test('what draws the chart does so beside the bundle, with nothing else', async () => {
  const folder = join(bundles.get('drift')?.file ?? '', '..');
  const source = `
    import { readFile } from 'node:fs/promises';
    const { drawChart } = await import(${JSON.stringify(join(folder, 'draw-chart.mjs'))});
    const [program, font] = await Promise.all(['resvg.wasm', 'chart-font.woff2'].map((name) => readFile(${JSON.stringify(`${folder}/`)} + name)));
    const chart = { labels: ['1', '2'], lines: [{ name: 'Billable', values: [1, 2] }], number: String };
    console.log(Buffer.from(await drawChart(chart, { program, font })).subarray(1, 4).toString());`;
  const env = { PATH: process.env.PATH ?? '' };
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], { env, cwd: folder });
  expect(await run).toEqual({ stdout: 'PNG\n', stderr: '' });
  expect(statSync(join(folder, 'draw-chart.mjs')).size).toBeLessThanOrEqual(620_000);
});
