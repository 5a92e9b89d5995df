import { UsageError } from './command-context.ts';

/**
 * A month such as 2026-11 that has begun.
 *
 * @throws UsageError naming the field and its value
 */
export function readMonth(field: string, text: string, today: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) {
    throw new UsageError(`${field}: ${JSON.stringify(text)} is no month such as 2026-11.`);
  }
  if (text > today.slice(0, 7)) throw new UsageError(`${field}: ${text} lies in the future.`);
  return text;
}
