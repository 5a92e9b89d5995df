import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type Template, templateSchema } from './template.ts';

/** What `cdk synth` has written: the template, and the bundles that it names. */
export interface Assembly {
  readonly template: Template;
  /** The folder of an asset, by its key in the bucket of assets. */
  readonly assetOf: (key: string) => string;
}

const manifestSchema = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })),
});

/** Synthesizes the application as a deployment does, without network and without credentials. */
export async function synthesize(folder: string, settings = 'lib/example-settings.json'): Promise<Assembly> {
  const args = ['node_modules/aws-cdk/bin/cdk', 'synth', '-q', '-c', `config=${settings}`, '-o', folder];
  const env = { PATH: process.env.PATH, HOME: folder, CDK_DISABLE_VERSION_CHECK: '1', CI: '1' };
  await promisify(execFile)(process.execPath, args, { env });
  return readAssembly(folder);
}

export async function readAssembly(folder: string): Promise<Assembly> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const { files } = manifestSchema.parse(await read('BillableDrift.assets.json'));
  return {
    template: templateSchema.parse(await read('BillableDrift.template.json')),
    assetOf(key) {
      const found = files[key.replace(/\.zip$/, '')];
      if (!found) throw new Error(`the assembly has no asset ${key}.`);
      return join(folder, found.source.path);
    },
  };
}
