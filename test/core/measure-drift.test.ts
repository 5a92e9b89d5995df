import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FactMap } from '../../core/account-fact.ts';
import { changesOf, type Drift, driftOf, netOf } from '../../core/drift.ts';
import { CLAIMED_DOMAIN_ACCOUNTS, measureDrift, startDrift } from '../../core/measure-drift.ts';
import { agentFact, anyFactMap } from '../accounts.ts';

function states(facts: FactMap): Map<string, string> {
  return new Map([...facts].map(([id, fact]) => [id, fact.state]));
}

/** A map of states after a drift was applied to it. */
function applied(before: FactMap, drift: Drift): Map<string, string> {
  const after = states(before);
  for (const { accountId, to } of changesOf(drift)) {
    if (to === 'absent') after.delete(accountId);
    else after.set(accountId, to);
  }
  return after;
}

function sorted(map: Map<string, string>): [string, string][] {
  return [...map].sort();
}

describe('drift as a whole', () => {
  test('applied to the old map, it gives the new one', () => {
    fc.assert(
      fc.property(anyFactMap, anyFactMap, (before, after) => {
        expect(sorted(applied(before, measureDrift(before, after)))).toEqual(sorted(states(after)));
      }),
    );
  });

  test('of a map with itself is empty', () => {
    fc.assert(
      fc.property(anyFactMap, (facts) => {
        expect(changesOf(measureDrift(facts, facts))).toEqual([]);
      }),
    );
  });

  test('does not depend on the order in which accounts are seen', () => {
    fc.assert(
      fc.property(anyFactMap, anyFactMap, fc.infiniteStream(fc.nat()), (before, after, order) => {
        const shuffled = [...after]
          .map((entry) => ({ entry, rank: order.next().value }))
          .sort((a, b) => a.rank - b.rank);
        const measure = startDrift();
        for (const entry of before) measure.remember(...entry);
        for (const { entry } of shuffled) measure.see(...entry);
        expect(measure.finish()).toEqual(measureDrift(before, after));
      }),
    );
  });

  test('swapped, it mirrors entries and exits', () => {
    fc.assert(
      fc.property(anyFactMap, anyFactMap, (before, after) => {
        const there = measureDrift(before, after);
        const back = measureDrift(after, before);
        expect(back.exits.map((exit) => exit.accountId)).toEqual(there.entries.map((entry) => entry.accountId));
        expect(back.entries.map((entry) => entry.accountId)).toEqual(there.exits.map((exit) => exit.accountId));
        expect(netOf(back) + netOf(there)).toBe(0);
      }),
    );
  });

  test('its net is billable after minus billable before', () => {
    const billable = (facts: FactMap) => [...facts.values()].filter((fact) => fact.state === 'billable').length;
    fc.assert(
      fc.property(anyFactMap, anyFactMap, (before, after) => {
        expect(netOf(measureDrift(before, after))).toBe(billable(after) - billable(before));
      }),
    );
  });

  test('the union of successive drifts is the whole change', () => {
    fc.assert(
      fc.property(fc.array(anyFactMap, { minLength: 2, maxLength: 6 }), (snapshots) => {
        let told = states(snapshots[0] ?? new Map());
        snapshots.slice(1).forEach((after, index) => {
          const before = snapshots[index] ?? new Map();
          const drift = measureDrift(before, after);
          for (const { accountId, from } of changesOf(drift)) expect(told.get(accountId) ?? 'absent').toBe(from);
          told = applied(before, drift);
        });
        expect(sorted(told)).toEqual(sorted(states(snapshots.at(-1) ?? new Map())));
      }),
    );
  });

  test('is put together again from its list of changes', () => {
    fc.assert(
      fc.property(anyFactMap, anyFactMap, (before, after) => {
        const drift = measureDrift(before, after);
        expect(driftOf(changesOf(drift), drift.claimedDomains)).toEqual(drift);
      }),
    );
  });
});

describe('every pair of states', () => {
  const pairs = [
    ['absent', 'billable', 'entries'],
    ['not-billable', 'billable', 'entries'],
    ['billable', 'absent', 'exits'],
    ['billable', 'not-billable', 'exits'],
    ['absent', 'not-billable', 'silent'],
    ['not-billable', 'absent', 'silent'],
    ['unknown', 'billable', 'unclear'],
    ['billable', 'unknown', 'unclear'],
    ['unknown', 'not-billable', 'unclear'],
    ['not-billable', 'unknown', 'unclear'],
    ['absent', 'unknown', 'unclear'],
    ['unknown', 'absent', 'unclear'],
  ] as const;

  const mapOf = (state: string): FactMap =>
    state === 'billable' || state === 'not-billable' || state === 'unknown'
      ? new Map([['a', agentFact({ state })]])
      : new Map();

  test.each(pairs)('%s to %s is told among the %s', (from, to, list) => {
    const drift = measureDrift(mapOf(from), mapOf(to));
    const { entries, exits, unclear, silent } = drift;
    const lists = { entries, exits, unclear, silent };
    expect(lists[list]).toEqual([expect.objectContaining({ accountId: 'a', from, to })]);
    expect(changesOf(drift)).toHaveLength(1);
  });

  test('billable, unknown, billable again tells no entry', () => {
    const [billable, unknown] = [mapOf('billable'), mapOf('unknown')];
    expect(measureDrift(billable, unknown).exits).toEqual([]);
    expect(measureDrift(unknown, billable).entries).toEqual([]);
    expect(changesOf(measureDrift(billable, billable))).toEqual([]);
  });
});

describe('a domain claimed at once', () => {
  const newcomers = (count: number, domain: string) =>
    new Map(
      Array.from({ length: count }, (_, index) => [
        `${domain}-${index}`,
        agentFact({ domain, state: index === 0 ? 'billable' : 'not-billable' }),
      ]),
    );

  test('is one event with its accounts and its billable accounts', () => {
    const before = new Map([['a', agentFact()]]);
    const after = new Map([...before, ...newcomers(CLAIMED_DOMAIN_ACCOUNTS, 'fabrikam.com')]);
    expect(measureDrift(before, after).claimedDomains).toEqual([
      { domain: 'fabrikam.com', accounts: CLAIMED_DOMAIN_ACCOUNTS, billable: 1 },
    ]);
  });

  test.each([
    ['too few accounts', new Map([['a', agentFact()]]), newcomers(CLAIMED_DOMAIN_ACCOUNTS - 1, 'fabrikam.com')],
    ['a domain that was there', new Map([['a', agentFact()]]), newcomers(9, 'contoso.com')],
    ['no snapshot before', new Map(), newcomers(9, 'fabrikam.com')],
  ])('is not told for %s', (_, before: FactMap, added) => {
    expect(measureDrift(before, new Map([...before, ...added])).claimedDomains).toEqual([]);
  });
});
