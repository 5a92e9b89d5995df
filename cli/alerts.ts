import type { AlertRecord, Silence } from '../core/alerts/alert.ts';
import type { AlertRule } from '../core/alerts/crossing.ts';
import { ALERT_RULES } from '../core/alerts/crossing.ts';
import { isRung } from '../core/alerts/judge-edge.ts';
import { judgeSilence, readRule } from '../core/alerts/silence-rule.ts';
import { thresholdsOf } from '../core/alerts/thresholds.ts';
import { changeAlert, listAlerts } from '../lambdas/clients/history/alerts.ts';
import { lastDigest } from '../lambdas/clients/history/digests.ts';
import { formatsFor } from '../render/formats.ts';
import { safeText } from '../render/safe-text.ts';
import { alertsText } from '../render/terminal/alerts-text.ts';
import { type CommandContext, UsageError } from './command-context.ts';
import { type BooksOptions, withBooks } from './open-books.ts';
import { pickAuthor } from './pick-author.ts';
import { todayIn } from './pick-date.ts';

export interface SilenceOptions extends BooksOptions {
  readonly until: string;
  readonly reason: string;
  readonly author?: string;
}

/** `alerts list`: each rule, from where on it rings, what it told last, and until when it is kept quiet. */
export function showAlerts(options: BooksOptions, context: CommandContext): Promise<number> {
  return withBooks(options, async ({ history, settings, known }) => {
    const records = await listAlerts(history, settings.id);
    const last = await lastDigest(history, settings.id);
    const states = ALERT_RULES.map((rule) => {
      const record = records.find((each) => each.rule === rule);
      const rung = record !== undefined && isRung(record, last?.asOf ?? '');
      return { rule, state: rung ? ('rung' as const) : ('armed' as const), ...lastOf(record) };
    });
    const thresholds = thresholdsOf(settings);
    if (options.json) {
      context.emit(JSON.stringify({ organization: settings.id, thresholds, rules: states }, null, 2));
      return 0;
    }
    const formats = formatsFor(settings.locale, settings.timeZone);
    const currency = known?.contract.currency ?? null;
    context.print(alertsText({ states, thresholds, currency, today: todayIn(settings, context), formats }));
    return 0;
  });
}

function lastOf(record: AlertRecord | undefined): Pick<AlertRecord, 'alert' | 'silence'> {
  return { alert: record?.alert ?? null, silence: record?.silence ?? null };
}

/** `alerts mute RULE`: nothing is told by it until a day, that day included. */
export function muteAlert(name: string, options: SilenceOptions, context: CommandContext): Promise<number> {
  return keepQuiet(name, 'muted', options, context);
}

/** `alerts ack RULE`: what it told last is known; until a day it tells only what is more. */
export function acknowledgeAlert(name: string, options: SilenceOptions, context: CommandContext): Promise<number> {
  return keepQuiet(name, 'acknowledged', options, context);
}

function keepQuiet(
  name: string,
  kind: Silence['kind'],
  options: SilenceOptions,
  context: CommandContext,
): Promise<number> {
  const rule = requireRule(name);
  const author = pickAuthor(options.author, context);
  return withBooks(options, async ({ history, settings }) => {
    const today = todayIn(settings, context);
    const request = { kind, until: options.until, reason: options.reason, author };
    const record = await changeAlert(history, settings.id, rule, (before) => {
      const verdict = judgeSilence(rule, request, before, today);
      if (!verdict.accepted) throw new UsageError(`${verdict.why}.`);
      return { silence: verdict.silence };
    });
    if (options.json) context.emit(JSON.stringify({ organization: settings.id, rule, ...lastOf(record) }, null, 2));
    else {
      const by = safeText(author);
      context.print(
        `${settings.id}: ${rule} is ${kind} until ${options.until}, by ${by}: ${safeText(options.reason)}.`,
      );
    }
    return 0;
  });
}

function requireRule(name: string): AlertRule {
  const rule = readRule(name);
  if (rule === null) throw new UsageError(`${safeText(name)} is no rule; the rules are ${ALERT_RULES.join(', ')}.`);
  return rule;
}
