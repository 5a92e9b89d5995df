import { expect, test } from '@jest/globals';
import { counted } from '../../core/counted.ts';
import { formatsFor } from '../../render/formats.ts';

test.each([
  [0, '0 accounts'],
  [1, '1 account'],
  [2, '2 accounts'],
])('%d has its noun', (count, words) => {
  expect(counted(count, 'account')).toBe(words);
  expect(formatsFor('en-GB', 'UTC').counted(count, 'account')).toBe(words);
});

test('a noun may have a plural of its own, and a text its own way to write numbers', () => {
  expect([1, 2].map((count) => counted(count, 'person', 'people'))).toEqual(['1 person', '2 people']);
  expect(formatsFor('en-GB', 'UTC').counted(1200, 'person', 'people')).toBe('1,200 people');
  expect(formatsFor('de-DE', 'UTC').counted(1200, 'user')).toBe('1.200 users');
});
