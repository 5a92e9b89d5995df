import { join } from 'node:path';
import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { FunctionName } from '../lambdas/runtime/environment.ts';

/** How the code of every function is made one file. */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  // The runtime's own SDK changes under executions that are pinned to a version of this code.
  bundleAwsSDK: true,
  // nodemailer is CommonJS and requires Node's modules, which an ES module bundle cannot without this.
  banner: "import { createRequire } from 'module';const require = createRequire(import.meta.url);",
};

/** What stands beside the code of a function, by its name there: what the report's page holds, and what draws a mail's chart. */
const FILES: Readonly<Partial<Record<FunctionName, Readonly<Record<string, string>>>>> = {
  report: {
    'echarts.js': 'node_modules/echarts/dist/echarts.common.min.js',
    'report-page.js': 'render/report/browser/report-page.js',
  },
  drift: {
    'resvg.wasm': 'node_modules/@resvg/resvg-wasm/index_bg.wasm',
    'chart-font.woff2': 'node_modules/@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2',
  },
};

/** Modules of their own beside the code, which loads them when it needs them: most runs do not. */
const MODULES: Readonly<Partial<Record<FunctionName, Readonly<Record<string, string>>>>> = {
  drift: { 'draw-chart.mjs': 'render/chart/draw-chart.ts' },
};

/** How the code of one function is made one file, and what is laid beside it. */
export function bundlingOf(name: FunctionName): BundlingOptions {
  const files = Object.entries(FILES[name] ?? {});
  const modules = Object.entries(MODULES[name] ?? {});
  const root = join(import.meta.dirname, '..');
  return {
    ...BUNDLING,
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_, folder) => [
        ...files.map(([to, from]) => `cp "${join(root, from)}" "${join(folder, to)}"`),
        ...modules.map(([to, from]) => {
          const esbuild = join(root, 'node_modules/.bin/esbuild');
          return `"${esbuild}" "${join(root, from)}" ${AS_MODULE} --outfile="${join(folder, to)}"`;
        }),
      ],
    },
  };
}

const AS_MODULE = '--bundle --minify --platform=node --format=esm --target=node24 --log-level=error';

/** Where a function's code starts. */
export function entryOf(name: FunctionName): string {
  return join(import.meta.dirname, '../lambdas', name, 'handler.ts');
}
