import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { DRAWING_FILES } from '../../lambdas/clients/open-drawing.ts';
import { exportCsv } from '../../local/simulation/export-csv.ts';
import { worldOn } from '../../local/simulation/pass-time.ts';
import { GUIDE } from '../../local/simulation/world.ts';
import { makeFolder } from '../stores.ts';

const exec = promisify(execFile);

test('the packed package, installed in an empty folder, runs on a CSV', async () => {
  const folder = await makeFolder();
  const { stdout } = await exec('npm', ['pack', '--json', '--pack-destination', folder], { cwd: resolve('.') });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  const files: string[] = packed.files.map((file: { path: string }) => file.path);
  // What runs, and nothing that was only needed to make it.
  expect(files.filter((file) => !/^dist\/[\w-]+\.js$/.test(file)).sort()).toEqual(
    ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...DRAWING_FILES.map((name) => `dist/${name}`)].sort(),
  );

  await writeFile(join(folder, 'package.json'), '{"private": true}');
  await exec('npm', ['install', '--no-audit', '--prefer-offline', `./${packed.filename}`], { cwd: folder });
  await writeFile(join(folder, 'm.csv'), exportCsv(worldOn(7, GUIDE)));
  const command = join(folder, 'node_modules/billable-drift/dist/billable-drift.js');
  const run = await exec(process.execPath, [command, 'run', '--csv', 'm.csv', '--json'], { cwd: folder });
  expect(JSON.parse(run.stdout)).toMatchObject({ snapshot: { accounts: 10_000, billable: 500, avoidable: 300 } });
}, 180_000);
