import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Instant } from './account.ts';
import { civilDay } from './civil-day.ts';

const day = z.iso.date('a day such as 2026-12-15');

/** A planned wave of accounts that become billable: so many, between `since` and the end of the day `date`. */
export const expectationSchema = z.strictObject({
  date: day,
  since: z.string(),
  accounts: z.coerce.number('a number of accounts such as +200').int().min(1).max(1_000_000),
  reason: z.string().trim().min(1).max(200),
  author: z.string().trim().min(1).max(200),
});
export type Expectation = z.output<typeof expectationSchema>;

/** So far ahead a wave can be planned; one without an end would silence every alarm. */
const MOST_DAYS = 366;

/** Why an expectation is not taken in beside those that are; null if it is. `today`: of the organization's zone. */
export function expectationProblem(
  expectation: Expectation,
  others: readonly Expectation[],
  { today, timeZone }: { readonly today: string; readonly timeZone: string },
): string | null {
  const { date, since } = expectation;
  if (date < today) return `by: ${date} is over, so nothing more can be expected by it; give a day from ${today} on`;
  const latest = Temporal.PlainDate.from(today).add({ days: MOST_DAYS }).toString();
  if (date > latest) return `by: ${date} is more than a year away; give a day until ${latest}`;
  if (date < civilDay(since, timeZone)) return `by: ${date} lies before --from, ${civilDay(since, timeZone)}`;
  const other = others.find(
    (each) => civilDay(since, timeZone) <= each.date && civilDay(each.since, timeZone) <= date && each.date !== date,
  );
  if (!other) return null;
  return `by: it overlaps with +${other.accounts} by ${other.date} (${other.reason}), and who comes could belong to either; begin after it with --from, or take that one away with expect remove ${other.date}`;
}

/** What one complete snapshot found to have become billable since the one before; null: there was none. */
export interface StepEntries {
  readonly asOf: Instant;
  readonly baseline: Instant | null;
  readonly entries: number;
}

/** How much of a wave has come. `now`: what of it the steps after `after` brought. */
export interface Wave {
  readonly expectation: Expectation;
  readonly came: number;
  readonly now: number;
}

/** Which steps are asked about: those after `after` up to `upTo`, days being those of the organization's zone. */
export interface WaveRange {
  readonly after: Instant;
  readonly upTo: Instant;
  readonly timeZone: string;
}

/**
 * Counts planned waves by what came. A step counts towards a wave if any of the time it covers lies within the wave's,
 * so that what came on its last day and was found the next morning still counts; the earlier wave is filled first, and
 * none beyond its number. `steps`: all since the earliest wave began, in any order.
 */
export function countWaves(
  expectations: readonly Expectation[],
  steps: readonly StepEntries[],
  { after, upTo, timeZone }: WaveRange,
): readonly Wave[] {
  const waves = [...expectations]
    .sort((one, other) => (one.date < other.date ? -1 : 1))
    .map((expectation) => ({ expectation, came: 0, now: 0 }));
  const counted = steps.filter(({ asOf }) => asOf <= upTo).sort((one, other) => (one.asOf < other.asOf ? -1 : 1));
  for (const step of counted) {
    let left = step.entries;
    for (const wave of waves) {
      if (!covers(wave.expectation, step, timeZone)) continue;
      const part = Math.min(left, wave.expectation.accounts - wave.came);
      wave.came += part;
      if (step.asOf > after) wave.now += part;
      left -= part;
    }
  }
  return waves;
}

/** Of the accounts that became billable in a range of steps, how many were planned: no alarm is about them. */
export function plannedEntries(
  expectations: readonly Expectation[],
  steps: readonly StepEntries[],
  range: WaveRange,
): number {
  return countWaves(expectations, steps, range).reduce((sum, { now }) => sum + now, 0);
}

/** When the earliest wave began: from then on steps have to be read to count them; null: nothing is planned. */
export function wavesSince(expectations: readonly Expectation[]): Instant | null {
  return expectations.map(({ since }) => since).sort()[0] ?? null;
}

/** A wave is open until a snapshot was taken after its last day. */
export function isOpenWave({ date }: Expectation, asOf: Instant, timeZone: string): boolean {
  return civilDay(asOf, timeZone) <= date;
}

function covers({ since, date }: Expectation, { asOf, baseline }: StepEntries, timeZone: string): boolean {
  return asOf > since && civilDay(baseline ?? asOf, timeZone) <= date;
}
