import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const FILE = 'simulated-day.json';
const calendarSchema = z.object({ now: z.iso.datetime() });

/** Keeps in a state folder at what time of its own calendar the simulated organization is. */
export async function keepCalendar(state: string, now: Date): Promise<void> {
  await writeFile(join(state, FILE), JSON.stringify({ now: now.toISOString() }));
}

/** The time at which the simulated organization of a state folder is; null: the folder holds none. */
export async function readCalendar(state: string): Promise<Date | null> {
  const text = await readFile(join(state, FILE), 'utf8').catch(() => null);
  return text === null ? null : new Date(calendarSchema.parse(JSON.parse(text)).now);
}
