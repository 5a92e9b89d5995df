import type { Instant } from '../account.ts';
import { type AnswerId, followsOf } from './answers.ts';
import { daysAfter } from './case.ts';
import type { Work } from './events.ts';
import type { AskSettings } from './remediation-settings.ts';

/** What is known of one holder while they are asked. */
export interface HolderFacts {
  readonly accountId: string;
  /** When each mail was taken on, in their order. */
  readonly asks: readonly Instant[];
  readonly answer: AnswerId | null;
  /** A snapshot begun after the first mail no longer shows the account as billable, or it is gone. */
  readonly left: boolean;
  /** Why it stays billable on purpose, if somebody said so meanwhile. */
  readonly excluded: string | null;
}

/** `ask`: the mail of that number is due, from 1. `ended`: nothing more is awaited of this holder. */
export type HolderStanding =
  | { readonly state: 'ask'; readonly ask: number }
  | { readonly state: 'waiting' }
  | { readonly state: 'ended'; readonly work: Work };

/** The last instant at which an answer still counts. */
export function answersUntil(firstAsk: Instant, { answerDays }: AskSettings): Instant {
  return daysAfter(firstAsk, answerDays);
}

/**
 * Where one holder stands. Who said that they leave is waited for like who said nothing, but not reminded. Silence ends
 * as skipped: nothing was deleted and nothing excluded. `over`: nobody is asked or waited for any longer.
 */
export function standingOf(facts: HolderFacts, settings: AskSettings, now: Instant, over: boolean): HolderStanding {
  const { accountId, asks, answer, left, excluded } = facts;
  const follows = answer === null ? null : followsOf(answer);
  if (follows === 'keeps') return skipped(accountId, 'its holder needs it: it is excluded until the renewal');
  if (follows === 'hint') return skipped(accountId, 'its holder never signed up for it: the admins were told');
  if (left) return ended(accountId, 'done', null);
  if (follows === null && excluded !== null) return skipped(accountId, `it stays billable on purpose: ${excluded}`);
  const first = asks[0];
  const late = first !== undefined && answersUntil(first, settings) < now;
  if (over || late) {
    // Whether they have left by then, the proof will show.
    if (follows === 'leaves') return ended(accountId, 'done', null);
    return skipped(accountId, first === undefined ? 'its holder was not asked' : 'its holder did not answer');
  }
  if (follows === null && isDue(asks, settings, now)) return { state: 'ask', ask: asks.length + 1 };
  return { state: 'waiting' };
}

/** A reminder keeps its distance to the mail before it, also where that one was late. */
function isDue(asks: readonly Instant[], { reminderDays }: AskSettings, now: Instant): boolean {
  const last = asks.at(-1);
  if (last === undefined) return true;
  const day = reminderDays[asks.length - 1];
  if (day === undefined) return false;
  return daysAfter(last, day - (reminderDays[asks.length - 2] ?? 0)) <= now;
}

function ended(accountId: string, result: Work['result'], why: string | null): HolderStanding {
  return { state: 'ended', work: { accountId, result, why } };
}

function skipped(accountId: string, why: string): HolderStanding {
  return ended(accountId, 'skipped', why);
}
