import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../cli/command-context.ts';
import { pickAuthor } from '../../cli/pick-author.ts';

describe('who decides', () => {
  test.each([
    ['as named', 'Grace', { USER: 'ada' }, 'Grace'],
    ['else whoever works at this shell', undefined, { USER: 'ada', USERNAME: 'ben' }, 'ada'],
    ['by the other name of that, too', undefined, { USER: '', USERNAME: 'ben' }, 'ben'],
  ])('%s', (_, author, env, who) => {
    expect(pickAuthor(author, { env })).toBe(who);
  });

  test.each([
    [
      'nobody is known: the reason, and what to do',
      undefined,
      {},
      'it is not known who decides it, as USER is not set in the environment: name who does with --author NAME.',
    ],
    ['an empty name', ' ', { USER: 'ada' }, '--author is empty: name who decides it.'],
  ])('%s', (_, author, env, why) => {
    expect(() => pickAuthor(author, { env })).toThrow(new UsageError(why));
  });
});
