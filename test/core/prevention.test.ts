import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../core/inspection.ts';
import {
  inferPrevention,
  keepChecklist,
  type PreventionFacts,
  type SignUp,
  signUpsOf,
  toldSchema,
} from '../../core/prevention.ts';
import { access, agent } from '../accounts.ts';
import { LOCAL, SYNCED } from '../subjects.ts';

const signUps = (count: number, change: Partial<SignUp> = {}): readonly SignUp[] =>
  Array.from({ length: count }, () => ({ management: 'local' as const, state: 'billable' as const, ...change }));

const quiet: PreventionFacts = { signUps: [], autoClaim: known('off'), neverUsedSeats: [], enterprise: false };

function topics(facts: Partial<PreventionFacts>): readonly string[] {
  return inferPrevention({ ...quiet, ...facts }).map(({ topic, state }) => `${topic} ${state}`);
}

describe('what sign-ups tell of the settings', () => {
  test.each<[string, Partial<PreventionFacts>, readonly string[]]>([
    ['nothing seen', {}, []],
    ['9 of 9 local ones billable', { signUps: signUps(9) }, ['default-local-policy advised']],
    ['2 of 2: too few', { signUps: signUps(2) }, []],
    ['0 of 3 billable', { signUps: signUps(3, { state: 'not-billable' }) }, ['default-local-policy seems-set']],
    ['some billable, some not', { signUps: [...signUps(5), ...signUps(1, { state: 'not-billable' })] }, []],
    ['synced ones tell nothing', { signUps: signUps(9, { management: 'idp' }) }, []],
    ['nor do unknown ones', { signUps: signUps(9, { management: 'unknown' }) }, []],
    ['nor those whose flag is missing', { signUps: signUps(9, { state: 'unknown' }) }, []],
    [
      'with an Enterprise plan sign-ups can be blocked',
      { signUps: signUps(9), enterprise: true },
      ['default-local-policy advised', 'product-requests advised'],
    ],
    ['seats never used', { neverUsedSeats: [{ site: 'a.atlassian.net', accounts: 3 }] }, ['default-group advised']],
    ['two of them are no pattern', { neverUsedSeats: [{ site: 'a.atlassian.net', accounts: 2 }] }, []],
    ['nobody knows whether accounts are claimed', { autoClaim: unknown('not-asked') }, ['auto-claim ask']],
  ])('%s', (_, facts, expected) => {
    expect(topics(facts)).toEqual(expected);
  });

  test('the evidence is told in numbers, with the risk', () => {
    const [item] = inferPrevention({ ...quiet, signUps: signUps(9) });
    expect(item?.evidence).toBe('9 of 9 local sign-ups came in billable: your local default policy is billable.');
    expect(item?.risk).toContain('single sign-on');
  });
});

test('sign-ups are newcomers with a product anybody can sign up for', () => {
  const newcomers = [
    agent({ accountId: 'a', access: [access('trello')] }),
    agent({ accountId: 'b', access: [access('trello')], billable: 'not-billable' }),
    agent({ accountId: 'c' }),
    agent({ accountId: 'd', access: [access('loom')] }),
  ];
  const inspections = new Map([
    ['a', { ...LOCAL, accountId: 'a' }],
    ['b', { ...SYNCED, accountId: 'b' }],
  ]);
  expect(signUpsOf(newcomers, inspections)).toEqual([
    { management: 'local', state: 'billable' },
    { management: 'idp', state: 'not-billable' },
    { management: 'unknown', state: 'billable' },
  ]);
});

describe('the checklist', () => {
  const items = inferPrevention({ ...quiet, signUps: signUps(9) });
  const told = { topic: 'default-local-policy' as const, site: null, state: 'advised' as const, on: '2026-11-16' };

  test('tells a line once', () => {
    expect(keepChecklist(items, []).tell).toEqual(items);
    expect(keepChecklist(items, [told])).toMatchObject({ items: [{ toldOn: '2026-11-16' }], tell: [] });
  });

  test('and again when it changes, not when numbers do', () => {
    expect(keepChecklist(inferPrevention({ ...quiet, signUps: signUps(12) }), [told]).tell).toEqual([]);
    const set = inferPrevention({ ...quiet, signUps: signUps(9, { state: 'not-billable' }) });
    expect(keepChecklist(set, [told]).tell).toEqual(set);
  });

  test('keeps sites apart', () => {
    const seats = ['a.atlassian.net', 'b.atlassian.net'].map((site) => ({ site, accounts: 5 }));
    const both = inferPrevention({ ...quiet, neverUsedSeats: seats });
    const first = { topic: 'default-group', site: 'a.atlassian.net', state: 'advised', on: '2026-11-16' };
    expect(keepChecklist(both, [toldSchema.parse(first)]).tell.map(({ site }) => site)).toEqual(['b.atlassian.net']);
  });
});
