/** A person's step is asked for so many days; then it is overdue, and after as many again the case stops. */
export const ASK_DAYS = 7;

/** No case is under way for longer. */
export const CASE_DAYS = 60;

/** A later snapshot is waited for so many days. */
export const PROOF_DAYS = 14;

const MINUTE = 60;
const HOUR = 3600;

/**
 * Seconds to the next look for a person's word: soon at first, hourly for a day, then every six hours. Where minutes
 * count, every five minutes for two hours. A durable execution has 3,000 operations, and each look takes two.
 */
export function lookDelay(look: number, minutesCount: boolean): number {
  if (minutesCount && look <= 24) return 5 * MINUTE;
  if (look <= 6) return MINUTE * 2 ** (look - 1);
  return look <= 30 ? HOUR : 6 * HOUR;
}
