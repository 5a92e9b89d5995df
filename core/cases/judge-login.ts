import type { Instant } from '../account.ts';

/** Whose activity moved by a login: `not-told`: nobody's, or not for sure. */
export type Login = 'old' | 'new' | 'not-told';

/**
 * Which account somebody logged in to since an instant, from when each was last active: an instant, a day alone, or null.
 * The old one counts first: that nobody is locked out has to be certain. A day alone counts from the next day on.
 */
export function judgeLogin(old: string | null, successor: string | null, since: Instant): Login {
  if (old !== null && isAfter(old, since)) return 'old';
  return successor !== null && isAfter(successor, since) ? 'new' : 'not-told';
}

function isAfter(lastActive: string, since: Instant): boolean {
  if (lastActive.length === 10) return lastActive > since.slice(0, 10);
  return Date.parse(lastActive) > Date.parse(since);
}
