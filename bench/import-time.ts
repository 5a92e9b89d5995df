import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { functionsOf } from '../test/whole/synthesized/cloud.ts';
import { synthesize } from '../test/whole/synthesized/synthesize.ts';

/**
 * How long each deployed bundle takes to be imported on this machine, beside a handler that is empty: what of a cold start
 * is ours. The middle of several processes.
 *
 *     npm run import-time
 */
const RUNS = 9;

const folder = await mkdtemp(join(tmpdir(), 'billable-drift-import-'));
try {
  const { template, assetOf } = await synthesize(join(folder, 'assembly'));
  const empty = join(folder, 'empty.mjs');
  await writeFile(empty, 'export const handler = async () => {};\n');
  console.log(`${'(empty)'.padEnd(12)}${importTime(empty).toFixed(0).padStart(6)} ms`);
  for (const { name, file, assetKey } of functionsOf(template)) {
    console.log(
      `${name.padEnd(12)}${importTime(join(assetOf(assetKey), file))
        .toFixed(0)
        .padStart(6)} ms`,
    );
  }
} finally {
  await rm(folder, { recursive: true });
}

function importTime(file: string): number {
  const source = `const begun = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)});
    console.log(performance.now() - begun);`;
  const times = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8' });
    return Number(stdout);
  });
  return times.sort((one, other) => one - other)[Math.floor(RUNS / 2)] ?? Number.NaN;
}
