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

/** What stands beside the code of a function, by its name there: the report's page holds these two. */
const FILES: Readonly<Partial<Record<FunctionName, Readonly<Record<string, string>>>>> = {
  report: {
    'echarts.js': 'node_modules/echarts/dist/echarts.common.min.js',
    'report-page.js': 'render/report/browser/report-page.js',
  },
};

/** How the code of one function is made one file, and what is laid beside it. */
export function bundlingOf(name: FunctionName): BundlingOptions {
  const files = Object.entries(FILES[name] ?? {});
  const root = join(import.meta.dirname, '..');
  return {
    ...BUNDLING,
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_, folder) => files.map(([to, from]) => `cp "${join(root, from)}" "${join(folder, to)}"`),
    },
  };
}

/** Where a function's code starts. */
export function entryOf(name: FunctionName): string {
  return join(import.meta.dirname, '../lambdas', name, 'handler.ts');
}
