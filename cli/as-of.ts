import { stat } from 'node:fs/promises';
import { type Instant, toInstant } from '../core/account.ts';
import { UsageError } from './command-context.ts';

const SLACK_MS = 5 * 60_000;

/**
 * Reads `--as-of`: a day, or a time with its zone.
 *
 * @throws UsageError if it is neither, or lies in the future
 */
export function parseAsOf(text: string, now: Date): Instant {
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;
  const time = new Date(text);
  if (!form.test(text) || Number.isNaN(time.getTime()) || !isDay(text.slice(0, 10))) {
    throw new UsageError(`--as-of ${text} is not a date (2026-11-23) or a time with its zone (2026-11-23T06:00:00Z).`);
  }
  if (time.getTime() > now.getTime() + SLACK_MS) throw new UsageError(`--as-of ${text} lies in the future.`);
  return toInstant(time);
}

/** `Date` takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** When an export was made, as far as its file tells; null if there is no such file. */
export async function fileTime(file: string): Promise<Instant | null> {
  const stats = await stat(file).catch(() => null);
  return stats ? toInstant(stats.mtime) : null;
}
