import { plainWords } from '../plain-words.ts';
import type { AlertRecord, Silence } from './alert.ts';
import { silenceSchema } from './alert.ts';
import { ALERT_RULES, type AlertRule } from './crossing.ts';

export type SilenceVerdict =
  | { readonly accepted: true; readonly silence: Silence }
  | { readonly accepted: false; readonly why: string };

/** A rule by its name; null for an unknown one. */
export function readRule(name: string): AlertRule | null {
  return ALERT_RULES.find((rule) => rule === name) ?? null;
}

export interface SilenceRequest {
  readonly kind: Silence['kind'];
  readonly until: string;
  readonly reason: string;
  readonly author: string;
}

/** Takes in that a rule is to be kept quiet. Only what has rung can be acknowledged, and only a day to come ends it. */
export function judgeSilence(
  rule: AlertRule,
  { kind, until, reason, author }: SilenceRequest,
  record: Pick<AlertRecord, 'alert'> | undefined,
  today: string,
): SilenceVerdict {
  const value = kind === 'acknowledged' ? measuredBy(record?.alert ?? null) : 0;
  if (value === null) return no(`${rule} has told nothing that could be acknowledged; mute it instead`);
  const common = { until, reason, author, from: today };
  const document = kind === 'muted' ? { kind, ...common } : { kind, ...common, value };
  const result = silenceSchema.safeParse(document, { error: plainWords });
  if (!result.success) {
    return no(result.error.issues.map(({ path, message }) => `${path.join('.') || kind}: ${message}`).join('; '));
  }
  if (until < today) return no(`until: ${until} is over; give a day from ${today} on`);
  return { accepted: true, silence: result.data };
}

function no(why: string): SilenceVerdict {
  return { accepted: false, why };
}

/** What the last alert of a rule measured; null for none, and for a reminder. */
function measuredBy(alert: AlertRecord['alert']): number | null {
  if (alert === null || alert.kind === 'reminder') return null;
  return alert.kind === 'crossing' ? alert.value : Math.abs(alert.now - alert.before);
}
