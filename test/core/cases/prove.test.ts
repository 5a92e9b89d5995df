import { describe, expect, test } from '@jest/globals';
import { isProof, proofOf } from '../../../core/cases/prove.ts';

describe('what a later snapshot proves', () => {
  test.each([
    ['billable', null, 'still-billable'],
    ['not-billable', null, 'verified'],
    [null, null, 'verified'],
    ['unknown', null, 'unknown'],
    ['not-billable', 'not-billable', 'verified'],
    ['not-billable', 'billable', 'still-billable'],
    [null, 'billable', 'still-billable'],
    [null, 'unknown', 'unknown'],
    ['billable', 'unknown', 'still-billable'],
    ['unknown', 'billable', 'still-billable'],
  ] as const)('%s, and whoever has its address now %s: %s', (state, next, result) => {
    const successor = next === null ? null : { accountId: 'n1', state: next };
    expect(proofOf('a1', state, successor)).toEqual({
      accountId: 'a1',
      result,
      successor: next === null ? null : 'n1',
    });
  });
});

test.each([
  ['2026-11-24T09:59:59Z', false],
  ['2026-11-24T10:00:00Z', true],
])('work that ended on 23 November at 10:00 is proven by a snapshot that began at %s: %s', (startedAt, is) => {
  expect(isProof({ startedAt }, '2026-11-23T10:00:00Z')).toBe(is);
});
