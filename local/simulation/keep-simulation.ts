import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { changesSchema } from './changes.ts';

const FILE = 'simulated.json';

const keptSchema = z.object({
  /** The time of its own calendar. */
  now: z.iso.datetime().transform((text) => new Date(text)),
  options: z.object({
    seed: z.number(),
    accounts: z.number(),
    agents: z.number(),
    signUps: z.number(),
    synced: z.number(),
    requests: z.number(),
  }),
  changes: changesSchema,
});

/** The simulated organization of a state folder, as it is between two commands. */
export type KeptSimulation = z.output<typeof keptSchema>;

/** Keeps the simulated organization in a state folder: what its weeks do not bring, and what day it is there. */
export async function keepSimulation(state: string, kept: KeptSimulation): Promise<void> {
  const file = join(state, FILE);
  await writeFile(`${file}.new`, JSON.stringify(kept));
  await rename(`${file}.new`, file);
}

/** The simulated organization of a state folder; null: the folder holds none. */
export async function readKeptSimulation(state: string): Promise<KeptSimulation | null> {
  const text = await readFile(join(state, FILE), 'utf8').catch(() => null);
  return text === null ? null : keptSchema.parse(JSON.parse(text));
}
