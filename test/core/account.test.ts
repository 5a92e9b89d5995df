import { describe, expect, test } from '@jest/globals';
import { domainOf, readLastActive, readSite, toInstant } from '../../core/account.ts';
import { agent } from '../accounts.ts';

test.each([
  ['2025-12-03T13:10:59.759Z', '2025-12-03T13:10:59.759Z'],
  ['2025-12-03', '2025-12-03'],
  [' 2025-12-03 ', '2025-12-03'],
  ['', 'never'],
  [null, 'never'],
  [undefined, 'never'],
  ['03 Dec 2025', 'unknown'],
  ['2025-13-40', 'unknown'],
  ['Never accessed', 'unknown'],
])('last active %j reads as %s', (text, expected) => {
  expect(readLastActive(text)).toBe(expected);
});

test.each([
  ['contoso.atlassian.net', 'contoso.atlassian.net'],
  ['https://Contoso.atlassian.net/wiki?x=1', 'contoso.atlassian.net'],
  ["Jane Doe's boards", null],
  ['jane.doe@contoso.com', null],
  ['boards', null],
  ['', null],
  [null, null],
  [undefined, null],
])('site %j reads as %j', (text, expected) => {
  expect(readSite(text)).toBe(expected);
});

describe('the domain of an e-mail', () => {
  test.each([
    ['Ada@Contoso.COM', 'contoso.com'],
    ['"a@b"@contoso.com', 'contoso.com'],
    ['nobody', null],
    ['nobody@', null],
    [null, null],
  ])('%j is %j', (email, expected) => {
    expect(domainOf(agent({ email }))).toBe(expected);
  });
});

test('an instant has whole seconds', () => {
  expect(toInstant(new Date('2026-11-23T06:00:00.999Z'))).toBe('2026-11-23T06:00:00Z');
});
