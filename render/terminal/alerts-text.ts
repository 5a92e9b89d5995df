import type { Alert, Silence } from '../../core/alerts/alert.ts';
import type { AlertRule } from '../../core/alerts/crossing.ts';
import type { Thresholds } from '../../core/alerts/thresholds.ts';
import { suspicionWords, valueWords } from '../alerts/crossing-words.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { safeText } from '../safe-text.ts';

export interface RuleLine {
  readonly rule: AlertRule;
  /** `rung`: it has told its alert and waits until the value falls below, or a digest comes. */
  readonly state: 'armed' | 'rung';
  readonly alert: Alert | null;
  readonly silence: Silence | null;
}

export interface AlertsView {
  readonly states: readonly RuleLine[];
  readonly thresholds: Thresholds;
  /** Of the contract; null: nobody has said how the organization is billed. */
  readonly currency: string | null;
  readonly today: string;
  readonly formats: Formats;
}

/** The rules, a line each: from where on they ring, what they told last, until when they are quiet. */
export function alertsText({ states, ...view }: AlertsView): string {
  return states
    .map((line) => {
      const words = [fromWords(line.rule, view), lastWords(line, view.formats), quietWords(line.silence, view)];
      return hangingText(`${line.rule.padEnd(10)}  `, `${words.filter((each) => each !== '').join('; ')}.`);
    })
    .join('\n');
}

function fromWords(rule: AlertRule, { thresholds, currency, formats }: Omit<AlertsView, 'states'>): string {
  const { accounts, percent, money, suspiciousPercent, reminderDays } = thresholds;
  switch (rule) {
    case 'accounts':
      return accounts === undefined
        ? NOT_SET
        : `from ${formats.signed(accounts)} billable accounts since the last digest on`;
    case 'percent':
      return percent === undefined
        ? NOT_SET
        : `from +${formats.number(percent)} % billable accounts since the last digest on`;
    case 'money':
      if (money === undefined) return NOT_SET;
      return currency === null
        ? 'no contract, invoice or quote says what accounts cost: it cannot ring'
        : `from ${formats.money(money, currency)} a month more since the last digest on, by prices of your own`;
    case 'suspicious':
      return `over ${formats.number(suspiciousPercent)} % and over 20 accounts from one snapshot to the next`;
    case 'fix-by':
      return reminderDays === 0 ? 'never' : `${formats.counted(reminderDays, 'day')} before the fix-by date`;
  }
}

const NOT_SET = 'not set in mail.thresholds';

function lastWords({ state, alert }: RuleLine, formats: Formats): string {
  if (alert === null) return 'it has told nothing yet';
  const when = `told on ${formats.day(alert.asOf)}: ${whatWords(alert, formats)}`;
  if (alert.kind === 'reminder') return when;
  return state === 'rung' ? `${when}; quiet until it falls below or a digest comes` : when;
}

function whatWords(alert: Alert, formats: Formats): string {
  switch (alert.kind) {
    case 'crossing':
      return `${valueWords(alert, formats)}${alert.rule === 'money' ? ' a month' : ''} more`;
    case 'suspicion':
      return suspicionWords(alert, formats);
    case 'reminder':
      return `${formats.number(alert.accounts)} to fix by ${formats.civilDay(alert.fixBy)}`;
  }
}

function quietWords(silence: Silence | null, { today, formats }: Pick<AlertsView, 'today' | 'formats'>): string {
  if (silence === null || silence.until < today) return '';
  const { kind, until, reason, author } = silence;
  const by = author === undefined ? '' : ` by ${safeText(author)}`;
  return `${kind}${by} until ${formats.civilDay(until)} (${safeText(reason)})`;
}
