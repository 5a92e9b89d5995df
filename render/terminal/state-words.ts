import { statusWords } from '../../core/cases/decide.ts';
import type { CaseSight } from '../../core/cases/sight.ts';
import type { Formats } from '../formats.ts';
import { safeText } from '../safe-text.ts';

/** Where a case stands: why it ended before its end; once it was checked, for how many of its accounts it came true. */
export function stateWords(sight: Pick<CaseSight, 'state' | 'why' | 'accounts'>, formats: Formats): string {
  const words = statusWords(sight);
  if (sight.why !== null) return `${words}: ${safeText(sight.why)}`;
  return sight.state === 'proven' ? `${words}: ${provenWords(sight, formats)}` : words;
}

function provenWords({ accounts }: Pick<CaseSight, 'accounts'>, formats: Formats): string {
  const done = accounts.filter(({ work }) => work === 'done');
  if (done.length === 0) return 'no account was changed';
  const verified = done.filter(({ proof }) => proof === 'verified').length;
  return `${formats.number(verified)} of ${formats.number(done.length)} verified`;
}
