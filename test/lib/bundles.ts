import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { build } from 'esbuild';
import * as z from 'zod';
import { environments, type FunctionName } from '../../lambdas/runtime/environment.ts';
import { bundlingOf, entryOf } from '../../lib/bundling.ts';

export const FUNCTIONS: readonly FunctionName[] = z
  .array(z.keyof(z.object(environments)))
  .parse(Object.keys(environments));

const metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      entryPoint: z.string().optional(),
      inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })),
    }),
  ),
});

export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly code: string;
  /** The packages that have a part in it. */
  readonly packages: ReadonlySet<string>;
}

/** Bundles every function the way a deployment does: by CDK, with the options of lib/. */
export function bundleFunctions(folder: string): ReadonlyMap<FunctionName, Bundle> {
  const stack = new Stack(new App({ outdir: folder }), 'Bundles');
  for (const name of FUNCTIONS) {
    const bundling = { ...bundlingOf(name), metafile: true, logLevel: LogLevel.ERROR };
    new NodejsFunction(stack, name, { entry: entryOf(name), runtime: Runtime.NODEJS_24_X, bundling });
  }
  const bundles = readdirSync(folder)
    .filter((asset) => asset.startsWith('asset.'))
    .map((asset) => readBundle(join(folder, asset)));
  return new Map(FUNCTIONS.flatMap((name) => bundles.flatMap(([of, bundle]) => (of === name ? [[name, bundle]] : []))));
}

function readBundle(folder: string): readonly [string | undefined, Bundle] {
  const { outputs } = metafile.parse(JSON.parse(readFileSync(join(folder, 'index.meta.json'), 'utf8')));
  const [output] = Object.values(outputs).filter(({ entryPoint }) => entryPoint !== undefined);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const packages = new Set(inputs.flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const file = join(folder, 'index.mjs');
  const bundle = { file, bytes: output?.bytes ?? 0, code: readFileSync(file, 'utf8'), packages };
  return [output?.entryPoint?.split('/').at(-2), bundle];
}

/** The commands of the AWS SDK that a function's own code may send: those that are left when dead code is gone. */
export async function commandsOf(name: FunctionName): Promise<ReadonlySet<string>> {
  const { outputFiles } = await build({
    entryPoints: [entryOf(name)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  const code = outputFiles.map(({ text }) => text).join('\n');
  return new Set([...code.matchAll(/\bnew ([A-Z]\w+)Command\d*\(/g)].flatMap(([, command]) => command ?? []));
}
