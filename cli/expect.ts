import { Temporal } from 'temporal-polyfill';
import { toInstant } from '../core/account.ts';
import {
  type Expectation,
  expectationProblem,
  expectationSchema,
  isOpenWave,
  type Wave,
} from '../core/expectations.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import {
  listExpectations,
  putExpectation,
  removeExpectation,
  replaceExpectation,
} from '../lambdas/clients/history/expectations.ts';
import { loadWaves } from '../lambdas/load-waves.ts';
import { type Formats, formatsFor } from '../render/formats.ts';
import { safeText } from '../render/safe-text.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { type BooksOptions, withBooks } from './open-books.ts';
import { pickAuthor } from './pick-author.ts';
import { todayIn } from './pick-date.ts';
import { readFields } from './read-fields.ts';

export interface ExpectOptions extends BooksOptions {
  readonly from?: string;
  readonly author?: string;
  readonly replace?: boolean;
}

/** `expect +200 by DATE "onboarding"`: a planned wave, so that no alarm rings for it. */
export function expectWave(words: readonly string[], options: ExpectOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async ({ history, settings }) => {
    const expectation = readExpectation(words, options, settings, context);
    const today = todayIn(settings, context);
    const known = await listExpectations(history, settings.id);
    const problem = expectationProblem(expectation, known, { today, timeZone: settings.timeZone });
    if (problem !== null) throw new UsageError(`${problem}.`);
    if (options.replace) await replaceExpectation(history, settings.id, expectation);
    else if (!(await putExpectation(history, settings.id, expectation))) {
      throw new Error(`something is expected by ${expectation.date} already; --replace corrects it.`);
    }
    const text = `${safeText(settings.name)}: expected ${waveWords(expectation, formatsOf(settings))}.`;
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, expectation }, null, 2));
    else context.print(text);
    return 0;
  });
}

/** @throws UsageError naming what is wrong with which word */
function readExpectation(
  [change, by, date, ...reason]: readonly string[],
  { from, author }: ExpectOptions,
  settings: OrganizationSettings,
  context: CommandContext,
): Expectation {
  if (by !== 'by' || !change?.match(/^\+\d{1,7}$/)) {
    throw new UsageError('say it as: billable-drift expect +200 by 2026-12-15 "onboarding".');
  }
  return readFields(expectationSchema, {
    date,
    since: from === undefined ? toInstant(context.now()) : startOfDay(from, settings.timeZone),
    accounts: change.slice(1),
    reason: reason.join(' '),
    author: pickAuthor(author, context),
  });
}

function startOfDay(day: string, timeZone: string): string {
  const date = readFields(expectationSchema.pick({ date: true }), { date: day }).date;
  return toInstant(new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds));
}

/** `expect list`: what is planned, and how much of it has come. */
export function listWaves(options: BooksOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async ({ history, settings }) => {
    const now = toInstant(context.now());
    const { timeZone } = settings;
    const waves = await loadWaves(history, settings.id, { after: '', upTo: now, timeZone });
    const told = waves.map(({ expectation, came }) => ({
      ...expectation,
      came,
      open: isOpenWave(expectation, now, timeZone),
    }));
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, expectations: told }, null, 2));
    else if (told.length === 0) context.print(`${safeText(settings.name)}: nothing is expected.`);
    else for (const wave of waves) context.print(listLine(wave, now, settings));
    return 0;
  });
}

function listLine({ expectation, came }: Wave, now: string, settings: OrganizationSettings): string {
  const formats = formatsOf(settings);
  const over = isOpenWave(expectation, now, settings.timeZone) ? '' : '  OVER';
  return `${waveWords(expectation, formats)}; ${formats.number(came)} came${over}  (${safeText(expectation.author)})`;
}

/** `expect remove DATE`: nothing is expected by that day any more. */
export function removeWave(date: string, options: BooksOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async ({ history, settings }) => {
    if (!(await removeExpectation(history, settings.id, date))) {
      throw new Error(`nothing is expected by ${safeText(date)} in ${settings.id}; expect list tells the days.`);
    }
    const removed = { organization: settings.id, removed: date };
    if (options.json) context.emit(JSON.stringify(removed, null, 2));
    else context.print(`Nothing is expected by ${date} any more.`);
    return 0;
  });
}

function waveWords({ accounts, date, reason }: Expectation, formats: Formats): string {
  return `${formats.signed(accounts)} by ${formats.civilDay(date)}: ${safeText(reason)}`;
}

function formatsOf({ locale, timeZone }: OrganizationSettings): Formats {
  return formatsFor(locale, timeZone);
}
