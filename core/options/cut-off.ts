import type { CutOff, Lead } from './option.ts';

/**
 * Whether an option begun today takes effect by the fix-by day, that day included. Working days are Monday to Friday,
 * today counted if it is one. What others decide is never promised.
 */
export function judgeCutOff(lead: Lead, today: string, fixBy: string | null): CutOff {
  if (fixBy === null) return { makes: 'unknown', why: 'no contract is known, so neither is the day of the next count' };
  if (today > fixBy) return { makes: 'no', why: `the last day for this period was ${fixBy}` };
  if (lead.kind === 'others') return { makes: 'depends', why: `${lead.who} by ${fixBy}` };
  const done = lead.kind === 'at-once' ? today : lastOfWorkingDays(today, lead.days);
  return done <= fixBy
    ? { makes: 'yes', why: `done on ${done} if begun today` }
    : { makes: 'no', why: `done on ${done} at the earliest, the last day is ${fixBy}` };
}

function lastOfWorkingDays(today: string, days: number): string {
  let day = Date.parse(today);
  let worked = isWorkingDay(day) ? 1 : 0;
  while (worked < days) {
    day += DAY_MS;
    if (isWorkingDay(day)) worked += 1;
  }
  return new Date(day).toISOString().slice(0, 10);
}

function isWorkingDay(day: number): boolean {
  const weekday = new Date(day).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

const DAY_MS = 86_400_000;
