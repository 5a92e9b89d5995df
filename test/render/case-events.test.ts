import { expect, test } from '@jest/globals';
import type { CaseEvent } from '../../core/cases/events.ts';
import { formatsFor } from '../../render/formats.ts';
import { eventWords } from '../../render/terminal/case-events.ts';

const FORMATS = formatsFor('en-US', 'UTC');
const at = '2026-11-23T06:00:00Z';
const done = (accountId: string) => ({ accountId, result: 'done', why: null }) as const;

test.each<[CaseEvent, string]>([
  [{ kind: 'writing', at, key: 'k', step: 'rest: unlink', accountIds: ['a'] }, '"rest: unlink" is being written for a'],
  [
    { kind: 'writing', at, key: 'k', step: 'all: disable', accountIds: ['a', 'b'] },
    '"all: disable" is being written for 2 accounts',
  ],
  [
    { kind: 'writing', at, key: 'k', step: 'rest: resync dir-1', accountIds: [] },
    '"rest: resync dir-1" is being written',
  ],
  [
    { kind: 'stepped', at, key: 'k', step: 'rest: unlink', read: true, work: [done('a')] },
    '"rest: unlink" is done for a, as was read',
  ],
  [
    {
      kind: 'stepped',
      at,
      key: 'k',
      step: 'all: ask',
      read: false,
      work: [{ accountId: 'a', result: 'failed', why: 'x' }],
    },
    '"all: ask" is done for 0 accounts, by the word of who did it',
  ],
  [{ kind: 'began', at, key: 'rest: preflight a', accountId: 'a', execution: 'e' }, 'a begins'],
])('%j', (event, words) => {
  expect(eventWords(event, FORMATS)).toBe(words);
});
