import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { licenseRows, licensesOf, SHIPPED } from '../bench/read-lockfile.ts';

const exec = promisify(execFile);
const lock = readFileSync('package-lock.json', 'utf8');
const packages = licensesOf(lock);

/** What may be installed with a program under Apache-2.0 without asking anybody. */
const FREE = /^(Apache-2\.0|MIT|MIT-0|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|BlueOak-1\.0\.0)$/;

test('every package that is installed states a licence that asks for nothing but its notice', () => {
  const terms = (license: string) => license.replaceAll(/[()]/g, '').split(/ OR /);
  const others = packages.filter(
    ({ license }) => !terms(license).some((term) => term.split(' AND ').every((one) => FREE.test(one))),
  );
  expect(others.filter(({ use }) => use === 'installed')).toEqual([]);
  expect(others.filter(({ use }) => use === 'shipped').map(({ name }) => name)).toEqual([
    '@fontsource/noto-sans',
    '@resvg/resvg-wasm',
  ]);
  // Data for the tools, what the mail's template is made with, and, unchanged beside our code with their notices in
  // docs/decisions/02, a font and the program that draws with it: named so that a new one is seen.
  expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([
    '@fontsource/noto-sans: OFL-1.1',
    '@resvg/resvg-wasm: MPL-2.0',
    'argparse: Python-2.0',
    'caniuse-lite: CC-BY-4.0',
    'mdn-data: CC0-1.0',
    'mdn-data: CC0-1.0',
    'slick: MIT (http://mootools.net/license.txt)',
  ]);
});

test('docs/licenses.md is of this lockfile; else npm run licenses', () => {
  const listed = readFileSync('docs/licenses.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| [@\w]/.test(line));
  expect(listed.slice(1)).toEqual(licenseRows(packages));
});

test('what is named as shipped is what the build copies and bundles', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const steps = `${scripts.build}\n${scripts['build:chart']}\n${readFileSync('lib/bundling.ts', 'utf8')}`;
  const copied = steps.match(/node_modules\/(@[\w-]+\/)?[\w-]+(?=\/)/g) ?? [];
  const options = { bundle: true, platform: 'node', format: 'esm', metafile: true, write: false } as const;
  const { metafile } = await build({ ...options, entryPoints: ['render/chart/draw-chart.ts'] });
  const bundled = Object.keys(metafile.inputs).flatMap(
    (path) => path.match(/^(.*node_modules\/(@[^/]+\/)?[^/]+)\//)?.[1] ?? [],
  );
  expect([...new Set([...copied, ...bundled])].sort()).toEqual([...SHIPPED].sort());
});

test('the list of materials names every package that is installed', async () => {
  const { stdout } = await exec('npm', ['run', '-s', 'sbom'], { maxBuffer: 50_000_000 });
  const { bomFormat, components } = JSON.parse(stdout);
  expect(bomFormat).toBe('CycloneDX');
  const named = new Set(components.map(({ purl }: { purl: string }) => purl));
  const purlOf = ({ name, version }: (typeof packages)[number]) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
  // Asked with --omit dev, npm also leaves out what is needed both to run and to develop.
  expect(packages.filter((one) => one.use === 'installed' && !named.has(purlOf(one)))).toEqual([]);
}, 60_000);

test('a registry that cannot be asked for weaknesses fails nothing, and is said', async () => {
  const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };
  const { stdout } = await exec(process.execPath, ['bench/audit.ts'], { env });
  expect(stdout).toMatch(/^The registry could not be asked for known weaknesses/);
}, 60_000);
