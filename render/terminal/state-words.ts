import { statusWords } from '../../core/cases/decide.ts';
import type { CaseSight } from '../../core/cases/sight.ts';
import type { Formats } from '../formats.ts';

/** Where a case stands; once it was checked, for how many of the accounts that something was done to it came true. */
export function stateWords({ state, accounts }: Pick<CaseSight, 'state' | 'accounts'>, formats: Formats): string {
  const words = statusWords({ state });
  if (state !== 'proven') return words;
  const done = accounts.filter(({ work }) => work === 'done');
  if (done.length === 0) return `${words}: no account was changed`;
  const verified = done.filter(({ proof }) => proof === 'verified').length;
  return `${words}: ${formats.number(verified)} of ${formats.number(done.length)} verified`;
}
