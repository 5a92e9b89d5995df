import { describe, expect, test } from '@jest/globals';
import { explainEntry, explainExit } from '../../core/explain-cause.ts';
import { agentFact } from '../accounts.ts';

const was = agentFact({ state: 'not-billable', access: [], exposure: null });

describe('entry causes, the first that fits', () => {
  test.each([
    ['created-or-claimed', 'inferred', undefined, agentFact(), agentFact().access],
    [
      'reactivated',
      'observed',
      agentFact({ state: 'not-billable', status: 'inactive' }),
      agentFact(),
      agentFact().access,
    ],
    ['invited', 'inferred', was, agentFact({ neverActive: true }), agentFact().access],
    ['product-added', 'observed', was, agentFact({ access: ['trello'] }), ['trello']],
    ['flag-flipped', 'inferred', agentFact({ state: 'not-billable' }), agentFact(), agentFact().access],
  ] as const)('%s (%s)', (cause, certainty, before, after, access) => {
    expect(explainEntry(before, after, true)).toEqual({ cause, certainty, access });
  });

  test('reactivated wins over a product gained, invited over product added', () => {
    const sleeping = agentFact({ state: 'not-billable', status: 'inactive', access: [] });
    expect(explainEntry(sleeping, agentFact({ access: ['trello'] }), true).cause).toBe('reactivated');
    expect(explainEntry(was, agentFact({ access: ['trello'], neverActive: true }), true).cause).toBe('invited');
  });

  test('only products gained explain a product added', () => {
    const after = agentFact({ access: [...agentFact().access, 'trello'] });
    expect(explainEntry(agentFact({ state: 'not-billable' }), after, true).access).toEqual(['trello']);
  });

  test('never logged in and no product is no invitation', () => {
    expect(explainEntry(was, agentFact({ access: [], neverActive: true }), true).cause).toBe('flag-flipped');
  });
});

describe('exit causes, the first that fits', () => {
  const after = agentFact({ state: 'not-billable', exposure: null });
  test.each([
    ['deleted-or-unclaimed', 'inferred', undefined, agentFact().access],
    ['deactivated', 'observed', agentFact({ state: 'not-billable', status: 'inactive' }), agentFact().access],
    ['product-removed', 'observed', agentFact({ state: 'not-billable', access: [] }), agentFact().access],
    ['flag-flipped', 'inferred', after, agentFact().access],
  ] as const)('%s (%s)', (cause, certainty, now, access) => {
    expect(explainExit(agentFact(), now, true)).toEqual({ cause, certainty, access });
  });

  test('deactivated wins over a product lost', () => {
    const now = agentFact({ state: 'not-billable', status: 'inactive', access: [] });
    expect(explainExit(agentFact(), now, true).cause).toBe('deactivated');
  });
});

describe('between a CSV and an API snapshot', () => {
  test('only the billable state is compared', () => {
    const none = { cause: 'not-compared', certainty: 'inferred', access: [] };
    expect(explainEntry(was, agentFact({ access: ['trello'] }), false)).toEqual(none);
    expect(explainExit(agentFact(), agentFact({ status: 'inactive' }), false)).toEqual(none);
  });

  test('who was not there, or is gone, is still told as such', () => {
    expect(explainEntry(undefined, agentFact(), false).cause).toBe('created-or-claimed');
    expect(explainExit(agentFact(), undefined, false).cause).toBe('deleted-or-unclaimed');
  });
});
