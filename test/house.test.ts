import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';

/** Source that breaks a rule, or keeps it, written into the house under a name nobody else has, and linted. */
interface Probe {
  readonly file: string;
  readonly source: string;
}

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), message: z.string(), location: z.object({ path: z.string() }) }),
  ),
});

const importing = (from: string) => `import * as it from '${from}';\n\nexport const used = it;\n`;
let count = 0;
const probe = (folder: string, source: string): Probe => {
  count += 1;
  return { file: `${folder}/law-probe-${count}.ts`, source };
};

const FORBIDDEN = (
  [
    ['core', '../render/html.ts'],
    ['core', '../lambdas/clients/archive.ts'],
    ['core', 'node:fs'],
    ['core', '@aws-sdk/client-dynamodb'],
    ['core/law', '../../render/html.ts'],
    ['render', '../lambdas/clients/archive.ts'],
    ['render', 'node:fs'],
    ['render/digest', '../../cli/main.ts'],
    ['lambdas', '../local/state-folder.ts'],
    ['lambdas/clients/history', '../../../local/state-folder.ts'],
    ['lambdas', '../cli/main.ts'],
    ['cli', '../lib/stack.ts'],
    ['local', '../cli/main.ts'],
    ['bin', '../local/state-folder.ts'],
    ['lib', '../lambdas/clients/archive.ts'],
    ['lib', '../core/settings.ts'],
  ] as const
).map(([folder, from]) => ({ folder, from, ...probe(folder, importing(from)) }));

const ALLOWED = (
  [
    ['core/law', '../account.ts'],
    ['render/digest', '../../core/account.ts'],
    ['lambdas/clients/history', '../../../core/account.ts'],
    ['cli', '../local/state-folder.ts'],
    ['bin', '../core/settings.ts'],
    ['lib', '../lambdas/runtime/environment.ts'],
    ['lib', '../core/plain-words.ts'],
  ] as const
).map(([folder, from]) => ({ folder, from, ...probe(folder, importing(from)) }));

const lines = (amount: number, line: (index: number) => string) =>
  Array.from({ length: amount }, (_, index) => line(index)).join('');

const RULES = (
  [
    ['the clock in core', 'core', 'export const now = () => Date.now();\n', 'plugin'],
    ['a new date in core', 'core', 'export const now = () => new Date();\n', 'plugin'],
    ['chance in render', 'render', 'export const luck = () => Math.random();\n', 'plugin'],
    ['the environment in core', 'core', 'export const env = () => process.env;\n', 'noRestrictedGlobals'],
    ['any', 'core', 'export const anything: any = 1;\n', 'noExplicitAny'],
    ['a cast', 'core', 'export const cast = JSON.parse("1") as number;\n', 'noUnsafeTypeAssertion'],
    ['301 lines', 'core', lines(301, (index) => `export const a${index} = ${index};\n`), 'noExcessiveLinesPerFile'],
    [
      'a function of 61 lines',
      'core',
      `export function long(a: number[]) {\n${lines(61, () => '  a.push(1);\n')}}\n`,
      'noExcessiveLinesPerFunction',
    ],
  ] as const
).map(([what, folder, source, rule]) => ({ what, rule, ...probe(folder, source) }));

const PROBES: readonly Probe[] = [...FORBIDDEN, ...ALLOWED, ...RULES];
const findings = new Map<string, string[]>();

beforeAll(async () => {
  await mkdir('core/law', { recursive: true });
  await Promise.all(PROBES.map(({ file, source }) => writeFile(file, source)));
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', ...PROBES.map(({ file }) => file)];
  const output = await new Promise<string>((resolve) => {
    execFile('node_modules/.bin/biome', args, { maxBuffer: 50_000_000 }, (_, stdout) => resolve(stdout));
  });
  for (const { category, location } of reportSchema.parse(JSON.parse(output)).diagnostics) {
    findings.set(location.path, [...(findings.get(location.path) ?? []), category]);
  }
});

afterAll(async () => {
  await Promise.all(PROBES.map(({ file }) => rm(file, { force: true })));
  await rm('core/law', { recursive: true });
});

const rulesBroken = (file: string) => findings.get(file)?.join(' ') ?? '';

describe('the law of imports', () => {
  test.each(FORBIDDEN)('$folder may not import $from', ({ file }) => {
    expect(rulesBroken(file)).toContain('noRestrictedImports');
  });

  test.each(ALLOWED)('$folder may import $from', ({ file }) => {
    expect(rulesBroken(file)).not.toContain('noRestrictedImports');
  });
});

test.each(RULES)('the linter fails on $what', ({ file, rule }) => {
  expect(rulesBroken(file)).toContain(rule);
});
