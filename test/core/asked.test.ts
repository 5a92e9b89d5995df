import { expect, test } from '@jest/globals';
import { allAsked, holdsOf, waitingOf } from '../../core/asked.ts';
import { caseOf, folded, happened, NOON, planOf } from '../cases.ts';

const zone = 'UTC';
const holder = { ...happened.asked, who: 'holder' } as const;
const asking3 = caseOf(planOf({ option: 'leave-or-delete-workspace' }));
const { proposed, approved, started, asked, said, finished, rejected } = happened;

test('an open case holds its accounts, and waits for somebody until a day', () => {
  const days = (...events: Parameters<typeof folded>[0]) => holdsOf([folded(events)], zone).get('a1');
  expect(days(proposed)).toEqual({ case: 'c0ffee0001', asks: false, until: null });
  expect(days(proposed, approved, started, asked)).toMatchObject({ asks: false, until: '2026-11-30' });
  expect(days(proposed, approved, started, holder)).toMatchObject({ asks: true, until: '2026-11-30' });
  expect(days(proposed, approved, started, asked, said)).toMatchObject({ until: null });
  expect(days(proposed, rejected)).toBeUndefined();
});

test('an account that its case has left out is not held', () => {
  const skipped = { accountId: 'a2', result: 'skipped', why: 'it was gone' } as const;
  const kept = { kind: 'kept', at: '2026-11-23T09:01:00Z', key: 'k', accounts: [], skipped: [skipped] } as const;
  expect([...holdsOf([folded([proposed, approved, started, kept])], zone).keys()]).toEqual(['a1', 'a3']);
});

test('who was asked in a case stays asked once it has ended; the last asking counts', () => {
  const over = folded([proposed, approved, started, holder, finished], NOON, asking3);
  const byHand = { accountId: 'a1', on: '2026-11-24', until: '2026-12-08', author: 'ada' };
  const asking = allAsked([byHand], [over], zone);
  expect(asking.get('a1')).toEqual(byHand);
  expect(asking.get('a2')).toMatchObject({ on: '2026-11-23', until: '2026-11-30' });
  expect(allAsked([{ ...byHand, on: '2026-11-01' }], [over], zone).get('a1')).toMatchObject({ on: '2026-11-23' });
  expect(allAsked([], [folded([proposed, approved, started, asked])], zone).size).toBe(0);
});

test('the first login of option 6 asks nobody whether they need an account', () => {
  const login = { ...holder, step: 'canary: first-login', accounts: 1 } as const;
  const one = caseOf(planOf({ option: 'relink-through-idp' }));
  expect(allAsked([], [folded([proposed, approved, started, login], NOON, one)], zone).size).toBe(0);
});

test('whom a case has left out was not asked; who was silent was', () => {
  const skipped = (accountId: string) => ({ accountId, result: 'skipped', why: 'no answer' }) as const;
  const at = '2026-11-23T09:01:00Z';
  const kept = { kind: 'kept', at, key: 'k', accounts: [], skipped: [skipped('a2')] } as const;
  const silent = { kind: 'stepped', at, key: 's', step: 'all: ask', read: false, work: [skipped('a3')] } as const;
  const one = folded([proposed, approved, started, kept, holder, silent], NOON, asking3);
  expect([...allAsked([], [one], zone).keys()]).toEqual(['a1', 'a3']);
});

test('today waits for whoever may still answer, and for open cases', () => {
  const byHand = { accountId: 'z', on: '2026-11-24', until: '2026-12-08', author: 'ada' };
  const holds = holdsOf([folded([proposed])], zone);
  const on = (day: string) =>
    [...waitingOf(holds, new Map([['z', byHand]]), day)].map(([id, { reason }]) => [id, reason]);
  expect(on('2026-12-08')).toEqual([...['a1', 'a2', 'a3'].map((id) => [id, 'in-progress']), ['z', 'asked']]);
  expect(on('2026-12-09')).not.toContainEqual(['z', 'asked']);
});
