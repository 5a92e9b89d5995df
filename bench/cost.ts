import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStory } from '../test/whole/synthesized/story.ts';
import { type Assembly, synthesize } from '../test/whole/synthesized/synthesize.ts';
import { writeCostDocument } from './cost-document.ts';
import { type Measured, measureUsage } from './measure-usage.ts';

/**
 * Runs the synthesized application with 1,000, 10,000 and 100,000 accounts, counts its calls, and writes docs/cost.md:
 *
 *     npm run cost
 */
const SIZES = [1_000, 10_000, 100_000];

const folder = await mkdtemp(join(tmpdir(), 'billable-drift-cost-'));
try {
  const assembly = await synthesize(join(folder, 'assembly'));
  const measured: Measured[] = [];
  for (const accounts of SIZES) {
    measured.push(await measure(assembly, accounts));
    console.log(`${accounts} accounts: measured`);
  }
  await writeFile('docs/cost.md', writeCostDocument(assembly.template, measured));
} finally {
  await rm(folder, { recursive: true });
}

/** A snapshot without a digest, one with a digest, and an hour in which nothing is due; processes are warm by then. */
async function measure(assembly: Assembly, accounts: number): Promise<Measured> {
  const size = { accounts, agents: accounts / 50, signUps: Math.round(accounts / 33) };
  const story = await startStory(assembly, await mkdtemp(join(folder, 'state-')), size);
  try {
    const { cloud, simulation } = story;
    await cloud.passHours(1);
    const usageOn = async (day: number, time: string) => {
      await cloud.skipTo(time);
      simulation.goTo(day);
      return measureUsage(assembly.template, story, () => cloud.passHours(1));
    };
    const day = await usageOn(1, '2026-11-17T05:30:00Z');
    const digest = await usageOn(7, '2026-11-23T05:30:00Z');
    const idleHour = await measureUsage(assembly.template, story, () => cloud.passHours(1));
    return { accounts, day, digest, idleHour };
  } finally {
    await story.close();
  }
}
