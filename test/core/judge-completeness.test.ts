import { expect, test } from '@jest/globals';
import { judgeCompleteness, judgeFile } from '../../core/judge-completeness.ts';

test.each([
  ['exact', 1000, 1000, 1000, 'complete', 0],
  ['five missing of few', 95, 100, 100, 'complete', 5],
  ['six missing of few', 94, 100, 100, 'partial', 6],
  ['0.1 % missing of many', 99_900, 100_000, 100_000, 'complete', 100],
  ['more than 0.1 % missing of many', 99_899, 100_000, 100_000, 'partial', 101],
  ['more found than told', 1006, 1000, 1000, 'partial', 6],
  ['the total grew and the walk lies between', 1002, 1000, 1004, 'complete', 0],
  ['the total shrank and the walk lies between', 1002, 1004, 1000, 'complete', 0],
  ['below both totals', 998, 1004, 1000, 'complete', 2],
  ['nobody', 0, 0, 0, 'complete', 0],
  ['everybody missing', 0, 100, 100, 'partial', 100],
] as const)('%s', (_, accounts, firstTotal, lastTotal, state, gap) => {
  expect(judgeCompleteness({ accounts, firstTotal, lastTotal })).toMatchObject({ state, gap });
});

test.each([
  [null, 5],
  [5, null],
])('a total that was not told leaves it partial', (firstTotal, lastTotal) => {
  expect(judgeCompleteness({ accounts: 5, firstTotal, lastTotal })).toEqual({
    state: 'partial',
    gap: null,
    reason: 'the API told no total to hold the accounts against',
  });
});

const FILE = {
  file: 'm.csv',
  accounts: 800,
  unreadableRows: 0,
  unreadableLines: [],
  before: 1000,
  fewer: 'doubted',
} as const;

test.each([
  ['a fifth fewer than before', {}, 'complete'],
  ['over a fifth fewer', { accounts: 799 }, 'partial'],
  ['over a fifth fewer, and a person has said so', { accounts: 799, fewer: 'accepted' }, 'complete'],
  ['20 of 40 are gone', { accounts: 20, before: 40 }, 'complete'],
  ['21 of 40 are gone', { accounts: 19, before: 40 }, 'partial'],
  ['nothing to compare with', { accounts: 1, before: null }, 'complete'],
  ['five rows that cannot be read', { unreadableRows: 5, unreadableLines: [2, 3, 4, 5, 6] }, 'complete'],
  ['six rows that cannot be read', { unreadableRows: 6, unreadableLines: [2, 3, 4, 5, 6, 7] }, 'partial'],
] as const)('a file: %s', (_, change, state) => {
  expect(judgeFile({ ...FILE, ...change }).state).toBe(state);
});

test.each([
  ['a twentieth fewer than before', { accounts: 950 }, 0],
  ['over a twentieth fewer: nobody is told as gone', { accounts: 949 }, 51],
  ['over a twentieth fewer, and a person has said so', { accounts: 949, fewer: 'accepted' }, 0],
  ['20 of 100 fewer are few', { accounts: 80, before: 100 }, 0],
  ['21 of 105 fewer', { accounts: 84, before: 105 }, 21],
  ['rows that cannot be read among those that are missing', { accounts: 949, unreadableRows: 3 }, 51],
  ['more than before', { accounts: 1200 }, 0],
] as const)('the gap of a file: %s', (_, change, gap) => {
  expect(judgeFile({ ...FILE, ...change })).toEqual({ state: 'complete', gap });
});
