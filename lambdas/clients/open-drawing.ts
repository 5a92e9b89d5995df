import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as z from 'zod';
import { errorCode } from '../../core/error-code.ts';
import type { DrawChart, LinesChart } from '../../render/chart/draw-chart.ts';

/** The files that drawing takes, by their name beside a bundle. lib/ and `npm run build` lay them there. */
export const DRAWING_FILES = ['draw-chart.mjs', 'resvg.wasm', 'chart-font.woff2'] as const;

const moduleSchema = z.object({ drawChart: z.custom<DrawChart>((value) => typeof value === 'function') });

/**
 * What draws a chart as a PNG. It is large, and most runs draw nothing, so that it is loaded only here: beside the code
 * where that is a bundle, else from where the checkout has it.
 *
 * @throws Error if a file is missing
 */
export async function openDrawing(): Promise<(chart: LinesChart) => Promise<Uint8Array>> {
  const [module, ...files] = await findPlace();
  const { drawChart } = moduleSchema.parse(await import(module.href));
  const [program, font] = await Promise.all(files.map((file) => readFile(file)));
  if (!program || !font) throw new Error('What draws the chart is incomplete.');
  return (chart) => drawChart(chart, { program, font });
}

async function findPlace(): Promise<readonly [URL, ...(string | URL)[]]> {
  const [module, ...files] = DRAWING_FILES.map((name) => new URL(`./${name}`, import.meta.url));
  try {
    if (module) await readFile(module);
    if (module) return [module, ...files];
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const { resolve } = createRequire(import.meta.url);
  return [
    new URL('../../render/chart/draw-chart.ts', import.meta.url),
    resolve('@resvg/resvg-wasm/index_bg.wasm'),
    resolve('@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2'),
  ];
}
