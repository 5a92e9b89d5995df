import type { Instant } from '../account.ts';
import type { AlertRecord, Silence } from './alert.ts';

export type RuleState = Pick<AlertRecord, 'edge' | 'alert' | 'silence'>;

export interface EdgeReading {
  /** Null: it cannot be known, and changes nothing. */
  readonly value: number | null;
  readonly threshold: number;
  /** The snapshot. */
  readonly asOf: Instant;
  /** Its civil day, in the organization's zone. */
  readonly today: string;
  /** The last recorded digest. */
  readonly lastDigest: Instant;
  readonly coolDownDays: number;
}

/** `ring`: an alert is to be told. `arm`: the value has fallen below. `stay`: nothing changes. */
export type EdgeVerdict = 'ring' | 'arm' | 'stay';

/**
 * What a value does to a rule. It rings at the threshold or above, once: the value has to fall below, or a digest to be
 * recorded, before it can ring again. While it cools down or is kept quiet a crossing waits, and rings afterwards if it
 * still stands. A snapshot older than the last alert changes nothing.
 */
export function judgeEdge(state: RuleState, reading: EdgeReading): EdgeVerdict {
  const { value, threshold, asOf, today } = reading;
  if (value === null || (state.alert !== null && state.alert.asOf >= asOf)) return 'stay';
  if (value < threshold) return isRung(state, reading.lastDigest) ? 'arm' : 'stay';
  const waits =
    isRung(state, reading.lastDigest) || isCoolingDown(state, reading) || isQuiet(state.silence, today, value);
  return waits ? 'stay' : 'ring';
}

/** Whether a rule has rung, and neither its value has fallen below nor a digest was recorded since. */
export function isRung({ edge, alert }: RuleState, lastDigest: Instant): boolean {
  return edge === 'rung' && alert !== null && alert.asOf > lastDigest;
}

/** Days are of 24 hours; a rule that rang so many days ago may ring. */
function isCoolingDown({ alert }: RuleState, { asOf, coolDownDays }: EdgeReading): boolean {
  return alert !== null && Date.parse(asOf) - Date.parse(alert.asOf) < coolDownDays * DAY_MS;
}

const DAY_MS = 86_400_000;

/** Whether a rule is kept quiet on a day. What was acknowledged keeps quiet up to the value that was seen. */
export function isQuiet(silence: Silence | null, today: string, value: number): boolean {
  if (silence === null || silence.until < today) return false;
  return silence.kind === 'muted' || value <= silence.value;
}
